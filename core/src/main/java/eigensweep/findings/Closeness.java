package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.stats.MeanInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How far categories lie from each other along the layers, without what noise adds.
///
/// With `d_s` the difference of two categories' profiles with seed `s`, over `L` layers, the squared distance is
///
/// `D^2 = mean_{s < s'} d_s' d_s' / L`:
///
/// products of different seeds, whose noise is independent, so that its mean is the distance of the true
/// profiles whether a category has four members or ten; the square of a mean is not, and calls the smaller
/// category the farther. Differences of `D^2` have the jackknife's interval over seeds (Quenouille 1956; Tukey
/// 1958).
///
/// @param dropoutDiversity the distance; 0 where the square is not positive
/// @param dropoutDecay the same of dropout and weight decay
/// @param decayDiversity the same of weight decay and diversity
/// @param level of the intervals
/// @param lessDecay `D^2` of dropout and diversity less that of dropout and weight decay
/// @param lessDiversity `D^2` of dropout and diversity less that of weight decay and diversity
public record Closeness(
        double dropoutDiversity,
        double dropoutDecay,
        double decayDiversity,
        double level,
        MeanInterval lessDecay,
        MeanInterval lessDiversity) {

    /// The fewest seeds of which one can be left out and two remain.
    static final int FEWEST_SEEDS = 3;

    /// The distances in some metrics together, each in units of its root mean square over treatments and
    /// layers; of one metric, as it is. Null if a category is absent or there are too few seeds.
    public static @Nullable Closeness of(List<MetricChanges> metrics, double level) {
        for (MetricChanges changes : metrics) {
            if (changes.seeds() < FEWEST_SEEDS
                    || !MetricChanges.CATEGORIES.stream().allMatch(changes::has)) {
                return null;
            }
        }
        double[][] near = products(metrics, Kind.DROPOUT, Kind.DIVERSITY);
        double[][] decay = products(metrics, Kind.DROPOUT, Kind.WEIGHT_DECAY);
        double[][] diversity = products(metrics, Kind.WEIGHT_DECAY, Kind.DIVERSITY);
        return new Closeness(
                distance(near),
                distance(decay),
                distance(diversity),
                level,
                jackknife(less(near, decay), level),
                jackknife(less(near, diversity), level));
    }

    private static double distance(double[][] products) {
        return Math.sqrt(Math.max(0, mean(products, -1)));
    }

    /// `d_s' d_s' / L` for every two seeds.
    private static double[][] products(List<MetricChanges> metrics, Kind a, Kind b) {
        int seeds = metrics.getFirst().seeds();
        double[][] products = new double[seeds][seeds];
        int layers =
                metrics.stream().mapToInt(changes -> changes.layers().size()).sum();
        for (MetricChanges changes : metrics) {
            double scale = metrics.size() == 1 ? 1 : square(changes);
            List<double[]> first = changes.profiles(a);
            List<double[]> second = changes.profiles(b);
            for (int s = 0; s < seeds; s++) {
                for (int t = 0; t < seeds; t++) {
                    for (int i = 0; i < changes.layers().size(); i++) {
                        double here = first.get(s)[i] - second.get(s)[i];
                        double there = first.get(t)[i] - second.get(t)[i];
                        products[s][t] += here * there / (scale * layers);
                    }
                }
            }
        }
        return products;
    }

    /// The mean square of all changes, seeds averaged; 1 if nothing changes.
    private static double square(MetricChanges changes) {
        double mean = changes.members().stream()
                .flatMapToDouble(member -> Arrays.stream(member.profile()))
                .map(value -> value * value)
                .average()
                .orElse(1);
        return mean > 0 ? mean : 1;
    }

    private static double[][] less(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(s -> IntStream.range(0, a.length)
                        .mapToDouble(t -> a[s][t] - b[s][t])
                        .toArray())
                .toArray(double[][]::new);
    }

    private static MeanInterval jackknife(double[][] products, double level) {
        int seeds = products.length;
        double whole = mean(products, -1);
        return MeanInterval.of(
                level,
                IntStream.range(0, seeds)
                        .mapToDouble(left -> seeds * whole - (seeds - 1) * mean(products, left))
                        .toArray());
    }

    /// The mean over pairs of different seeds, one of which is left out.
    private static double mean(double[][] products, int left) {
        List<Double> pairs = new ArrayList<>();
        for (int s = 0; s < products.length; s++) {
            for (int t = s + 1; t < products.length; t++) {
                if (s != left && t != left) {
                    pairs.add(products[s][t]);
                }
            }
        }
        return pairs.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
