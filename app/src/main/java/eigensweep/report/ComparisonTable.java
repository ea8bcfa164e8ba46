package eigensweep.report;

import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The table a comparison prints for people: the paper's four metrics, their change, and the mean over the
/// layers.
public final class ComparisonTable {

    private static final List<String> METRICS = List.of("alpha", "entropy", "log_norm", "log_spectral_norm");

    private ComparisonTable() {}

    /// The table of a comparison.
    public static String of(Comparison comparison) {
        boolean relative = comparison.changes().stream().anyMatch(change -> change.relative() != null);
        List<String> heads = new ArrayList<>(List.of("layer"));
        for (String metric : METRICS) {
            heads.add(metric);
            heads.add("delta");
            if (relative) {
                heads.add("relative");
            }
        }
        TextTable table = new TextTable(1, heads.toArray(String[]::new));
        Map<String, List<Change>> layers = new LinkedHashMap<>();
        comparison
                .changes()
                .forEach(change -> layers.computeIfAbsent(title(change), name -> new ArrayList<>())
                        .add(change));
        layers.forEach((title, changes) -> table.add(line(title, changes, relative)));
        table.add(means(comparison, relative));
        return String.join("\n", table.render()) + "\n";
    }

    private static String title(Change change) {
        return change.sliceId() == null ? change.longname() : change.longname() + "[" + change.sliceId() + "]";
    }

    private static String[] line(String title, List<Change> changes, boolean relative) {
        List<String> cells = new ArrayList<>(List.of(title));
        for (String metric : METRICS) {
            Change change = changes.stream()
                    .filter(c -> c.metric().equals(metric))
                    .findFirst()
                    .orElseThrow();
            cells.add(plain(change.after()));
            cells.add(signed(change.delta()));
            if (relative) {
                cells.add(signed(change.relative()));
            }
        }
        return cells.toArray(String[]::new);
    }

    private static String[] means(Comparison comparison, boolean relative) {
        List<String> cells = new ArrayList<>(List.of("mean"));
        for (String metric : METRICS) {
            List<Change> changes = comparison.changes().stream()
                    .filter(change -> change.metric().equals(metric))
                    .toList();
            cells.add(plain(mean(changes, Change::after)));
            cells.add(signed(mean(changes, Change::delta)));
            if (relative) {
                cells.add(signed(mean(changes, Change::relative)));
            }
        }
        return cells.toArray(String[]::new);
    }

    private static @Nullable Double mean(List<Change> changes, Function<Change, @Nullable Double> of) {
        List<Double> defined = changes.stream().map(of).filter(Objects::nonNull).toList();
        return defined.isEmpty()
                ? null
                : defined.stream().mapToDouble(Double::doubleValue).sum() / defined.size();
    }

    private static String plain(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String signed(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%+.4f", value);
    }
}
