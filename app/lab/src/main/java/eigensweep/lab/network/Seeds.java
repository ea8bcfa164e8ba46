package eigensweep.lab.network;

import java.util.SplittableRandom;

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

    /// What the JDK's generator, which is SplitMix64, adds before it mixes.
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /// The seed of a use: SplitMix64's mixing function, over each number in turn.
    public static long of(long seed, long... path) {
        long mixed = new SplittableRandom(seed - GOLDEN).nextLong();
        for (long part : path) {
            mixed = new SplittableRandom(mixed + GOLDEN * part).nextLong();
        }
        return mixed;
    }
}
