package eigensweep.diversity;

import eigensweep.stats.Quantile;
import eigensweep.table.Field;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How far a score depends on which samples happen to be there: an interval by the bootstrap.
///
/// What is resampled are the samples: `n` of them are drawn with replacement, with the probabilities of their
/// weights, and scored. A resample has about `n (1 - 1/e)` distinct samples, and so scores lower than samples
/// of the same kind would: by [#bias] on average. The interval is therefore the basic one, `2 VS - VS*` at the
/// 97.5 % and 2.5 % quantiles, which moves the bias to where it belongs, and not the quantiles themselves.
/// Where the score is near `n` the bias is as large as the interval and both say little.
///
/// @param q the order
/// @param low the lower end of the 95 % interval, at least 1
/// @param high its upper end
/// @param bias the mean of the resamples' scores less the score
/// @param replicas how many resamples that rests on
public record VendiInterval(@Field(written = false) double q, double low, double high, double bias, int replicas) {

    /// Replicas it takes for a 2.5 % quantile.
    public static final int LEAST_REPLICAS = 39;

    /// Those that are drawn at most: of a hundred thousand the interval has four digits.
    public static final int MOST_REPLICAS = 100_000;

    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

    /// Resamples.
    ///
    /// @param score of the samples as they are
    /// @param orders the orders that are asked for
    /// @param replicas at least [#LEAST_REPLICAS]
    /// @param seed of the draws
    /// @return an interval for each order
    public static VendiInterval[] of(
            Samples samples,
            double @Nullable [] weights,
            VendiScore score,
            double[] orders,
            int replicas,
            long seed,
            Run run) {
        if (replicas < LEAST_REPLICAS) {
            throw new IllegalArgumentException(
                    replicas + " replicas; a 95 % interval takes at least " + LEAST_REPLICAS);
        }
        double[][] scores = new double[orders.length][replicas];
        SplittableRandom random = new SplittableRandom(seed);
        for (int k = 0; k < replicas; k++) {
            VendiScore replica = resample(samples, weights, random.split(), run);
            for (int o = 0; o < orders.length; o++) {
                scores[o][k] = replica.order(orders[o]);
            }
            run.listener().heard("resamples scored", (k + 1) / (double) replicas);
        }
        return IntStream.range(0, orders.length)
                .mapToObj(o -> interval(orders[o], score.order(orders[o]), scores[o]))
                .toArray(VendiInterval[]::new);
    }

    private static VendiInterval interval(double q, double score, double[] replicas) {
        Arrays.sort(replicas);
        double mean = Arrays.stream(replicas).average().orElseThrow();
        return new VendiInterval(
                q,
                Math.max(1, 2 * score - Quantile.of(replicas, HIGH)),
                2 * score - Quantile.of(replicas, LOW),
                mean - score,
                replicas.length);
    }

    /// The score of a resample: of the samples that were drawn, each weighing as often as it was.
    private static VendiScore resample(Samples samples, double @Nullable [] weights, SplittableRandom random, Run run) {
        int n = samples.size();
        double[] upTo = weights == null ? null : cumulated(weights);
        double[] counts = new double[n];
        for (int i = 0; i < n; i++) {
            counts[upTo == null ? random.nextInt(n) : draw(upTo, random)]++;
        }
        int[] drawn = IntStream.range(0, n).filter(i -> counts[i] > 0).toArray();
        double[] times = Arrays.stream(drawn).mapToDouble(i -> counts[i]).toArray();
        return VendiScore.of(samples.select(drawn), times, run.quietly());
    }

    private static double[] cumulated(double[] weights) {
        double[] sums = weights.clone();
        for (int i = 1; i < sums.length; i++) {
            sums[i] += sums[i - 1];
        }
        return sums;
    }

    private static int draw(double[] upTo, SplittableRandom random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        int at = found >= 0 ? found + 1 : -found - 1;
        // A sample without weight ends where it starts, and is stepped over.
        return Math.min(at, upTo.length - 1);
    }
}
