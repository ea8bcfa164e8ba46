package eigensweep.table;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands before the fraction of the numbers in a table, `1.5` or `1,5`: the one place that knows
/// which text is a number.
public enum Decimal {
    POINT("."),
    COMMA(",");

    private static final String WHOLE_AND_FRACTION = "[-+]?(\\d+%1$s?\\d*|%1$s\\d+)([eE][-+]?\\d+)?";
    private static final Pattern FRACTION = Pattern.compile("[-+]?\\d*([.,])\\d+([eE][-+]?\\d+)?");

    /// What is in no list of whole numbers, but in one of halves of decimal commas: `05`, `-0`.
    private static final Pattern HALF = Pattern.compile("[-+]?0\\d+|-0");

    /// A number in groups of thousands, or a fraction of three digits: `1.302`.
    private static final Pattern THOUSANDS = Pattern.compile("[-+]?[1-9]\\d{0,2}(\\.\\d{3})+");

    private static final Pattern GROUPED = Pattern.compile("[-+]?[1-9]\\d{0,2}(,\\d{3})+");
    private static final Pattern MEANT =
            Pattern.compile("[-+−]?[$€£]?\\s?[-+−]?[\\d.,'’_\\s]*\\d[\\d.,'’_\\s]*([eE][-+]?\\d+)?[%$€£]?");

    /// A number in a call, as PyTorch prints a tensor of one, or in brackets, as accountants write a
    /// negative one.
    private static final Pattern CALLED = Pattern.compile("([A-Za-z][\\w.]*)?\\(([^(),]*)(,\\s*\\w+=.*)?\\)");
    private static final int LONGEST = 64;
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?(nan|inf|infinity)");

    private final Pattern number;

    Decimal(String mark) {
        this.number = Pattern.compile(String.format(Locale.ROOT, WHOLE_AND_FRACTION, Pattern.quote(mark)));
    }

    /// What the numbers among some cells have: a comma where one stands in a number and no number has a
    /// point. Commas that could all part thousands (`1,234`) are not taken for it.
    static Decimal of(List<TableRow> rows) {
        boolean comma = false;
        for (TableRow row : rows) {
            for (String cell : row.cells()) {
                Matcher matcher = FRACTION.matcher(cell.strip());
                if (matcher.matches()) {
                    if (matcher.group(1).equals(".")) {
                        return POINT;
                    }
                    comma |= !GROUPED.matcher(cell.strip()).matches();
                }
            }
        }
        return comma ? COMMA : POINT;
    }

    /// Whether a whole number may be one side of a decimal comma at which it was cut.
    public static boolean isHalf(String number) {
        return HALF.matcher(number).matches();
    }

    /// Whether the point in a number may part thousands.
    static boolean mayBeThousands(String number) {
        return THOUSANDS.matcher(number).matches();
    }

    /// The number that a cell holds, which may not be finite (`nan`, `inf`); 1 and 0 for `true` and
    /// `false`; null if it holds none.
    public @Nullable Double parse(String cell) {
        String text = cell.strip();
        if (number.matcher(text).matches()) {
            return Double.valueOf(text.replace(',', '.'));
        }
        String word = text.toLowerCase(Locale.ROOT);
        if (NOT_FINITE.matcher(word).matches()) {
            return word.endsWith("nan")
                    ? Double.NaN
                    : word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return switch (word) {
            case "true" -> 1.0;
            case "false" -> 0.0;
            default -> null;
        };
    }

    /// The finite number that a cell holds.
    ///
    /// @param place where it stands, for people
    /// @throws TableException if it holds anything else; the message says how to write it
    public double finite(TableException.Place place, String cell) throws TableException {
        Double value = parse(cell);
        if (value == null || !Double.isFinite(value)) {
            throw place.notFinite(cell, remedy(cell));
        }
        return value;
    }

    private String remedy(String cell) {
        String text = cell.strip();
        if (!isMeant(text) || parse(text) != null) {
            return "";
        }
        return this == COMMA
                ? " (others have a decimal comma; write all numbers alike, without thousands separators)"
                : " (write numbers as 1234.5, without thousands separators, all with a decimal point)";
    }

    /// Whether a cell was meant as a number, if not one that can be read: `1.234,5`, `12 %`, `tensor(0.5)`.
    public static boolean isMeant(String cell) {
        String text = cell.strip();
        if (text.length() > LONGEST) {
            return false;
        }
        Matcher called = CALLED.matcher(text);
        String number = called.matches() ? called.group(2).strip() : text;
        return MEANT.matcher(number).matches();
    }
}
