package eigensweep.figure;

import eigensweep.figure.Ticks.Tick;
import java.util.List;
import java.util.function.UnaryOperator;

/// The names along an axis, so short that there is room left for the plot. What a page says of a point has the whole
/// name.
final class AxisNames {

    /// The height of a letter of a name, by its width: enough for most.
    static final double LETTER = 0.62;

    /// The share of the width that names beside the plot may take.
    private static final double SHARE = 0.48;

    /// The most letters of a name below the plot, where it is turned.
    private static final int MOST_BELOW = 20;

    /// The room on both sides of a plot, in letters' heights, and that on its left, into which the first name reaches.
    private static final double BESIDE = 5.6;

    private static final double LEFT = 4.7;

    /// How far a letter of a turned name reaches to the left, by its height.
    private static final double TURNED_LETTER = 0.5;

    private static final String ELLIPSIS = "\u2026";

    private AxisNames() {}

    /// The names below a plot, of which the first is not to leave the drawing.
    ///
    /// @param width of the drawing
    /// @param em height of the letters
    static Axis below(Axis x, double width, double em) {
        double half = (width / em - BESIDE) / (2.0 * Math.max(1, x.names().size()));
        int most = x.names().isEmpty() ? MOST_BELOW : (int) Math.min(MOST_BELOW, (LEFT + half) / TURNED_LETTER);
        return named(x, name -> shortened(name, most));
    }

    /// The names beside a plot.
    ///
    /// @param width of the drawing
    /// @param em height of the letters
    static Axis beside(Axis y, double width, double em) {
        int most = mostBeside(width, em);
        return named(y, name -> shortened(name, most));
    }

    /// The same, where there is the height for names in two lines.
    static Axis besideInTwoLines(Axis y, double width, double em) {
        int most = mostBeside(width, em);
        return named(y, name -> broken(name, most));
    }

    private static int mostBeside(double width, double em) {
        return (int) ((SHARE * width / em - 2.5) / LETTER);
    }

    private static Axis named(Axis axis, UnaryOperator<String> name) {
        List<String> names = axis.names().stream().map(name).toList();
        List<Tick> marked = axis.marked().stream()
                .map(tick -> new Tick(tick.at(), name.apply(tick.label())))
                .toList();
        return new Axis(axis.label(), axis.scale(), axis.min(), axis.max(), names, marked);
    }

    /// A name without its middle: ends tell names apart.
    private static String shortened(String name, int most) {
        if (name.length() <= most) {
            return name;
        }
        int end = (most - 1) / 2;
        return name.substring(0, most - 1 - end) + ELLIPSIS + name.substring(name.length() - end);
    }

    /// A name in two lines, of which the first is as long as it can be.
    private static String broken(String name, int most) {
        int at = name.lastIndexOf(' ', most);
        return name.length() <= most || at <= 0
                ? shortened(name, most)
                : name.substring(0, at) + "\n" + shortened(name.substring(at + 1), most);
    }
}
