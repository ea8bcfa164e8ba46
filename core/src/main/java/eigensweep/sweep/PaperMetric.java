package eigensweep.sweep;

import java.util.List;

/// The four metrics that the paper follows (F6, F7), and how it reads a rise or a fall of each (Table 1).
///
/// @param column the metric's column
/// @param label what people call it
/// @param fall what it means when it falls
/// @param rise what it means when it rises
public record PaperMetric(String column, String label, String fall, String rise) {

    /// In the order of the paper.
    public static final List<PaperMetric> ALL = List.of(
            new PaperMetric(
                    "alpha",
                    "alpha",
                    "heavier tails: stronger correlations between weights, more of what was learned in few directions",
                    "lighter tails: weaker correlations between weights"),
            new PaperMetric(
                    "entropy",
                    "entropy",
                    "concentration: information in fewer directions, a lower effective rank",
                    "spread: more directions take part, as with more diverse data or dropout"),
            new PaperMetric(
                    "log_norm",
                    "log Frobenius norm",
                    "smaller weights, the mark of weight decay: simpler layers",
                    "larger weights: more capacity used, less regularisation"),
            new PaperMetric(
                    "log_spectral_norm",
                    "log spectral norm",
                    "smoother, more stable layers: small changes of the input stay small",
                    "one direction is amplified more: layers more sensitive to their input"));
}
