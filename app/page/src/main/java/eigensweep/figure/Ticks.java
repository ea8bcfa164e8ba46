package eigensweep.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The numbers that an axis shows.
///
/// @param major those with a label, ascending
/// @param minor those with a short stroke only
public record Ticks(List<Tick> major, List<Double> minor) {

    private static final double PLAIN_FROM = 1e-3;
    private static final double PLAIN_TO = 1e4;

    /// A labelled number.
    ///
    /// @param at the number
    /// @param label as text; `10^-3` and `2x10^-3` stand for powers of ten
    public record Tick(double at, String label) {}

    /// Ticks of an axis.
    ///
    /// @param most about how many labels there is room for
    public static Ticks of(Axis axis, int most) {
        if (!axis.names().isEmpty()) {
            return named(axis.names());
        }
        if (!axis.marked().isEmpty()) {
            return new Ticks(thinned(axis.marked(), most), List.of());
        }
        if (axis.scale() == Scale.LINEAR) {
            return linear(axis, most);
        }
        double decades = Math.log10(axis.max()) - Math.log10(axis.min());
        if (decades < 0.5) {
            return linear(axis, most);
        }
        return decades < 2 ? withinDecades(axis) : decades(axis, most);
    }

    private static Ticks named(List<String> names) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ticks.add(new Tick(i + 1.0, names.get(i)));
        }
        return new Ticks(ticks, List.of());
    }

    /// Every n-th.
    private static List<Tick> thinned(List<Tick> ticks, int most) {
        int stride = Math.ceilDiv(ticks.size(), most);
        return IntStream.range(0, ticks.size())
                .filter(i -> i % stride == 0)
                .mapToObj(ticks::get)
                .toList();
    }

    private static Ticks linear(Axis axis, int most) {
        double step = step((axis.max() - axis.min()) / most);
        List<Double> numbers = new ArrayList<>();
        long first = (long) Math.ceil(axis.min() / step - 1e-9);
        for (long k = first; k * step <= axis.max() + 1e-9 * step; k++) {
            numbers.add(k * step);
        }
        return new Ticks(label(numbers, step), List.of());
    }

    /// The smallest of 1, 2, 5 times a power of ten that is not below the raw step.
    private static double step(double raw) {
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= raw * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static Ticks withinDecades(Axis axis) {
        List<Double> labelled = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int exponent = floor(axis.min()); exponent <= floor(axis.max()); exponent++) {
            for (int digit = 1; digit <= 9; digit++) {
                double number = digit * Math.pow(10, exponent);
                if (number >= axis.min() && number <= axis.max()) {
                    (digit == 1 || digit == 2 || digit == 5 ? labelled : others).add(number);
                }
            }
        }
        return new Ticks(label(labelled, labelled.isEmpty() ? 1 : labelled.getFirst()), others);
    }

    private static Ticks decades(Axis axis, int most) {
        int first = (int) Math.ceil(Math.log10(axis.min()) - 1e-9);
        int last = (int) Math.floor(Math.log10(axis.max()) + 1e-9);
        int stride = Math.max(1, (int) Math.ceil((last - first + 1) / (double) most));
        List<Tick> major = new ArrayList<>();
        List<Double> minor = new ArrayList<>();
        boolean plain = first >= -2 && last <= 3;
        for (int exponent = first - 1; exponent <= last; exponent++) {
            double decade = Math.pow(10, exponent);
            if (exponent >= first && Math.floorMod(exponent, stride) == 0) {
                major.add(new Tick(decade, plain ? plain(decade, decade) : "10^" + exponent));
            } else if (exponent >= first) {
                minor.add(decade);
            }
            for (int digit = 2; digit <= 9 && stride == 1; digit++) {
                double number = digit * decade;
                if (number >= axis.min() && number <= axis.max()) {
                    minor.add(number);
                }
            }
        }
        return new Ticks(major, minor);
    }

    private static int floor(double number) {
        return (int) Math.floor(Math.log10(number));
    }

    private static List<Tick> label(List<Double> numbers, double step) {
        double largest = numbers.stream().mapToDouble(Math::abs).max().orElse(0);
        boolean plain = largest == 0 || (largest >= PLAIN_FROM && largest < 10 * PLAIN_TO && step >= PLAIN_FROM / 10);
        int exponent = largest == 0 ? 0 : floor(largest);
        double unit = Math.pow(10, exponent);
        return numbers.stream()
                .map(number -> new Tick(
                        number,
                        plain
                                ? plain(number, step)
                                : number == 0 ? "0" : plain(number / unit, step / unit) + "x10^" + exponent))
                .toList();
    }

    /// As many decimals as the step has, and a zero without sign.
    private static String plain(double number, double step) {
        int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%." + Math.min(decimals, 12) + "f", number + 0.0);
    }
}
