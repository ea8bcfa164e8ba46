package eigensweep.lab.study;

/// How many trials may run side by side.
public final class Jobs {

    /// A process with libtorch in it, before it does anything.
    private static final long PROCESS = 600L << 20;

    /// Bytes for each parameter, for weights, moments and what flows through: a ResNet-18 (11 million) on batches of 32
    /// images of 32 x 32 stays below 2 GiB.
    private static final long PER_PARAMETER = 150;

    private Jobs() {}

    /// As many as processors and memory bear.
    ///
    /// @param processors of the machine
    /// @param memory of the machine, in bytes
    /// @param threads of each training
    public static int most(StudyPlan plan, int processors, long memory, int threads) {
        long largest = plan.all().stream()
                .mapToLong(StudyPlan.Planned::parameters)
                .max()
                .orElse(0);
        long fit = memory / (PROCESS + PER_PARAMETER * largest);
        return Math.clamp(Math.min(processors / Math.max(1, threads), fit), 1, Integer.MAX_VALUE);
    }
}
