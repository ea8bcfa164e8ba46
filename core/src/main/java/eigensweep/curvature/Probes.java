package eigensweep.curvature;

import eigensweep.simd.Kernels;

/// Random vectors of signs: probe `k` of a seed is the same however many others are drawn.
final class Probes {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Probes() {}

    /// SplitMix64's mixing function.
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /// Fills a vector with `+1` and `-1`, each with probability a half.
    static void fill(long seed, long probe, double[] v) {
        // Streams that begin a step apart would be the same numbers, shifted by a word.
        Kernels.get().signs(mix(seed + GOLDEN * (probe + 1)), v, v.length);
    }
}
