package eigensweep.figure;

import eigensweep.figure.Ticks.Tick;

/// The axes of a plot: grid, strokes, numbers or names, and labels.
///
/// @param plot between them
/// @param em height of the letters
/// @param end of the room for the lowest row, from the left of the drawing
record PlotAxes(Plot plot, double em, double end) {

    private static final double TURN = 40;

    /// The room that numbers or names and the label need on the left.
    static double left(Axis y, double height, double em) {
        double digits = Ticks.of(y, most(height, em)).major().stream()
                .map(Tick::label)
                .mapToDouble(label -> label.contains("^") ? label.length() - 1.2 : label.length())
                .max()
                .orElse(0);
        if (y.names().isEmpty()) {
            return Math.max(4.7 * em, (2.4 + 0.6 * digits) * em);
        }
        double letters = y.names().stream()
                .flatMap(String::lines)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return (0.9 + AxisNames.LETTER * letters + (y.label().isEmpty() ? 0 : 1.6)) * em;
    }

    /// The room that numbers or names and the label need below.
    static double below(Axis x, double width, double em) {
        if (x.names().isEmpty() || fits(x, width, em)) {
            return 3.3 * em;
        }
        double label = x.label().isEmpty() ? 0 : 1.5;
        return (1.9 + label + AxisNames.LETTER * longest(x) * Math.sin(Math.toRadians(TURN))) * em;
    }

    private static boolean fits(Axis x, double width, double em) {
        return (longest(x) + 1) * AxisNames.LETTER * em * x.names().size() <= width;
    }

    private static int longest(Axis axis) {
        return axis.names().stream().mapToInt(String::length).max().orElse(0);
    }

    /// How many labels there is room for along the vertical axis.
    private static int most(double height, double em) {
        return (int) Math.max(3, height / (2.6 * em));
    }

    /// Draws them.
    ///
    /// @param bottom of the room, where the label of the horizontal axis stands
    void draw(SvgText out, double bottom) {
        double floor = plot.top() + plot.height();
        double right = plot.left() + plot.width();
        SvgPath grid = new SvgPath(10);
        SvgPath strokes = new SvgPath(10);
        for (Tick tick : Ticks.of(plot.y(), most(plot.height(), em)).major()) {
            double at = plot.top() + plot.y(tick.at());
            grid.move(plot.left(), at).line(right, at);
            out.lines("tick", plot.left() - 0.5 * em, at + 0.35 * em, "end", tick.label());
        }
        Ticks x = Ticks.of(plot.x(), mostAlong());
        boolean turned = !plot.x().names().isEmpty() && !fits(plot.x(), plot.width(), em);
        for (Tick tick : x.major()) {
            double at = plot.left() + plot.x(tick.at());
            strokes.move(at, floor).line(at, floor + 0.4 * em);
            if (turned) {
                out.turned("tick", at + 0.3 * em, floor + 1.1 * em, -TURN, tick.label());
            } else {
                double half = 0.3 * em * tick.label().length();
                out.text("tick", Math.max(half, Math.min(at, end - half)), floor + 1.45 * em, "middle", tick.label());
            }
        }
        for (double minor : x.minor()) {
            double at = plot.left() + plot.x(minor);
            strokes.move(at, floor).line(at, floor + 0.2 * em);
        }
        strokes.move(plot.left(), floor).line(right, floor);
        out.raw("<path class=\"grid\" d=\"" + grid + "\"/><path class=\"axis\" d=\"" + strokes + "\"/>");
        out.text(
                "label",
                plot.left() + plot.width() / 2,
                bottom - 0.5 * em,
                "middle",
                plot.x().label());
    }

    /// How many labels there is room for along the horizontal axis.
    private int mostAlong() {
        int longest = plot.x().marked().stream()
                .mapToInt(tick -> tick.label().length())
                .max()
                .orElse(0);
        double each = Math.max(4.6, AxisNames.LETTER * (longest + 1)) * em;
        return (int) Math.max(longest == 0 ? 3 : 1, plot.width() / each);
    }

    /// Writes the label of the vertical axis along it.
    void label(SvgText out) {
        double middle = plot.top() + plot.height() / 2;
        out.raw("<g transform=\"translate(" + SvgPath.number(1.05 * em) + " " + SvgPath.number(middle)
                + ") rotate(-90)\">");
        out.text("label", 0, 0, "middle", plot.y().label());
        out.raw("</g>");
    }
}
