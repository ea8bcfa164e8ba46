package eigensweep.app.compare;

import eigensweep.page.Digits;
import eigensweep.page.TextTable;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Comparison.LayerChanges;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The table a comparison prints for people: the paper's four metrics, their change, and the mean over the
/// layers.
public final class ComparisonTable {

    private static final String WITHIN = "~";

    /// What the mark says.
    static final String NOTE = WITHIN + " within the standard error of what was fitted";

    private ComparisonTable() {}

    /// The table of a comparison.
    ///
    /// @param width of the window
    public static String of(Comparison comparison, int width) {
        boolean relative = comparison.isRelative();
        List<String> heads = new ArrayList<>(List.of("layer"));
        for (PaperMetric metric : PaperMetric.ALL) {
            heads.add(metric.column());
            heads.add("delta");
            if (relative) {
                heads.add("relative");
            }
        }
        TextTable table = new TextTable(1, heads);
        comparison.layers().forEach(layer -> table.add(line(layer, relative)));
        table.add(means(comparison, relative));
        String text = String.join("\n", table.render(width, "--format csv")) + "\n";
        return isMarked(comparison) ? text + NOTE + "\n" : text;
    }

    /// Whether any change is marked.
    static boolean isMarked(Comparison comparison) {
        boolean relative = comparison.isRelative();
        return comparison.changes().stream()
                .anyMatch(change -> isWithin(change, relative ? change.relative() : change.delta()));
    }

    private static List<String> line(LayerChanges layer, boolean relative) {
        List<String> cells = new ArrayList<>(List.of(layer.title()));
        for (PaperMetric metric : PaperMetric.ALL) {
            Change change = layer.of(metric.column());
            cells.add(change == null ? "" : Digits.of("%.4f", change.after()));
            cells.add(change == null ? "" : relative ? Signed.text(change.delta()) : marked(change, change.delta()));
            if (relative) {
                cells.add(change == null ? "" : marked(change, change.relative()));
            }
        }
        return cells;
    }

    /// A change, marked where it is no more than the uncertainty of what was fitted.
    static String marked(Change change, @Nullable Double value) {
        return Signed.text(value) + (isWithin(change, value) ? WITHIN : "");
    }

    private static boolean isWithin(Change change, @Nullable Double value) {
        return value != null && value != 0 && !change.isSure(value);
    }

    private static List<String> means(Comparison comparison, boolean relative) {
        List<String> cells = new ArrayList<>(List.of("mean"));
        for (PaperMetric metric : PaperMetric.ALL) {
            List<Change> changes = comparison.changes().stream()
                    .filter(change -> change.metric().equals(metric.column()))
                    .toList();
            cells.add(Digits.of("%.4f", mean(changes, Change::after)));
            cells.add(Signed.text(mean(changes, Change::delta)));
            if (relative) {
                cells.add(Signed.text(mean(changes, Change::relative)));
            }
        }
        return cells;
    }

    private static @Nullable Double mean(List<Change> changes, Function<Change, @Nullable Double> of) {
        List<Double> defined = changes.stream().map(of).filter(Objects::nonNull).toList();
        return defined.isEmpty()
                ? null
                : defined.stream().mapToDouble(Double::doubleValue).sum() / defined.size();
    }
}
