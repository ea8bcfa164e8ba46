package eigensweep.spectrum;

import eigensweep.simd.Kernels;
import eigensweep.spectrum.TailSearch.Tail;
import eigensweep.stats.Quantile;
import eigensweep.work.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// The uncertainty of a power-law fit, by refitting synthetic spectra, `xmin` included (Clauset, Shalizi and
/// Newman 2009, section 4.1).
///
/// A replica has as many points as the spectrum. Each is, with the probability of the tail, a draw from the
/// power law fitted to the tail, and otherwise a draw with replacement from the points below. The p-value is
/// the share of replicas whose distance `D` is no smaller than that of the spectrum. For the interval, the
/// ratio `R = (alpha* - 1) / (alpha_0 - 1)` of what a replica's fit says to what its tail was drawn from is
/// taken for that of the spectrum's fit to the truth, which for a power law it is exactly: `(alpha - 1) / R`
/// at the 2.5 % and 97.5 % quantiles of `R`.
///
/// Where the replicas' tail starts is not the fitted `xmin`, as in the paper. That start is chosen for its
/// small distance, and so comes late: on samples of a power law about a sixth of the points stay below it,
/// and the p-value is 0.57 on average instead of 0.5. Here the tail starts at the first point from which the
/// spectrum passes for a power law, which is the first of all points if the whole spectrum does.
/// `docs/statistics-of-alpha.md` has the measurements.
public final class Bootstrap {

    /// Replicas it takes for a 2.5 % quantile.
    public static final int LEAST_REPLICAS = 39;

    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

    /// A spectrum passes for a power law as a whole where `D sqrt(n)` is at most this: the 5 % point of the
    /// Kolmogorov-Smirnov test of an exponential distribution of unknown scale (Stephens 1974), which the
    /// logarithms have.
    private static final double WHOLE = 1.1;

    /// A part of it, below this. Looking for the first start that passes means many looks, so each is stricter.
    private static final double PART = 0.7;

    private final Kernels kernels;
    private final double[] logs;
    private final Tail fit;
    private final int start;
    private final double scale;

    private Bootstrap(Kernels kernels, double[] logs) {
        this.kernels = kernels;
        this.logs = logs;
        TailSearch search = new TailSearch(kernels, logs.length);
        search.load(logs, logs.length);
        this.fit = search.search(0);
        this.start = start(search, logs.length, fit.start());
        this.scale = 1 / (search.alpha(start) - 1);
    }

    /// Bootstraps a fit.
    ///
    /// @param points ascending, all positive, not all equal: what the power law was fitted to
    /// @param replicas at least [#LEAST_REPLICAS]
    /// @param seed of the draws; the result depends on it and not on the threads
    /// @param threads that share the replicas
    public static BootstrapFit of(double[] points, int replicas, long seed, int threads) {
        if (replicas < LEAST_REPLICAS) {
            throw new IllegalArgumentException(
                    replicas + " replicas; a 95 % interval takes at least " + LEAST_REPLICAS);
        }
        Kernels kernels = Kernels.forWork((long) points.length * points.length * replicas / 16);
        return new Bootstrap(kernels, PowerLaw.logs(points)).run(replicas, seed, threads);
    }

    /// The first start from which the points pass for a power law; the fitted one at the latest.
    private static int start(TailSearch search, int count, int fitted) {
        for (int i = 0; i < fitted; i++) {
            if (search.isWithin(i, (i == 0 ? WHOLE : PART) / Math.sqrt(count - i))) {
                return i;
            }
        }
        return fitted;
    }

    private BootstrapFit run(int replicas, long seed, int threads) {
        double[] ratios = new double[replicas];
        boolean[] noCloser = new boolean[replicas];
        long[] seeds = new SplittableRandom(seed).longs(replicas).toArray();
        int workers = Math.min(threads, replicas);
        IntConsumer part = worker -> {
            Replica replica = new Replica();
            for (int k = worker; k < replicas; k += workers) {
                Tail tail = replica.fit(new SplittableRandom(seeds[k]));
                ratios[k] = (tail.alpha() - 1) * scale;
                noCloser[k] = tail.distance() >= fit.distance();
            }
        };
        if (workers == 1) {
            part.accept(0);
        } else {
            Workers.share(workers, "bootstrap", part, () -> {});
        }
        Arrays.sort(ratios);
        int count = 0;
        for (boolean is : noCloser) {
            count += is ? 1 : 0;
        }
        double excess = fit.alpha() - 1;
        return new BootstrapFit(
                1 + excess / Quantile.of(ratios, HIGH),
                1 + excess / Quantile.of(ratios, LOW),
                (count + 1.0) / (replicas + 1.0),
                replicas);
    }

    /// Draws replicas and fits them, one after the other in the same memory. Neither is sorted: the points
    /// below come as counts of sorted points, and the tail as the order statistics of an exponential
    /// distribution, whose gaps are independent (Renyi 1953).
    private final class Replica {

        private final TailSearch search = new TailSearch(kernels, logs.length);
        private final double[] drawn = new double[logs.length];
        private final int[] counts = new int[start];

        Tail fit(SplittableRandom random) {
            int below = Math.min(drawBelow(random), logs.length - 2);
            drawTail(random, below);
            search.load(drawn, logs.length);
            return search.search(below);
        }

        private int drawBelow(SplittableRandom random) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < logs.length && start > 0; i++) {
                int point = random.nextInt(logs.length);
                if (point < start) {
                    counts[point]++;
                }
            }
            int below = 0;
            for (int point = 0; point < start; point++) {
                for (int i = 0; i < counts[point]; i++) {
                    drawn[below++] = logs[point];
                }
            }
            return below;
        }

        private void drawTail(SplittableRandom random, int from) {
            double gaps = 0;
            for (int i = from; i < logs.length; i++) {
                gaps -= Math.log(1 - random.nextDouble()) / (logs.length - i);
                drawn[i] = logs[start] + scale * gaps;
            }
        }
    }
}
