package eigensweep.testing;

import eigensweep.table.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A record but for one component, or one of a record in it: for tests of keys, which have to change with it, or not
/// where it is declared to decide nothing.
///
/// @param component its name, behind those of the records around it
/// @param decides whether it and all around it are declared to decide
/// @param record with another value there
public record Changed(String component, boolean decides, Record record) {

    /// Of a text, what some record or other takes: names of devices, of augmentations, of layers.
    private static final List<String> TEXTS = List.of("cuda", "noise-0.3", "7");

    /// An equal record, of which nothing but constants is the same object.
    public static Record copy(Record record) {
        return Objects.requireNonNull(made(
                record.getClass(),
                Arrays.stream(values(record)).map(Changed::copied).toArray()));
    }

    private static @Nullable Object copied(@Nullable Object value) {
        return switch (value) {
            case Record nested -> copy(nested);
            case float[] all -> all.clone();
            case double[] all -> all.clone();
            case String text -> new StringBuilder(text).toString();
            case Set<?> all -> new LinkedHashSet<>(new ArrayList<>(all).reversed());
            case List<?> all -> all.stream().map(Changed::copied).toList();
            case null, default -> value;
        };
    }

    /// Every change of a record, one at a time; of an enum, every other constant.
    public static List<Changed> all(Record record) {
        List<Changed> all = new ArrayList<>();
        add("", true, record, changed -> changed, all);
        return all;
    }

    /// @param around makes the whole of a changed part; null if it refuses it
    private static void add(
            String prefix, boolean all, Record part, Function<Record, @Nullable Record> around, List<Changed> into) {
        RecordComponent[] components = part.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String name = prefix + component.getName();
            Field field = component.getAnnotation(Field.class);
            boolean decides = all && (field == null || field.decides());
            int place = i;
            Function<Object, @Nullable Record> with = value -> {
                Record changed = with(part, place, value);
                return changed == null ? null : around.apply(changed);
            };
            Object value = values(part)[i];
            if (value instanceof Record nested) {
                add(name + ".", decides, nested, with::apply, into);
            } else {
                List<Changed> changes = others(component, value)
                        .map(with::apply)
                        .filter(Objects::nonNull)
                        .limit(component.getType().isEnum() ? Long.MAX_VALUE : 1)
                        .map(changed -> new Changed(name, decides, changed))
                        .toList();
                if (changes.isEmpty()) {
                    throw new AssertionError("no other value of " + name);
                }
                into.addAll(changes);
            }
        }
    }

    /// Null if it refuses the value.
    private static @Nullable Record with(Record record, int place, Object value) {
        @Nullable Object[] values = values(record);
        values[place] = value;
        return made(record.getClass(), values);
    }

    private static @Nullable Record made(Class<? extends Record> type, @Nullable Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Object[] values(Record record) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .map(component -> {
                    try {
                        Method accessor = component.getAccessor();
                        accessor.setAccessible(true);
                        return accessor.invoke(record);
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                })
                .toArray();
    }

    private static Stream<?> others(RecordComponent component, @Nullable Object value) {
        Class<?> type = component.getType();
        return switch (value) {
            case Boolean on -> Stream.of(!on);
            case Integer number -> Stream.of(number + 1, number - 1, number + 2, number + 100);
            case Long number -> Stream.of(number + 1, number - 1);
            case Double number -> Stream.of(number == 0 ? 0.5 : number / 2);
            case float[] _ -> Stream.of(new float[] {0.25f});
            case Enum<?> constant -> Stream.of(type.getEnumConstants()).filter(other -> other != constant);
            case Path path -> Stream.of(path.resolveSibling("other"));
            case String text -> TEXTS.stream().filter(other -> !other.equals(text));
            case Set<?> _ -> sets(component);
            case List<?> list ->
                list.isEmpty() ? Stream.of(List.of(7), TEXTS) : Stream.of(list.subList(1, list.size()));
            case null ->
                type == String.class
                        ? TEXTS.stream()
                        : type == Path.class
                                ? Stream.of(Path.of("w"))
                                : Stream.of(type == Integer.class ? (Object) 7 : (Object) 0.5);
            default -> throw new AssertionError("of " + component);
        };
    }

    private static Stream<?> sets(RecordComponent component) {
        Class<?> of = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        return Stream.of(Set.of(of.getEnumConstants()[0]));
    }
}
