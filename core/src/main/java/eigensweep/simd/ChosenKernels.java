package eigensweep.simd;

/// Picks the kernels when they are first asked for.
final class ChosenKernels {

    private static final String PROPERTY = "eigensweep.kernels";
    private static final String MODULE = "jdk.incubator.vector";

    /// Elements that the scalar twin handles in about the time the vector twin takes to start.
    static final long SHORT_WORK = 1L << 25;

    static final Kernels INSTANCE = choose();
    static final Kernels SCALAR =
            INSTANCE instanceof ScalarKernels ? INSTANCE : new ScalarKernels("the work is too short for vectors");

    private ChosenKernels() {}

    private static Kernels choose() {
        if ("scalar".equals(System.getProperty(PROPERTY))) {
            return new ScalarKernels("-D" + PROPERTY + "=scalar");
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new ScalarKernels("the JVM was started without --add-modules " + MODULE);
        }
        if (VectorKernels.LANES < 2) {
            return new ScalarKernels("this processor offers no vectors of two doubles");
        }
        return new VectorKernels();
    }
}
