package eigensweep.figure;

import java.util.List;

/// The names of marks in rows above the plot; of rules, the plot itself has the names. A single name needs no
/// legend unless it is a fit's.
///
/// @param entries the marks that have a name
/// @param em height of the letters
/// @param width of a row
record Legend(List<Mark> entries, double em, double width) {

    static Legend of(List<Mark> marks, double em, double width) {
        return new Legend(
                marks.stream()
                        .filter(mark ->
                                !(mark instanceof Mark.Rule) && !mark.name().isEmpty())
                        .toList(),
                em,
                width);
    }

    double height() {
        return entries.isEmpty() ? 0 : (rowOf(entries.size() - 1) + 1) * 1.5 * em;
    }

    private int rowOf(int index) {
        double at = 0;
        int row = 0;
        for (int i = 0; i <= index; i++) {
            double length = length(entries.get(i));
            if (at > 0 && at + length > width) {
                row++;
                at = 0;
            }
            at += length;
        }
        return row;
    }

    /// The width of a sans-serif letter is about half its height.
    private double length(Mark mark) {
        return (2.6 + 0.54 * mark.name().length()) * em;
    }

    String draw(double left) {
        StringBuilder out = new StringBuilder();
        double at = 0;
        int row = 0;
        for (int i = 0; i < entries.size(); i++) {
            if (rowOf(i) != row) {
                row = rowOf(i);
                at = 0;
            }
            double x = left + at;
            double y = (1.25 + 1.5 * row) * em;
            out.append(swatch(entries.get(i), x, y - 0.35 * em))
                    .append("<text class=\"legend\" x=\"" + SvgPath.number(x + 1.7 * em) + "\" y=\"" + SvgPath.number(y)
                            + "\">")
                    .append(Markup.escape(entries.get(i).name()))
                    .append("</text>");
            at += length(entries.get(i));
        }
        return out.toString();
    }

    private String swatch(Mark mark, double x, double y) {
        String tone = mark.tone().cssClass();
        SvgPath path = new SvgPath(10);
        return switch (mark) {
            case Mark.Line line ->
                "<path class=\"line " + tone + "\" d=\"" + path.move(x, y).line(x + 1.4 * em, y) + "\"/>";
            case Mark.Points points ->
                "<path class=\"points " + tone + "\" stroke-width=\"" + SvgPath.number(0.5 * em) + "\" d=\""
                        + Plot.point(path, points.tone(), x + 0.8 * em, y, 0.5 * em) + "\"/>";
            default ->
                "<path class=\"" + (mark instanceof Mark.Band || mark instanceof Mark.Ribbon ? "band " : "bars ") + tone
                        + "\" d=\""
                        + path.box(x, y - 0.4 * em, x + 1.3 * em, y + 0.4 * em) + "\"/>";
        };
    }
}
