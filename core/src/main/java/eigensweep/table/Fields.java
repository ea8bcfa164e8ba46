package eigensweep.table;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a record is made of, by name: what JSON, YAML, tables, keys and pages write of it, each in its way. [Field]
/// says where a component is not written as it stands.
public final class Fields {

    /// What says which case of a sealed interface a record is.
    static final String CASE = "name";

    private static final Field PLAIN =
            Objects.requireNonNull(Plain.class.getRecordComponents()[0].getAnnotation(Field.class));

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("record " + type, e);
            }
        }
    };

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

    /// Options as one would write them on a command line, those that are chosen: `--precision f64`, `--randomize`.
    /// What is off is not written.
    public static List<String> words(Record options, Predicate<Field> chosen) {
        List<String> words = new ArrayList<>();
        words(options, chosen, words);
        return words;
    }

    private static void words(Record options, Predicate<Field> chosen, List<String> words) {
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            Field field = of(component);
            Object value = get(component, options);
            if (!chosen.test(field)) {
                continue;
            }
            if (field.flat()) {
                words((Record) Objects.requireNonNull(value), chosen, words);
            } else if (value instanceof Boolean on) {
                if (on) {
                    words.add(option(component));
                }
            } else if (!field.flag().isEmpty() && value instanceof Enum<?> constant && constant.ordinal() < 2) {
                if (constant.ordinal() == 1) {
                    words.add(option(component));
                }
            } else if (field.off().isEmpty() || !field.off().equals(Tables.text(value))) {
                words.add(option(component) + " " + Tables.text(value));
            }
        }
    }

    /// Those options of a record type that are chosen, as they are called on a command line: `--precision`.
    public static List<String> options(Class<? extends Record> type, Predicate<Field> chosen) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> chosen.test(of(component)))
                .map(Fields::option)
                .toList();
    }

    private static String option(RecordComponent component) {
        String flag = of(component).flag();
        return "--" + (flag.isEmpty() ? name(component).replace('_', '-') : flag);
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
        Method accessor = component.getAccessor();
        accessor.setAccessible(true); // Of records that their package keeps to itself, too.
        try {
            return accessor.invoke(holder);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("record component " + component, e);
        }
    }

    /// The record of these components.
    ///
    /// @throws IllegalArgumentException if it refuses them
    static <R> R make(Class<R> type, @Nullable Object... components) {
        try {
            return type.cast(CONSTRUCTORS.get(type).newInstance(components));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof IllegalArgumentException refusal ? refusal : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record " + type, e);
        }
    }

    /// What a record type has where nothing is said: its `DEFAULT`; null where all has to be said.
    static @Nullable Object usual(Class<?> type) {
        try {
            java.lang.reflect.Field usual = type.getDeclaredField("DEFAULT");
            usual.setAccessible(true);
            return usual.get(null);
        } catch (NoSuchFieldException e) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the default of " + type, e);
        }
    }

    /// The cases of a sealed interface, by the names that choose among them: `adamw` is AdamW.
    static Map<String, Class<?>> cases(Class<?> type) {
        Map<String, Class<?>> cases = new LinkedHashMap<>();
        for (Class<?> each : type.getPermittedSubclasses()) {
            if (each.isInterface()) {
                cases.putAll(cases(each));
            } else {
                cases.put(caseOf(each), each);
            }
        }
        return cases;
    }

    static String caseOf(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /// Whether records of a type are told apart by their case.
    static boolean isChoice(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }
}
