package eigensweep.app.sweep;

import com.sun.management.OperatingSystemMXBean;
import eigensweep.app.terminal.BackendSettings;
import eigensweep.app.terminal.ByteSize;
import eigensweep.app.terminal.UsageException;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.LayerOptions.Convolution;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.layer.Selection;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.SweepOptions;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is computed and by whom: the options of every command that sweeps.
public final class SweepSettings {

    /// Resamples: the interval of a hundred thousand has four digits.
    private static final int MOST_REPLICAS = 100_000;

    @Option(
            names = "--layers",
            paramLabel = "GLOB",
            description = "Only layers whose long name matches: *, ?, [0-3] and {a,b} as in a shell.")
    private String layers = "*";

    @Option(names = "--exclude", paramLabel = "GLOB", description = "No layers whose long name matches.")
    private String exclude = "";

    @Option(
            names = "--type",
            paramLabel = "LIST",
            description = "Only layers of these types: dense, embedding, conv1d, conv2d, conv3d, expert, recurrent.")
    private @Nullable String types;

    @Option(
            names = "--ids",
            paramLabel = "LIST",
            description = "Only the tensors at these places in the model (layer_id): 0,3,7-9.")
    private @Nullable String ids;

    @Option(
            names = "--include-buffers",
            description = "Sweep constants that are no parameters, too: masks, tables of positions, filters.")
    private boolean includeBuffers;

    @Option(
            names = "--min-evals",
            paramLabel = "N",
            defaultValue = "" + LayerOptions.FEWEST_EVALS,
            description = "Skip layers with fewer eigenvalues. Default: ${DEFAULT-VALUE}.")
    private int minEvals = LayerOptions.FEWEST_EVALS;

    @Option(names = "--max-evals", paramLabel = "N", description = "Skip layers with more eigenvalues. Default: none.")
    private int maxEvals = Integer.MAX_VALUE;

    @Option(
            names = "--convention",
            paramLabel = "weightwatcher|paper",
            defaultValue = "weightwatcher",
            description =
                    "weightwatcher: W^T W and the normalised entropy. paper: (1/n) W^T W and -sum lambda ln lambda,"
                            + " kernels not scaled. Default: ${DEFAULT-VALUE}.")
    private Convention convention = Convention.WEIGHTWATCHER;

    @Option(
            names = "--conv",
            paramLabel = "pooled|slices|unscaled",
            defaultValue = "pooled",
            description = "Convolution kernels: the slices' eigenvalues in one spectrum, halved as WeightWatcher does"
                    + " (pooled); a row a slice, as with its pool=False (slices); pooled and not halved, as with its"
                    + " conv2d_norm=False (unscaled). Default: ${DEFAULT-VALUE}.")
    private Convolution convolution = Convolution.POOLED;

    @Option(names = "--split-qkv", description = "Sweep a fused query-key-value projection as three layers.")
    private boolean splitQkv;

    @Mixin
    private final BackendSettings backend = new BackendSettings();

    @Option(
            names = "--precision",
            paramLabel = "f64|f32",
            defaultValue = "f64",
            description =
                    "f32 is faster. Alpha is good to 1e-4 and all else to 1e-3, or empty with the reason; layers of"
                            + " which that is in doubt are done again in float64, and their column `precision` says f64."
                            + " Default: ${DEFAULT-VALUE}.")
    private Precision precision = Precision.F64;

    @Option(
            names = "--method",
            paramLabel = "gram|svd",
            defaultValue = "gram",
            description = "svd is slower and resolves singular values below 1e-8 of the largest, too."
                    + " Default: ${DEFAULT-VALUE}.")
    private Method method = Method.GRAM;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Memory that the layers in progress may take together, such as 4G or 512M; fewer run side by"
                    + " side where it is short. Default: three quarters of the machine's.")
    private long maxMemory = machineMemory() / 4 * 3;

    @Option(
            names = "--mp",
            description = "Fit the Marchenko-Pastur bulk of random weights: sigma, edges, spikes beyond it, soft rank.")
    private boolean marchenkoPastur;

    @Option(
            names = "--randomize",
            description = "Compare with the spectrum of the same weights shuffled: rand_* and ww_* columns. Takes about"
                    + " twice the time, and a copy of a layer in memory.")
    private boolean randomize;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            defaultValue = "0",
            description = "95 %% interval of alpha (alpha_low, alpha_high) and goodness of the fit (p_value) from N"
                    + " synthetic spectra; 1000 is a good number. Default: none.")
    private int bootstrap;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of --randomize and --bootstrap. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /// Opens the backend and makes sure that it can do what is asked.
    ///
    /// @param say told of what a device could not do
    /// @throws UsageException if it cannot
    public Backends.Choice choose(SweepOptions options, Consumer<String> say) {
        return backend.choose(options.solve(), say);
    }

    /// Whether the user asked for this very backend.
    boolean isBackendNamed() {
        return backend.isNamed();
    }

    /// What is to be computed.
    ///
    /// @throws UsageException if the options do not go together
    public SweepOptions options() {
        UsageException.when(
                bootstrap > MOST_REPLICAS,
                "--bootstrap " + bootstrap + ": at most " + MOST_REPLICAS + " synthetic spectra are drawn");
        UsageException.when(
                maxMemory < 1, "--max-memory " + maxMemory + ": no layer takes that little; 512M or 4G is meant");
        Convolution kernels = convolution == Convolution.POOLED ? SweepOptions.convolution(convention) : convolution;
        FusedQkv fused = splitQkv ? FusedQkv.SPLIT : FusedQkv.WHOLE;
        return UsageException.of(() -> new SweepOptions(
                new LayerOptions(selection(), minEvals, maxEvals, kernels, fused),
                new Solve(precision, method, backend.threads()),
                new MetricOptions(convention, marchenkoPastur, randomize, bootstrap, seed),
                maxMemory));
    }

    private Selection selection() {
        return new Selection(
                layers,
                exclude,
                types == null ? Set.of() : Selection.types(types),
                ids == null ? "" : Selection.ids(ids),
                includeBuffers);
    }

    /// The memory of this machine, or of the container, in bytes.
    public static long machineMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
