package eigensweep.sweep;

import eigensweep.checkpoint.MatchedNames;
import eigensweep.layer.Role;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Two sweeps side by side: layers matched by name (see [MatchedNames]), the change of every metric.
///
/// @param changes for every layer that both sides have and every real-valued metric, in the order of the model
///     after
/// @param onlyBefore names of layers that only the model before has metrics of
/// @param onlyAfter names of layers that only the model after has metrics of
/// @param names how they were matched
/// @param roles of the layers of the model after, by their titles
public record Comparison(
        List<Change> changes,
        List<String> onlyBefore,
        List<String> onlyAfter,
        MatchedNames names,
        Map<String, Role> roles) {

    private static final String ALPHA = "alpha";

    private static final List<Column> METRICS = Columns.of(LayerMetrics.class).stream()
            .filter(column -> column.type() == double.class || column.type() == Double.class)
            .toList();

    /// Compares two sweeps. A metric that no layer has, because it was not asked for, is left out.
    public static Comparison of(List<Row> before, List<Row> after) {
        Map<String, Row> earlier = byTitle(before);
        Map<String, Row> later = byTitle(after);
        List<Column> metrics = METRICS.stream()
                .filter(metric ->
                        Stream.concat(before.stream(), after.stream()).anyMatch(row -> value(row, metric) != null))
                .toList();
        MatchedNames names = MatchedNames.of(earlier.keySet(), later.keySet());
        List<Change> changes = new ArrayList<>();
        later.forEach((title, row) -> {
            String partner = names.beforeOf().get(title);
            if (partner != null) {
                Row match = Objects.requireNonNull(earlier.get(partner));
                metrics.forEach(metric -> changes.add(change(match, row, metric)));
            }
        });
        TreeSet<String> onlyBefore = new TreeSet<>(earlier.keySet());
        onlyBefore.removeAll(names.beforeOf().values());
        TreeSet<String> onlyAfter = new TreeSet<>(later.keySet());
        onlyAfter.removeAll(names.beforeOf().keySet());
        Map<String, Role> roles = new LinkedHashMap<>();
        later.forEach((title, row) -> roles.put(title, new Role(row.role(), row.block())));
        return new Comparison(changes, List.copyOf(onlyBefore), List.copyOf(onlyAfter), names, roles);
    }

    /// The changes, layer by layer.
    public List<LayerChanges> layers() {
        Map<String, List<Change>> layers = new LinkedHashMap<>();
        changes.forEach(change -> layers.computeIfAbsent(change.title(), title -> new ArrayList<>())
                .add(change));
        return layers.entrySet().stream()
                .map(layer -> new LayerChanges(
                        layer.getKey(), Objects.requireNonNull(roles.get(layer.getKey())), layer.getValue()))
                .toList();
    }

    /// Whether there is a baseline.
    public boolean isRelative() {
        return changes.stream().anyMatch(change -> change.relative() != null);
    }

    /// The changes of one layer.
    ///
    /// @param title what people know it by
    /// @param role what it does in the model
    /// @param changes one a metric, the same metrics for every layer
    public record LayerChanges(String title, Role role, List<Change> changes) {

        /// The change of a metric; null if no layer has it.
        public @Nullable Change of(String metric) {
            return changes.stream()
                    .filter(change -> change.metric().equals(metric))
                    .findFirst()
                    .orElse(null);
        }
    }

    /// The same comparison, relative to the changes of a baseline: the same training without what is being
    /// studied.
    public Comparison relativeTo(Comparison baseline) {
        Map<String, Change> reference = new LinkedHashMap<>();
        baseline.changes.forEach(change -> reference.put(key(change.title(), change), change));
        MatchedNames baselineNames = MatchedNames.of(baseline.titles(), titles());
        return new Comparison(
                changes.stream()
                        .map(change -> change.relativeTo(
                                reference.get(key(baselineNames.beforeOf().get(change.title()), change))))
                        .toList(),
                onlyBefore,
                onlyAfter,
                names,
                roles);
    }

    private Set<String> titles() {
        return changes.stream().map(Change::title).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String key(@Nullable String title, Change change) {
        return title + " " + change.metric();
    }

    private static Map<String, Row> byTitle(List<Row> rows) {
        Map<String, Row> byTitle = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.metrics() != null && byTitle.put(row.title(), row) != null) {
                throw new IllegalArgumentException(
                        "two layers are named " + row.title() + "; compare one model with one model");
            }
        }
        return byTitle;
    }

    private static Change change(Row before, Row after, Column metric) {
        Double earlier = value(before, metric);
        Double later = value(after, metric);
        Double delta = earlier == null || later == null ? null : Double.valueOf(later - earlier);
        return new Change(
                after.longname(),
                after.sliceId(),
                after.layerId(),
                metric.name(),
                earlier,
                later,
                delta,
                null,
                null,
                metric.name().equals(ALPHA) ? standardError(before, after) : null);
    }

    private static @Nullable Double standardError(Row before, Row after) {
        PowerLawFit earlier = before.metrics() == null ? null : before.metrics().fit();
        PowerLawFit later = after.metrics() == null ? null : after.metrics().fit();
        return earlier == null || later == null ? null : Double.valueOf(Math.hypot(earlier.sigma(), later.sigma()));
    }

    private static @Nullable Double value(Row row, Column metric) {
        LayerMetrics metrics = row.metrics();
        return metrics == null ? null : (Double) metric.value().apply(metrics);
    }
}
