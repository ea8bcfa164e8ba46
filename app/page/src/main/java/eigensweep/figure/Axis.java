package eigensweep.figure;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// An axis: what it measures, and from where to where; or the names of what stands along it.
///
/// @param label the quantity, with its unit if it has one
/// @param scale how numbers become places
/// @param min the number at its beginning
/// @param max the number at its end
/// @param names of what stands at 1, 2, and so on; empty where numbers are numbers
/// @param marked the numbers that are labelled, of which as many are drawn as there is room for; empty for round ones
public record Axis(String label, Scale scale, double min, double max, List<String> names, List<Ticks.Tick> marked) {

    private static final double MARGIN = 0.04;

    public Axis {
        names = List.copyOf(names);
        marked = List.copyOf(marked);
        if (!(min < max) || !Double.isFinite(max - min) || (scale == Scale.LOG && !(min > 0))) {
            throw new IllegalArgumentException("a " + scale + " axis from " + min + " to " + max);
        }
    }

    /// An axis of numbers.
    public Axis(String label, Scale scale, double min, double max) {
        this(label, scale, min, max, List.of(), List.of());
    }

    /// An axis along which things stand that have a name, the first at 1.
    public static Axis of(String label, List<String> names) {
        return new Axis(label, Scale.LINEAR, 0.5, names.size() + 0.5, names, List.of());
    }

    /// A linear axis over the numbers, with a margin.
    public static Axis linear(String label, double... numbers) {
        return around(label, Scale.LINEAR, numbers);
    }

    /// A logarithmic axis over the positive ones of the numbers, with a margin.
    public static Axis log(String label, double... numbers) {
        return around(label, Scale.LOG, numbers);
    }

    /// A linear axis over all of the numbers.
    public static Axis linear(String label, double[]... numbers) {
        return linear(label, together(numbers));
    }

    /// A logarithmic axis over all of the numbers.
    public static Axis log(String label, double[]... numbers) {
        return log(label, together(numbers));
    }

    private static double[] together(double[]... numbers) {
        return Stream.of(numbers).flatMapToDouble(DoubleStream::of).toArray();
    }

    private static Axis around(String label, Scale scale, double... numbers) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double number : numbers) {
            double place = scale.place(number);
            if (Double.isFinite(place)) {
                low = Math.min(low, place);
                high = Math.max(high, place);
            }
        }
        if (low > high) {
            low = 0;
            high = 1;
        }
        // Equal numbers still get an axis on which they can be told from zero; zeros one from -1 to 1.
        double least = scale == Scale.LOG
                ? 0.1
                : low == 0 && high == 0 ? 1 : Math.max(Math.abs(low), Double.MIN_NORMAL) * 1e-3;
        double margin = Math.max((high - low) * MARGIN, least);
        return new Axis(label, scale, scale.value(low - margin), scale.value(high + margin));
    }

    /// The same axis, beginning at a number.
    public Axis from(double start) {
        return new Axis(label, scale, start, max, names, marked);
    }

    /// The same axis, ending at a number.
    public Axis to(double end) {
        return new Axis(label, scale, min, end, names, marked);
    }

    /// Whether its numbers are places of what has a name.
    boolean isOfNames() {
        return !names.isEmpty() || !marked.isEmpty();
    }

    /// The same axis with labels at these numbers, ascending, and at no others.
    public Axis marked(List<Ticks.Tick> ticks) {
        return new Axis(label, scale, min, max, names, ticks);
    }

    /// Where a number is: 0 at the beginning, 1 at the end; not finite for a number that has no place.
    public double place(double number) {
        double start = scale.place(min);
        return (scale.place(number) - start) / (scale.place(max) - start);
    }

    /// The number at a place: the inverse of [#place].
    public double number(double place) {
        double start = scale.place(min);
        return scale.value(start + place * (scale.place(max) - start));
    }
}
