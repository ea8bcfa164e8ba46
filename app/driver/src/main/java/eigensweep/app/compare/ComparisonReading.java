package eigensweep.app.compare;

import eigensweep.findings.Numbers;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison.LayerChanges;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the changes between two models say, in words. With a baseline it is the change relative to it that is read. A
/// change of what was fitted counts where it is more than its standard error.
final class ComparisonReading {

    /// A share of layers from which on a change is that of the model rather than of some layers.
    private static final double MOST = 0.8;

    private ComparisonReading() {}

    /// A sentence or two for each of the paper's metrics, each a line.
    static List<String> of(List<LayerChanges> layers, boolean relative) {
        List<String> lines = new ArrayList<>();
        for (PaperMetric metric : PaperMetric.ALL) {
            List<Change> changes = layers.stream()
                    .map(layer -> layer.of(metric.column()))
                    .filter(Objects::nonNull)
                    .filter(change -> value(change, relative) != null)
                    .toList();
            if (!changes.isEmpty()) {
                lines.add(line(metric, changes, relative));
            }
        }
        return lines;
    }

    private static String line(PaperMetric metric, List<Change> changes, boolean relative) {
        double mean = 0;
        int rose = 0;
        int fell = 0;
        boolean isSame = true;
        for (Change change : changes) {
            double value = Objects.requireNonNull(value(change, relative));
            mean += value / changes.size();
            rose += value > 0 && change.isSure(value) ? 1 : 0;
            fell += value < 0 && change.isSure(value) ? 1 : 0;
            isSame &= value == 0;
        }
        if (isSame) {
            return Numbers.capital(metric.label()) + " is the same in all " + changes.size() + " layers"
                    + (relative ? " as with the baseline." : ".");
        }
        Change largest = changes.stream()
                .max(Comparator.comparingDouble(change -> Math.abs(Objects.requireNonNull(value(change, relative)))))
                .orElseThrow();
        int unsure = changes.size() - rose - fell;
        boolean isFitted = largest.standardError() != null;
        String counts = String.format(
                Locale.ROOT,
                "%s rose in %d and fell in %d of %d layers%s%s, by %s on average and by %s in %s, where it changed most.",
                Numbers.capital(metric.label()),
                rose,
                fell,
                changes.size(),
                relative ? " relative to the baseline" : "",
                isFitted ? ", and in " + unsure + " it changed by less than its standard error" : "",
                Signed.text(mean),
                Signed.text(value(largest, relative)),
                largest.title());
        return rose + fell == 0 ? counts : counts + meaning(metric, rose, fell, changes.size());
    }

    private static String meaning(PaperMetric metric, int rose, int fell, int count) {
        if (fell >= MOST * count) {
            return " The paper reads a fall as " + metric.fall() + ".";
        }
        if (rose >= MOST * count) {
            return " The paper reads a rise as " + metric.rise() + ".";
        }
        return " Layers differ in direction: look at them by depth.";
    }

    /// What is read of a change: relative to the baseline if there is one.
    static @Nullable Double value(Change change, boolean relative) {
        return relative ? change.relative() : change.delta();
    }
}
