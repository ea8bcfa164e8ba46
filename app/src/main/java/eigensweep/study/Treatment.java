package eigensweep.study;

import org.jspecify.annotations.Nullable;

/// What is done to a training beside the baseline.
///
/// @param name unique in its study, `dropout-0.3`, `wd-1e-4`, `randaugment`, `dropout-0.1+auto-v1`
/// @param kind the category that it is tested in
/// @param dropout the rate, 0 or more, below 1
/// @param weightDecay 0 or more
/// @param augmentation a name that [eigensweep.data.augment.Augmentations] knows, or null
public record Treatment(
        String name,
        Kind kind,
        double dropout,
        double weightDecay,
        @Nullable String augmentation) {

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
