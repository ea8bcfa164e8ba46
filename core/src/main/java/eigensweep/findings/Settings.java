package eigensweep.findings;

import eigensweep.findings.MetricChanges.Member;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Puts trials together to settings.
///
/// Of trials that are finished for some seeds only, the largest whole is taken: seeds in the order of how many
/// treatments they have, as many of them as leave the most trials when only treatments finished with all of
/// them count.
final class Settings {

    /// Names in a note; of more, the rest is counted.
    private static final int MOST_NAMES = 6;

    private Settings() {}

    private record Place(String model, String data) {

        static Place of(Trial trial) {
            return new Place(trial.model(), trial.data());
        }
    }

    /// The settings of a study, in the order of its plan; those without a finished baseline are left out.
    ///
    /// @param collapses whose treatments, or of baselines whose seeds, are left out
    static List<Setting> of(StudyResults results, List<Collapse> collapses) {
        Map<Place, List<Treatment>> planned = new LinkedHashMap<>();
        for (Trial trial : results.planned()) {
            List<Treatment> treatments = planned.computeIfAbsent(Place.of(trial), place -> new ArrayList<>());
            if (!treatments.contains(trial.treatment())) {
                treatments.add(trial.treatment());
            }
        }
        List<Setting> settings = new ArrayList<>();
        planned.forEach((place, treatments) -> {
            Map<Long, Map<Treatment, TrialResult>> bySeed = new TreeMap<>();
            for (TrialResult result : results.results()) {
                Trial trial = result.trial();
                if (place.equals(Place.of(trial))) {
                    bySeed.computeIfAbsent(trial.seed(), seed -> new LinkedHashMap<>())
                            .put(trial.treatment(), result);
                }
            }
            List<Collapse> here = collapses.stream()
                    .filter(collapse -> collapse.isOf(place.model, place.data))
                    .toList();
            remove(here, bySeed);
            bySeed.values().removeIf(trials -> trials.keySet().stream().noneMatch(Settings::isBaseline));
            if (!bySeed.isEmpty()) {
                settings.add(setting(place, treatments, bySeed, here));
            }
        });
        return settings;
    }

    private static void remove(List<Collapse> collapses, Map<Long, Map<Treatment, TrialResult>> bySeed) {
        for (Collapse collapse : collapses) {
            if (isBaseline(collapse.treatment())) {
                bySeed.keySet().removeAll(collapse.seeds());
            } else {
                bySeed.values().forEach(trials -> trials.remove(collapse.treatment()));
            }
        }
    }

    private static boolean isBaseline(Treatment treatment) {
        return treatment.kind() == Kind.BASELINE;
    }

    private static Setting setting(
            Place place,
            List<Treatment> planned,
            Map<Long, Map<Treatment, TrialResult>> bySeed,
            List<Collapse> collapses) {
        List<Long> seeds = whole(planned, bySeed);
        Map<Treatment, List<TrialResult>> trials = new LinkedHashMap<>();
        for (Treatment treatment : common(planned, bySeed, seeds)) {
            trials.put(
                    treatment,
                    seeds.stream()
                            .map(seed -> bySeed.getOrDefault(seed, Map.of()).get(treatment))
                            .toList());
        }
        List<String> notes = new ArrayList<>();
        collapses.forEach(collapse -> notes.add(collapse.sentence()));
        List<String> missing = planned.stream()
                .filter(treatment -> !trials.containsKey(treatment)
                        && collapses.stream()
                                .noneMatch(collapse -> collapse.treatment().equals(treatment)))
                .map(Treatment::name)
                .toList();
        if (!missing.isEmpty()) {
            notes.add("left out, as not finished with every seed: " + names(missing));
        }
        List<Long> without =
                bySeed.keySet().stream().filter(seed -> !seeds.contains(seed)).toList();
        if (!without.isEmpty()) {
            notes.add("left out, as they have too few treatments yet: seeds " + without);
        }
        List<String> layers = trials.values().iterator().next().getFirst().layers().stream()
                .map(LayerResult::name)
                .toList();
        List<MetricChanges> metrics = PaperMetric.ALL.stream()
                .map(metric -> changes(metric, layers, trials, notes))
                .toList();
        return new Setting(place.model, place.data, seeds, layers, trials, metrics, List.copyOf(notes));
    }

