package eigensweep.findings;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What is done to a training beside the baseline.
///
/// @param name unique in its study, `dropout-0.3`, `wd-1e-4`, `randaugment`, `dropout-0.1+auto-v1`
/// @param kind the category that it is tested in
/// @param dropout the rate, 0 or more, below 1
/// @param weightDecay 0 or more
/// @param augmentation its name, or null
public record Treatment(
        String name,
        Kind kind,
        double dropout,
        double weightDecay,
        @Nullable String augmentation) {

    /// No regulariser.
    public static final Treatment BASELINE = new Treatment("baseline", Kind.BASELINE, 0, 0, null);

    /// Dropout alone: `dropout-0.3`.
    ///
    /// @throws IllegalArgumentException if the rate is not between 0 and 1
    public static Treatment ofDropout(double rate) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "a dropout rate of " + rate + ": it is above 0, which is the baseline, and below 1");
        }
        return new Treatment(regulariser(rate, 0), Kind.DROPOUT, rate, 0, null);
    }

    /// Weight decay alone: `wd-5e-3`.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public static Treatment ofWeightDecay(double decay) {
        if (!(decay > 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight decay of " + decay + ": it is above 0, which is the baseline");
        }
        return new Treatment(regulariser(0, decay), Kind.WEIGHT_DECAY, 0, decay, null);
    }

    /// Augmentation alone, by its name.
    public static Treatment ofAugmentation(String name) {
        return new Treatment(name, Kind.DIVERSITY, 0, 0, name);
    }

    /// This regulariser and an augmentation: `dropout-0.1+auto-v1`.
    public Treatment with(Treatment other) {
        return new Treatment(name + "+" + other.name, Kind.COMBINED, dropout, weightDecay, other.augmentation);
    }

    /// What it is beside its augmentation: `dropout-0.1` of `dropout-0.1+auto-v1`.
    String regulariser() {
        return regulariser(dropout, weightDecay);
    }

    private static String regulariser(double dropout, double weightDecay) {
        return dropout > 0 ? "dropout-" + dropout : "wd-" + scientific(weightDecay);
    }

    /// `5e-3`: the shortest digits that are read as the same number.
    private static String scientific(double value) {
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        return shortest.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    /// The categories of the paper (PAPER F16).
    public enum Kind {
        /// No regulariser: what every change is relative to (PAPER F8).
        BASELINE,
        /// Dropout alone.
        DROPOUT,
        /// Weight decay alone.
        WEIGHT_DECAY,
        /// Data augmentation alone.
        DIVERSITY,
        /// Augmentation with dropout or weight decay (PAPER Fig. 14).
        COMBINED
    }
}
