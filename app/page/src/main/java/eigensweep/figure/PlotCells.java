package eigensweep.figure;

import eigensweep.figure.Frame.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A grid of numbers from -1 to 1 in a plot: colour for the sign, its strength for the size, and the number itself
/// where it can be read.
///
/// @param plot where they are
/// @param cells the numbers
record PlotCells(Plot plot, Mark.Cells cells) {

    /// The width of a number with its zero, and of one without, in letters.
    private static final double WHOLE = 3.1;

    private static final double BRIEF = 2.5;

    /// The share of the height of letters below which a number is left out: colour and tooltip tell it.
    private static final double LEAST_LETTERS = 0.8;

    String draw() {
        double em = plot.frame().text();
        double width = plot.x(1.5) - plot.x(0.5);
        boolean isWhole = width >= WHOLE * em;
        double letters = Math.min(em, width / (isWhole ? WHOLE : BRIEF));
        boolean isLegible = letters >= LEAST_LETTERS * em || plot.frame().use() == Use.FILE;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.values().length; i++) {
            for (int j = 0; j < cells.values()[i].length; j++) {
                double value = cells.values()[i][j];
                if (Double.isFinite(value)) {
                    out.append(cell(i, j, value));
                    out.append(isLegible ? number(i, j, isWhole ? text(value) : brief(value), letters) : "");
                }
            }
        }
        return out + (plot.frame().use() == Use.PAGE ? readout() : "");
    }

    private String cell(int row, int column, double value) {
        double left = plot.x(column + 0.5);
        double right = plot.x(column + 1.5);
        double top = Math.min(plot.y(row + 0.5), plot.y(row + 1.5));
        double bottom = Math.max(plot.y(row + 0.5), plot.y(row + 1.5));
        SvgPath outline = plot.path().box(left, top, right, bottom);
        return "<path class=\"cell " + (value < 0 ? Tone.TAIL : Tone.DATA).cssClass() + "\" fill-opacity=\""
                + String.format(Locale.ROOT, "%.2f", 0.7 * Math.min(1, Math.abs(value))) + "\" d=\"" + outline + "\"/>";
    }

    private String number(int row, int column, String text, double letters) {
        return "<text class=\"cell-number\" text-anchor=\"middle\" font-size=\"" + SvgPath.number(letters) + "\" x=\""
                + SvgPath.number(plot.x(column + 1.0)) + "\" y=\""
                + SvgPath.number(plot.y(row + 1.0) + 0.35 * letters) + "\">" + text + "</text>";
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.2f", Math.round(100 * value) / 100.0 + 0.0)
                .replace('-', '\u2212');
    }

    /// `.52` for 0.52, `1` for 1.00.
    private static String brief(double value) {
        return text(value).replace("0.", ".").replace("1.00", "1").replace(".00", "0");
    }

    /// What a page says of a cell under the pointer.
    private String readout() {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        List<String> each = new ArrayList<>();
        for (int i = 0; i < cells.values().length; i++) {
            for (int j = 0; j < cells.values()[i].length; j++) {
                if (Double.isFinite(cells.values()[i][j]) && isNamed(i, j)) {
                    x.add(j + 1.0);
                    y.add(i + 1.0);
                    each.add(plot.y().names().get(i) + ", " + plot.x().names().get(j) + ": "
                            + text(cells.values()[i][j]));
                }
            }
        }
        return x.isEmpty()
                ? ""
                : "<path" + MarkData.attributes(new Mark.Points("", cells.tone(), array(x), array(y), each))
                        + " d=\"\"/>";
    }

    private boolean isNamed(int row, int column) {
        return row < plot.y().names().size() && column < plot.x().names().size();
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
