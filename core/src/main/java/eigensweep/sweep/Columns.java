package eigensweep.sweep;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The columns of a record: its components in order, nested records taken apart. `logSpectralNorm` is the column
/// `log_spectral_norm`; a component of one letter is the capital symbol of the literature, `N` or `D`.
public final class Columns {

    private Columns() {}

    /// A column: its name, and its value in a record.
    ///
    /// @param name as in the table's head
    /// @param type of the values, boxed
    /// @param value of a record; null if undefined
    public record Column(String name, Class<?> type, Function<Record, @Nullable Object> value) {}

    /// The columns of a record type.
    public static List<Column> of(Class<? extends Record> type) {
        List<Column> columns = new ArrayList<>();
        add(type, record -> record, columns);
        return columns;
    }

    private static void add(Class<?> type, Function<Record, @Nullable Object> owner, List<Column> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            Function<Record, @Nullable Object> value = record -> {
                Object holder = owner.apply(record);
                return holder == null ? null : get(component, holder);
            };
            if (component.getType().isRecord()) {
                add(component.getType(), value, into);
            } else {
                into.add(new Column(name(component.getName()), component.getType(), value));
            }
        }
    }

    private static String name(String component) {
        return component.length() == 1
                ? component.toUpperCase(Locale.ROOT)
                : component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object get(RecordComponent component, Object holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("record component " + component, e);
        }
    }
}
