package eigensweep.table;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a record is made of, by name: what JSON, YAML, tables, keys and pages write of it, each in its way. [Field]
/// says
/// where a component is not written as it stands.
public final class Fields {

    private static final Field PLAIN =
            Objects.requireNonNull(Plain.class.getRecordComponents()[0].getAnnotation(Field.class));

    private Fields() {}

    /// What a component is that says nothing of itself.
    private record Plain(@Field String component) {}

    /// Every component that is written, in order.
    public static void each(Record record, BiConsumer<String, @Nullable Object> use) {
        each(record, Field::written, use);
    }

    /// Every component that is chosen, in order; those of a nested record that lies flat in its place.
    static void each(Record record, Predicate<Field> chosen, BiConsumer<String, @Nullable Object> use) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Field field = of(component);
            Object value = get(component, record);
            if (!chosen.test(field) || (field.sparse() && isNothing(value))) {
                continue;
            }
            if (field.flat() && value instanceof Record nested) {
                each(nested, chosen, use);
            } else if (!field.flat()) {
                use.accept(name(component), value);
            }
        }
    }

    /// Options as one would write them on a command line, those that a result depends on: `--precision f64`,
    /// `--randomize`. What is off is not written.
    public static List<String> words(Record options) {
        List<String> words = new ArrayList<>();
        words(options, words);
        return words;
    }

    private static void words(Record options, List<String> words) {
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            Field field = of(component);
            Object value = get(component, options);
            if (!field.decides()) {
                continue;
            }
            if (field.flat()) {
                words((Record) Objects.requireNonNull(value), words);
            } else if (!field.flag().isEmpty()) {
                if (value instanceof Enum<?> constant && constant.ordinal() > 0) {
                    words.add("--" + field.flag());
                }
            } else if (value instanceof Boolean on) {
                if (on) {
                    words.add("--" + option(component));
                }
            } else if (field.off().isEmpty() || !field.off().equals(Tables.text(value))) {
                words.add("--" + option(component) + " " + Tables.text(value));
            }
        }
    }

    private static String option(RecordComponent component) {
        return name(component).replace('_', '-');
    }

    /// How a component is written.
    static Field of(RecordComponent component) {
        return Objects.requireNonNullElse(component.getAnnotation(Field.class), PLAIN);
    }

    /// What a component is called.
    static String name(RecordComponent component) {
        String given = of(component).value();
        return given.isEmpty()
                ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
                : given;
    }

    private static boolean isNothing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Collection<?> all -> all.isEmpty();
            case Map<?, ?> all -> all.isEmpty();
            default -> false;
        };
    }

    static @Nullable Object get(RecordComponent component, Object holder) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // A private record is one, too.
            return accessor.invoke(holder);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("record component " + component, e);
        }
    }
}
