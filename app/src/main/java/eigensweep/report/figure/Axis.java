package eigensweep.report.figure;

/// An axis: what it measures, and from where to where.
///
/// @param label the quantity, with its unit if it has one
/// @param scale how numbers become places
/// @param min the number at its beginning
/// @param max the number at its end
public record Axis(String label, Scale scale, double min, double max) {

    private static final double MARGIN = 0.04;

    public Axis {
        if (!(min < max) || !Double.isFinite(max - min) || (scale == Scale.LOG && !(min > 0))) {
            throw new IllegalArgumentException("a " + scale + " axis from " + min + " to " + max);
        }
    }

    /// A linear axis over the numbers, with a margin.
    public static Axis linear(String label, double... numbers) {
        return around(label, Scale.LINEAR, numbers);
    }

    /// A logarithmic axis over the positive ones of the numbers, with a margin.
    public static Axis log(String label, double... numbers) {
        return around(label, Scale.LOG, numbers);
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
        // Equal numbers still get an axis on which they can be told from zero.
        double least = scale == Scale.LOG ? 0.1 : Math.max(Math.abs(low), Double.MIN_NORMAL) * 1e-3;
        double margin = Math.max((high - low) * MARGIN, least);
        return new Axis(label, scale, scale.value(low - margin), scale.value(high + margin));
    }

    /// The same axis, beginning at a number.
    public Axis from(double start) {
        return new Axis(label, scale, start, max);
    }

    /// The same axis, ending at a number.
    public Axis to(double end) {
        return new Axis(label, scale, min, end);
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
