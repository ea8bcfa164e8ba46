package eigensweep.findings;

import eigensweep.findings.MetricChanges.Member;
import eigensweep.findings.Treatment.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// What a regulariser beside an augmentation adds to the augmentation alone (PAPER Fig. 14), the mean over
/// augmentations.
///
/// @param regulariser `dropout-0.1`, as in the names of treatments
/// @param augmentations how many it was combined with
/// @param change over the seeds: of the mean over layers, and of the last layer
public record CombinedChange(String regulariser, int augmentations, Spread change) {

    /// The changes of a metric, in the order of the plan; combinations whose augmentation alone is not there
    /// are left out.
    public static List<CombinedChange> of(MetricChanges changes) {
        Map<String, List<double[][]>> differences = new LinkedHashMap<>();
        if (changes.layers().isEmpty()) {
            return List.of();
        }
        for (Member combined : changes.of(Kind.COMBINED)) {
            changes.of(Kind.DIVERSITY).stream()
                    .filter(alone -> Objects.equals(
                            alone.treatment().augmentation(),
                            combined.treatment().augmentation()))
                    .findFirst()
                    .ifPresent(alone -> differences
                            .computeIfAbsent(combined.treatment().regulariser(), name -> new ArrayList<>())
                            .add(meanAndLast(combined, alone)));
        }
        List<CombinedChange> all = new ArrayList<>();
        differences.forEach((name, each) -> all.add(new CombinedChange(
                name,
                each.size(),
                Spread.of(IntStream.range(0, changes.seeds())
                        .mapToObj(seed -> MetricChanges.mean(
                                each.stream().map(rows -> rows[seed]).toList()))
                        .toList()))));
        return all;
    }

    private static double[][] meanAndLast(Member combined, Member alone) {
        double[][] rows = new double[combined.relative().length][];
        for (int seed = 0; seed < rows.length; seed++) {
            double[] with = combined.relative()[seed];
            double[] without = alone.relative()[seed];
            int last = with.length - 1;
            rows[seed] =
                    new double[] {MetricChanges.mean(with) - MetricChanges.mean(without), with[last] - without[last]};
        }
        return rows;
    }
}
