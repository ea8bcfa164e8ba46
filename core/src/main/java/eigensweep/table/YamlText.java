package eigensweep.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Records as YAML, by [Fields]: what [Yaml#read] reads, with every key said, in one order. What is null is left out.
/// Two records are equal when their texts are.
public final class YamlText {

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\x7f-\\x9f\\ufeff\\ufffe\\uffff]");

    private final Predicate<Field> chosen;
    private final StringBuilder text = new StringBuilder();

    private YamlText(Predicate<Field> chosen) {
        this.chosen = chosen;
    }

    /// All of a record.
    public static String of(Record record) {
        return of(record, Field::written);
    }

    /// What of a record a result depends on: a part of the result's key.
    public static String key(Record record) {
        return of(record, Field::decides);
    }

    private static String of(Record record, Predicate<Field> chosen) {
        YamlText made = new YamlText(chosen);
        made.write("", record);
        return made.text.toString();
    }

    private void write(String indent, Record record) {
        for (Class<?> above : record.getClass().getInterfaces()) {
            if (Fields.isChoice(above)) {
                line(indent, Fields.CASE, Fields.caseOf(record.getClass()));
            }
        }
        Fields.each(record, chosen, (name, value) -> {
            if (value instanceof Record nested) {
                text.append(indent).append(name).append(":\n");
                write(indent + "  ", nested);
            } else if (value != null) {
                line(indent, name, scalar(value));
            }
        });
    }

    private void line(String indent, String name, String value) {
        text.append(indent).append(name).append(": ").append(value).append('\n');
    }

    private static String scalar(Object value) {
        return switch (value) {
            case List<?> all -> all.stream().map(YamlText::scalar).toList().toString();
            case Set<?> all ->
                all.stream().map(YamlText::scalar).sorted().toList().toString();
            case float[] all -> Arrays.toString(all);
            case double[] all -> Arrays.toString(all);
            case Number _, Boolean _ -> value.toString();
            case Enum<?> constant -> Tables.text(constant);
            default -> quoted(Tables.text(value));
        };
    }

    /// As in JSON, and what YAML does not take as it is, by its number.
    private static String quoted(String text) {
        return UNPRINTABLE
                .matcher(Json.text(text))
                .replaceAll(c ->
                        String.format(Locale.ROOT, "\\\\u%04x", (int) c.group().charAt(0)));
    }
}
