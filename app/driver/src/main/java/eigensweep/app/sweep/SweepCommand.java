package eigensweep.app.sweep;

import eigensweep.app.sweep.Keeping.Existing;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.linalg.Backends;
import eigensweep.sweep.Share;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep sweep`: parses its options and runs them.
@Command(
        name = "sweep",
        sortOptions = false,
        description =
                "Metrics of every layer of a model: eigenvalues of W^T W, the power-law exponent alpha of their tail,"
                        + " norms, entropy, ranks. Without -o nothing is written and the table is printed.",
        exitCodeList = {
            "0:all done",
            "1:failed: a file that cannot be used, nothing to sweep, a full disk",
            "2:usage or configuration; -o DIR holds something else",
            "3:finished, but some layers or models could not be used, which are tried again next time, or a file"
                    + " changed, of which only --replace starts over",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep sweep model.safetensors",
            "  eigensweep sweep model/ --dry-run                what would be done, what is skipped and why",
            "  eigensweep sweep model/ -o results               layers.csv and run.json in results/",
            "  eigensweep sweep BAAI/bge-small-en-v1.5           a model in the Hugging Face cache",
            "  eigensweep sweep adapter/ --base model/          a LoRA adapter merged into its model",
            "  eigensweep sweep tuned/ --minus model/           what fine-tuning changed: the spectra of W_tuned - W",
            "  eigensweep sweep a.onnx b.onnx --format csv      two models in one table, for machines",
            "  eigensweep sweep model/ --layers '*attention*'   some layers only",
            "",
            "WeightWatcher calls layers with alpha between 2 and 6 well trained, below over-trained, above "
                    + "under-trained (`warning`); `reading` says whether a layer can be told from random weights of its shape. "
                    + "Undefined metrics are empty, and the column `reason` says why; so it does of what may be off."
        })
public final class SweepCommand extends TalkingCommand {

    /// How results are printed.
    public enum Format {
        TABLE,
        CSV,
        JSON,
        PARQUET
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description =
                    "A file of safetensors, PyTorch (.pt, .pth, .bin), GGUF, ONNX, Keras, HDF5 or NumPy, the .index.json of a"
                            + " sharded model, a folder, a LoRA adapter, or the name of a model in the Hugging Face cache"
                            + " (org/name@revision).")
    private List<String> models = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "Keep the results in this folder: layers.csv, spectra.safetensors, run.json, report.html. Layers are"
                            + " kept as they finish, every second; after an interruption the same command goes on where"
                            + " it was, and models may be added.")
    private @Nullable Path output;

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Option(
            names = "--format",
            paramLabel = "table|csv|json|parquet",
            defaultValue = "table",
            description = "What is printed on stdout; parquet prints nothing and writes layers.parquet into -o DIR."
                    + " Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Option(
            names = "--base",
            paramLabel = "MODEL",
            description = "The model that the LoRA adapters named as MODEL were trained on: sweep the merged weights"
                    + " rather than the adapters' updates alone.")
    private @Nullable String base;

    @Option(
            names = "--minus",
            paramLabel = "BEFORE",
            description =
                    "Sweep what changed since this model: W - W_before of every layer of each MODEL, matched by name,"
                            + " in float64. Layers on one side only, of another shape or unchanged have a row that says so. Of a"
                            + " LoRA adapter it is the update.")
    private @Nullable String minus;

    @Option(
            names = "--replace",
            description = "Remove what -o DIR holds of another sweep, and start over. Without it, a folder that holds a"
                    + " sweep of other models or with other options is refused.")
    private boolean replace;

    @Option(names = "--dry-run", description = "Print the plan with sizes, memory and a cost estimate, and stop.")
    private boolean dryRun;

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            description = "Do only the i-th of n shares of the layers, for one of n machines; needs -o, on a folder"
                    + " they share. The same command without --shard then makes the tables.")
    private @Nullable String shard;

    @Mixin
    private final SweepSettings settings = new SweepSettings();

    @Override
    public Integer call() throws IOException {
        UsageException.when(
                format == Format.PARQUET && output == null,
                "--format parquet needs -o DIR, where it writes layers.parquet");
        UsageException.when(
                base != null && minus != null,
                "--minus and --base exclude each other: a merged adapter minus its base is its update,"
                        + " which --minus alone gives; for another model, merge the adapter into a file first");
        UsageException.when(replace && output == null, "--replace is about the folder of results: give -o DIR");
        UsageException.when(
                replace && shard != null,
                "--replace and --shard exclude each other: each share would remove what the others"
                        + " have done; remove the folder, or name another");
        SweepOptions options = settings.options();
        Share part = UsageException.of(() -> shard == null ? Share.WHOLE : Share.parse(shard));
        try (EarlyOpening early = new EarlyOpening(models, this::open);
                Backends.Choice choice = settings.choose(options, this::say)) {
            Keeping keeping = new Keeping(output, part, existing(part), settings.isBackendNamed());
            SweepRun run = new SweepRun(terminal(), talk(), format, keeping, figures.into(output), options, choice);
            return run.run(models, early::open, dryRun ? SweepRun.Then.PLAN_ONLY : SweepRun.Then.PRINT);
        }
    }

    private Checkpoint open(String model) {
        if (minus != null) {
            return Checkpoints.openDifference(model, minus);
        }
        return base == null ? SweepRun.open(model) : Checkpoints.openMerged(model, base);
    }

    private Existing existing(Share part) {
        if (replace) {
            return Existing.IS_REPLACED;
        }
        return part.isWhole() ? Existing.STAYS : Existing.STAYS_FOR_GOOD;
    }
}
