package eigensweep.table;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The columns of a record: its components in order, nested records taken apart. What a component is called, [Fields]
/// says.
public final class Columns {

    private Columns() {}

    /// A column: its name, and its value in a record.
    ///
    /// @param name as in the table's head
    /// @param type of the values, boxed
    /// @param value of a record; null if undefined
    public record Column(String name, Class<?> type, Function<Record, @Nullable Object> value) {}

    /// Each type's are found once.
    private static final ClassValue<List<Column>> COLUMNS = new ClassValue<>() {
        @Override
        protected List<Column> computeValue(Class<?> type) {
            List<Column> columns = new ArrayList<>();
            add(type, "", record -> record, columns);
            return List.copyOf(columns);
        }
    };

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type, "");
        }
    };

    /// How a record is made of the values of its columns.
    private record Shape(Class<?> type, Part[] parts) {

        static Shape of(Class<?> type, String prefix) {
            return new Shape(
                    type,
                    Arrays.stream(type.getRecordComponents())
                            .map(component -> Part.of(component, prefix))
                            .toArray(Part[]::new));
        }
    }

    /// A component of a record: a column, or those of a nested record.
    private record Part(
            Class<?> type, String column, @Nullable Shape nested) {

        static Part of(RecordComponent component, String prefix) {
            Class<?> type = component.getType();
            return type.isRecord()
                    ? new Part(type, "", Shape.of(type, prefix + prefix(component)))
                    : new Part(type, prefix + Fields.name(component), null);
        }
    }

    /// The columns of a record type.
    public static List<Column> of(Class<? extends Record> type) {
        return COLUMNS.get(type);
    }

    private static void add(Class<?> type, String prefix, Function<Record, @Nullable Object> owner, List<Column> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            Function<Record, @Nullable Object> value = record -> {
                Object holder = owner.apply(record);
                return holder == null ? null : Fields.get(component, holder);
            };
            if (component.getType().isRecord()) {
                add(component.getType(), prefix + prefix(component), value, into);
            } else {
                into.add(new Column(prefix + Fields.name(component), component.getType(), value));
            }
        }
    }

    /// The record that has these values in its columns: the inverse of [#of]. A nested record of which a
    /// component that must have a value has none is null.
    ///
    /// @param values by column name; numbers, strings, or null
    public static <R extends Record> R read(Class<R> type, Map<String, @Nullable Object> values) {
        Object record = read(SHAPES.get(type), values);
        if (record == null) {
            throw new IllegalArgumentException("values are missing for " + type.getSimpleName() + ": " + values);
        }
        return type.cast(record);
    }

    private static @Nullable Object read(Shape shape, Map<String, @Nullable Object> values) {
        @Nullable Object[] arguments = new @Nullable Object[shape.parts.length];
        for (int i = 0; i < arguments.length; i++) {
            Part part = shape.parts[i];
            arguments[i] = part.nested == null ? read(part.type, values.get(part.column)) : read(part.nested, values);
            if (arguments[i] == null && part.type.isPrimitive()) {
                return null;
            }
        }
        return Fields.make(shape.type, arguments);
    }

    private static @Nullable Object read(Class<?> type, @Nullable Object value) {
        if (value instanceof Number number) {
            if (type == int.class || type == Integer.class) {
                return number.intValue();
            }
            if (type == long.class || type == Long.class) {
                return number.longValue();
            }
            return type == double.class || type == Double.class ? (Object) number.doubleValue() : number;
        }
        if (type.isEnum() && value != null) {
            String name = value.toString().toUpperCase(Locale.ROOT);
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name + " is no " + type.getSimpleName()));
        }
        return value;
    }

    /// What the columns of a nested record begin with.
    private static String prefix(RecordComponent component) {
        return Fields.of(component).value();
    }
}
