package eigensweep.cli;

import eigensweep.checkpoint.LayerOptions;
import eigensweep.checkpoint.LayerOptions.Convolution;
import eigensweep.checkpoint.LayerOptions.FusedQkv;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.sweep.Share;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep sweep`: parses its options and runs them.
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Metrics of every layer of a model: eigenvalues of W^T W, the power-law exponent alpha of their tail,"
                        + " norms, entropy, ranks. Without -o nothing is written and the table is printed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  eigensweep sweep model.safetensors",
            "  eigensweep sweep model/ --dry-run                what would be done, what is skipped and why",
            "  eigensweep sweep model/ -o results               layers.csv and run.json in results/",
            "  eigensweep sweep a.onnx b.onnx --format csv      two models in one table, for machines",
            "  eigensweep sweep model/ --layers '*attention*'   some layers only",
            "",
            "Alpha between 2 and 6 is the band of well-trained layers; below, a layer is over-trained, above,",
            "under-trained. Undefined metrics are empty, and the column `reason` says why."
        })
final class SweepCommand implements Callable<Integer> {

    /// How results are printed.
    enum Format {
        TABLE,
        CSV,
        JSON
    }

    private final Terminal terminal;

    @Mixin
    private final Talk talk = new Talk();

    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description = "A .safetensors, .safetensors.index.json, .onnx or .npy file, or a folder of them.")
    private List<String> models = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Keep the results in this folder: layers.csv, spectra.safetensors, run.json. Layers are kept"
                    + " as they finish; after an interruption the same command goes on where it was.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "What is printed on stdout. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Option(names = "--dry-run", description = "Print the plan with sizes, memory and a cost estimate, and stop.")
    private boolean dryRun;

    @Option(
            names = "--layers",
            paramLabel = "GLOB",
            description = "Only layers whose long name matches; * stands for any characters.")
    private @Nullable String layers;

    @Option(
            names = "--min-evals",
            paramLabel = "N",
            defaultValue = "10",
            description = "Skip layers with fewer eigenvalues. Default: ${DEFAULT-VALUE}.")
    private int minEvals = 10;

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

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = Backends.AUTO,
            description = "Who computes: auto, openblas, java, mkl (see eigensweep doctor). Default: ${DEFAULT-VALUE}.")
    private String backend = Backends.AUTO;

    @Option(
            names = "--precision",
            paramLabel = "f64|f32",
            defaultValue = "f64",
            description = "f32 is faster and good for the top of the spectrum (alpha to about 1e-4)."
                    + " Default: ${DEFAULT-VALUE}.")
    private Precision precision = Precision.F64;

    @Option(
            names = "--method",
            paramLabel = "gram|svd",
            defaultValue = "gram",
            description = "svd is slower and resolves singular values below 1e-8 of the largest, too."
                    + " Default: ${DEFAULT-VALUE}.")
    private Method method = Method.GRAM;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            description = "Do only the i-th of n shares of the layers, for one of n machines; needs -o, on a folder"
                    + " they share. The same command without --shard then makes the tables.")
    private @Nullable String shard;

    // Options of the contract that are still to come: known, so that they can say so.
    @Option(names = "--mp", hidden = true)
    private boolean marchenkoPastur;

    @Option(names = "--randomize", hidden = true)
    private boolean randomize;

    @Option(names = "--bootstrap", hidden = true)
    private @Nullable String bootstrap;

    @Option(names = "--seed", hidden = true)
    private @Nullable String seed;

    SweepCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        refuseWhatIsNotBuilt();
        SweepRun run = new SweepRun(terminal, talk, format, output, options(), backend, share());
        return run.run(models, dryRun ? SweepRun.Then.PLAN_ONLY : SweepRun.Then.PRINT);
    }

    private void refuseWhatIsNotBuilt() {
        if (marchenkoPastur) {
            throw UsageException.notBuilt("--mp");
        }
        if (randomize) {
            throw UsageException.notBuilt("--randomize");
        }
        if (bootstrap != null) {
            throw UsageException.notBuilt("--bootstrap");
        }
        if (seed != null) {
            throw UsageException.notBuilt("--seed");
        }
        if (backend.equals("cuda") || backend.equals("jcuda")) {
            throw UsageException.notBuilt("--backend " + backend);
        }
    }

    private Share share() {
        try {
            return shard == null ? Share.WHOLE : Share.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private SweepOptions options() {
        try {
            Convolution kernels = convention == Convention.PAPER && convolution == Convolution.POOLED
                    ? Convolution.UNSCALED
                    : convolution;
            FusedQkv fused = splitQkv ? FusedQkv.SPLIT : FusedQkv.WHOLE;
            return new SweepOptions(
                    new LayerOptions(layers, minEvals, maxEvals, kernels, fused),
                    new Solve(precision, method, threads),
                    convention);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
