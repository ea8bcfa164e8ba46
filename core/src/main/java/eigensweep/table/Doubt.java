package eigensweep.table;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Refuses tables whose numbers can be read in two ways, and no cell alone says so.
final class Doubt {

    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+");
    private static final Pattern SHORT = Pattern.compile("[-+]?\\d{1,3}");

    private Doubt() {}

    /// Refuses whole numbers between commas, without names above them, where one begins with a zero that it
    /// has no need of: `0,05` and `-0,5` are cut so.
    ///
    /// @param rows all of one length
    static void checkCommas(Path file, List<TableRow> rows) throws TableException {
        if (!rows.stream()
                .flatMap(row -> row.cells().stream())
                .allMatch(cell -> WHOLE.matcher(cell.strip()).matches())) {
            return;
        }
        for (TableRow row : rows) {
            for (String cell : row.cells()) {
                if (Decimal.isHalf(cell.strip())) {
                    throw new TableException(
                            file,
                            row.where(),
                            "holds " + cell.strip() + " among whole numbers, so that commas may part cells or stand"
                                    + " before fractions (1,05); put quotes around such numbers or semicolons between"
                                    + " cells, or write whole numbers without zeros before them");
                }
            }
        }
    }

    /// Refuses `1.302` beside `874`, where no number says what the point is: all that have one have three
    /// digits after it.
    static void checkThousands(Path file, List<TableRow> rows) throws TableException {
        TableRow where = null;
        String grouped = null;
        String whole = null;
        for (TableRow row : rows) {
            for (String cell : row.cells()) {
                String text = cell.strip();
                if (SHORT.matcher(text).matches()) {
                    whole = whole == null ? text : whole;
                } else if (Decimal.mayBeThousands(text)) {
                    where = where == null ? row : where;
                    grouped = grouped == null ? text : grouped;
                } else if (Decimal.POINT.parse(text) != null && text.indexOf('.') >= 0) {
                    return;
                }
            }
        }
        if (where != null && grouped != null && whole != null) {
            String digits = grouped.replace(".", "");
            throw new TableException(
                    file,
                    where.where(),
                    "holds " + grouped + ", which may be a fraction or in thousands beside " + whole + "; write "
                            + digits + " or " + grouped + "0 for it, and all others alike");
        }
    }
}
