package eigensweep.sweep;

import eigensweep.table.Tables;
import java.util.List;

/// The four metrics that the paper follows (F6, F7), in its order, how it reads a rise or a fall of each (Table 1), and
/// what it says becomes of each with diversity.
public enum PaperMetric {
    ALPHA(
            "alpha",
            "heavier tails: stronger correlations between weights, more of what was learned in few directions",
            "lighter tails: weaker correlations between weights",
            -1),
    ENTROPY(
            "entropy",
            "concentration: information in fewer directions, a lower effective rank",
            "spread: more directions take part, as with more diverse data or dropout",
            1),
    LOG_NORM(
            "log Frobenius norm",
            "smaller weights, the mark of weight decay: simpler layers",
            "larger weights: more capacity used, less regularisation",
            -1),
    LOG_SPECTRAL_NORM(
            "log spectral norm",
            "smoother, more stable layers: small changes of the input stay small",
            "one direction is amplified more: layers more sensitive to their input",
            -1);

    /// All of them.
    public static final List<PaperMetric> ALL = List.of(values());

    private final String label;
    private final String fall;
    private final String rise;
    private final int withDiversity;

    PaperMetric(String label, String fall, String rise, int withDiversity) {
        this.label = label;
        this.fall = fall;
        this.rise = rise;
        this.withDiversity = withDiversity;
    }

    /// The metric's column.
    public String column() {
        return Tables.text(this);
    }

    /// What people call it.
    public String label() {
        return label;
    }

    /// What it means when it falls.
    public String fall() {
        return fall;
    }

    /// What it means when it rises.
    public String rise() {
        return rise;
    }

    /// The sign of its correlation with diversity that the paper reports.
    public int withDiversity() {
        return withDiversity;
    }
}
