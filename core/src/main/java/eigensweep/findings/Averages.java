package eigensweep.findings;

import eigensweep.findings.MetricChanges.Member;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Averages over the data sets of a model, as the paper's Fig. 3: of what they have in common.
final class Averages {

    private Averages() {}

    /// One average for each model that has several data sets with the same layers.
    static List<Setting> of(List<Setting> settings) {
        Map<String, List<Setting>> byModel = new LinkedHashMap<>();
        settings.forEach(setting -> byModel.computeIfAbsent(setting.model(), model -> new ArrayList<>())
                .add(setting));
        return byModel.values().stream()
                .filter(all -> all.size() > 1
                        && all.stream().map(Setting::layers).distinct().count() == 1)
                .map(Averages::average)
                .filter(setting -> !setting.seeds().isEmpty())
                .toList();
    }

    private static Setting average(List<Setting> all) {
        Setting first = all.getFirst();
        List<Long> seeds = first.seeds().stream()
                .filter(seed -> all.stream().allMatch(setting -> setting.seeds().contains(seed)))
                .toList();
        List<MetricChanges> metrics = PaperMetric.ALL.stream()
                .map(metric -> average(all, metric, seeds))
                .toList();
        String name = "the average over "
                + String.join(", ", all.stream().map(Setting::data).toList());
        return new Setting(first.model(), name, seeds, first.layers(), Map.of(), metrics, List.of());
    }

    private static MetricChanges average(List<Setting> all, PaperMetric metric, List<Long> seeds) {
        List<MetricChanges> each =
                all.stream().map(setting -> setting.of(metric)).toList();
        List<Integer> layers = each.getFirst().layers().stream()
                .filter(layer ->
                        each.stream().allMatch(changes -> changes.layers().contains(layer)))
                .toList();
        List<Member> members = new ArrayList<>();
        for (Member member : each.getFirst().members()) {
            List<double[][]> rows = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                MetricChanges changes = each.get(i);
                Setting setting = all.get(i);
                changes.members().stream()
                        .filter(other -> other.treatment().equals(member.treatment()))
                        .forEach(other -> rows.add(pick(setting, changes, other.relative(), seeds, layers)));
            }
            if (rows.size() == all.size()) {
                members.add(new Member(member.treatment(), mean(rows)));
            }
        }
        List<double[][]> baselines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            baselines.add(pick(all.get(i), each.get(i), each.get(i).baseline(), seeds, layers));
        }
        return new MetricChanges(metric, layers, members, mean(baselines));
    }

    private static double[][] pick(
            Setting setting, MetricChanges changes, double[][] rows, List<Long> seeds, List<Integer> layers) {
        return seeds.stream()
                .map(seed -> rows[setting.seeds().indexOf(seed)])
                .map(row -> layers.stream()
                        .mapToDouble(layer -> row[changes.layers().indexOf(layer)])
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] mean(List<double[][]> tables) {
        double[][] mean = new double[tables.getFirst().length][];
        for (int i = 0; i < mean.length; i++) {
            int row = i;
            mean[i] =
                    MetricChanges.mean(tables.stream().map(table -> table[row]).toList());
        }
        return mean;
    }
}