    private static String names(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + ", and " + (names.size() - MOST_NAMES) + " more";
    }

    private static List<Long> whole(List<Treatment> planned, Map<Long, Map<Treatment, TrialResult>> bySeed) {
        List<Long> order = bySeed.keySet().stream()
                .sorted(Comparator.comparingInt(
                        seed -> -bySeed.getOrDefault(seed, Map.of()).size()))
                .toList();
        int best = 1;
        int most = 0;
        for (int count = 1; count <= order.size(); count++) {
            int cells = count * common(planned, bySeed, order.subList(0, count)).size();
            if (cells >= most) {
                best = count;
                most = cells;
            }
        }
        return order.subList(0, best).stream().sorted().toList();
    }

    /// The treatments that are finished with all of these seeds, the baseline first.
    private static List<Treatment> common(
            List<Treatment> planned, Map<Long, Map<Treatment, TrialResult>> bySeed, List<Long> seeds) {
        return planned.stream()
                .filter(treatment -> seeds.stream()
                        .allMatch(seed -> bySeed.getOrDefault(seed, Map.of()).containsKey(treatment)))
                .sorted(Comparator.comparing(treatment -> !isBaseline(treatment)))
                .toList();
    }

    private static MetricChanges changes(
            PaperMetric metric, List<String> layers, Map<Treatment, List<TrialResult>> trials, List<String> notes) {
        Map<Treatment, double[][]> changes = new LinkedHashMap<>();
        trials.forEach((treatment, results) -> changes.put(
                treatment,
                results.stream().map(result -> changes(metric, layers, result)).toArray(double[][]::new)));
        int[] defined = IntStream.range(0, layers.size())
                .filter(layer ->
                        changes.values().stream().flatMap(Arrays::stream).allMatch(row -> Double.isFinite(row[layer])))
                .toArray();
        if (defined.length < layers.size()) {
            List<String> undefined = new ArrayList<>(layers);
            for (int layer = defined.length - 1; layer >= 0; layer--) {
                undefined.remove(defined[layer]);
            }
            notes.add(metric.label() + " is undefined in at least one training, and left out, in " + names(undefined));
        }
        double[][] baseline = null;
        List<Member> members = new ArrayList<>();
        for (Map.Entry<Treatment, double[][]> entry : changes.entrySet()) {
            double[][] own = pick(entry.getValue(), defined);
            if (baseline == null) {
                baseline = own;
            } else {
                members.add(new Member(entry.getKey(), less(own, baseline)));
            }
        }
        return new MetricChanges(
                metric,
                IntStream.of(defined).mapToObj(layer -> layer + 1).toList(),
                members,
                baseline == null ? new double[0][] : baseline);
    }

    /// Not a number where it is undefined.
    private static double[] changes(PaperMetric metric, List<String> layers, TrialResult result) {
        double[] changes = new double[layers.size()];
        for (int i = 0; i < changes.length; i++) {
            String name = layers.get(i);
            changes[i] = result.layers().stream()
                    .filter(layer -> layer.name().equals(name))
                    .findFirst()
                    .map(layer -> layer.change(metric.column()))
                    .orElse(Double.NaN);
        }
        return changes;
    }

    private static double[][] pick(double[][] rows, int[] columns) {
        return Arrays.stream(rows)
                .map(row ->
                        IntStream.of(columns).mapToDouble(column -> row[column]).toArray())
                .toArray(double[][]::new);
    }

    private static double[][] less(double[][] rows, double[][] others) {
        double[][] difference = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            double[] other = others[i];
            difference[i] = IntStream.range(0, row.length)
                    .mapToDouble(k -> row[k] - other[k])
                    .toArray();
        }
        return difference;
    }
}
