package eigensweep.curvature;

import eigensweep.simd.Kernels;
import java.util.SplittableRandom;

/// Random vectors of signs: probe `k` of a seed is the same however many others are drawn.
final class Probes {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Probes() {}

    /// Fills a vector with `+1` and `-1`, each with probability a half.
    static void fill(long seed, long probe, double[] v) {
        // Streams that begin a step apart would be the same numbers, shifted by a word.
        Kernels.get().signs(new SplittableRandom(seed + GOLDEN * probe).nextLong(), v, v.length);
    }
}
