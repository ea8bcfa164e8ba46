package eigensweep.lab.network;

/// Seeds from a seed: each use has its own stream of random numbers, and none depends on how many another drew,
/// so that a training that resumes draws what it would have drawn.
public final class Seeds {

    public static final long WEIGHTS = 1;
    public static final long ORDER = 2;
    public static final long DROPOUT = 3;
    public static final long AUGMENTATION = 4;
    public static final long HOLDOUT = 5;
    public static final long PROBES = 6;
    public static final long SHIFT = 7;
    public static final long MIXUP = 8;

    private Seeds() {}

    /// The seed of a use: SplitMix64's mixing function, over each number in turn.
    public static long of(long seed, long... path) {
        long mixed = mix(seed);
        for (long part : path) {
            mixed = mix(mixed + 0x9E3779B97F4A7C15L * (part + 1));
        }
        return mixed;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
