package eigensweep.stats;

import java.util.List;

/// A category of treatments: dropout, weight decay, diversity.
///
/// @param name of the category
/// @param series its members, at least one, of any lengths, finite: a metric's change from layer to layer;
///     together at least two values
public record Category(String name, List<double[]> series) {

    public Category {
        series = series.stream().map(double[]::clone).toList();
        int count = 0;
        for (double[] values : series) {
            if (values.length == 0) {
                throw new IllegalArgumentException("category " + name + " has a series without values");
            }
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("category " + name + " holds " + value);
                }
            }
            count += values.length;
        }
        if (count < 2) {
            throw new IllegalArgumentException(
                    "category " + name + " has " + count + " value; a spread takes at least 2");
        }
    }

    /// How many values there are in all series.
    int count() {
        return series.stream().mapToInt(values -> values.length).sum();
    }
}
