package eigensweep.lab.hessian;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.LabCommand;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.TableOrJson;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.HutchinsonTrace.Method;
import eigensweep.curvature.Lanczos;
import eigensweep.curvature.SpectralDensity;
import eigensweep.lab.hessian.HessianRun.Asked;
import eigensweep.lab.hessian.HessianRun.Found;
import eigensweep.lab.hessian.HessianRun.Numbers;
import eigensweep.lab.train.Recipe;
import eigensweep.lab.train.RecipeFile;
import eigensweep.page.Durations;
import eigensweep.page.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep hessian`: the curvature of a loss at a checkpoint.
@Command(
        name = "hessian",
        sortOptions = false,
        description = "Trace (Hutchinson's estimator, with its standard error, also by parameter array), largest"
                + " eigenvalues and spectral density (Lanczos) of the Hessian of the mean cross-entropy at a"
                + " checkpoint of `eigensweep train`, by exact products. Batch normalisation and dropout are those of"
                + " the evaluation.",
        exitCodeList = {
            "0:all done",
            "1:failed: a file that cannot be used, eigenvalues that were not found in the products allowed",
            "2:usage, or a recipe that cannot be read",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep hessian runs/1                              the model of a training",
            "  eigensweep hessian runs/1/initial.safetensors          before it",
            "  eigensweep hessian w.safetensors --recipe r.yaml       any weights of a network the lab knows",
            "  eigensweep hessian runs/1 --probes 1000 --error 0.02   stop at a standard error of 2 %%",
            "  eigensweep hessian runs/1 --density 10 --format json   the density's nodes and weights, not its quantiles"
        })
public final class HessianCommand extends TalkingCommand implements LabCommand {

    /// Of the eigenvalues, at which the density is told.
    private static final double[] SHARES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

    @Parameters(paramLabel = "CHECKPOINT", description = "The folder of a training, or a file of weights.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--recipe",
            paramLabel = "FILE.yaml",
            description = "Which network and data set; default: the recipe.yaml beside the weights.")
    private @Nullable Path recipe;

    @Option(
            names = "--method",
            paramLabel = "hutchinson|hutch_plus_plus",
            defaultValue = "hutchinson",
            description = "How the trace is estimated. Default: ${DEFAULT-VALUE}.")
    private Method method = Method.HUTCHINSON;

    @Option(
            names = "--probes",
            paramLabel = "N",
            defaultValue = "100",
            description = "Products with the Hessian for the trace, at most. Default: ${DEFAULT-VALUE}.")
    private int probes;

    @Option(
            names = "--error",
            paramLabel = "E",
            defaultValue = "0",
            description = "Stop when the standard error is this share of the trace; 0: after all probes.")
    private double error;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "3",
            description = "How many of the largest eigenvalues; 0 for none. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--max-products",
            paramLabel = "N",
            defaultValue = "300",
            description = "Products for the eigenvalues, at most. Default: ${DEFAULT-VALUE}.")
    private int most;

    @Option(
            names = "--density",
            paramLabel = "N",
            defaultValue = "0",
            description = "Random vectors for the spectral density; 0: none. Default: ${DEFAULT-VALUE}.")
    private int density;

    @Option(
            names = "--density-steps",
            paramLabel = "N",
            defaultValue = "80",
            description = "Products for each of them. Default: ${DEFAULT-VALUE}.")
    private int densitySteps;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Take the loss over the first N training images. Default: ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Images at once: what bounds the memory. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--precision",
            paramLabel = "f32|f64",
            defaultValue = "f32",
            description = "The type of weights and products. Default: ${DEFAULT-VALUE}.")
    private Numbers precision = Numbers.F32;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the random vectors.")
    private long seed;

    @Mixin
    private final TableOrJson format = new TableOrJson();

    @Override
    public Integer call() throws IOException {
        Asked asked = asked();
        Path weights = HessianRun.checkpoint(checkpoint);
        if (!Files.exists(weights)) {
            throw new NoSuchFileException(weights.toString());
        }
        Recipe known = RecipeFile.read(recipe == null ? HessianRun.recipe(weights) : recipe);
        Interrupts.install(terminal(), () -> "interrupted; nothing was written");
        known.data().notices().forEach(this::say);
        Found found;
        try (Progress progress = new Progress(terminal(), talk())) {
            found = HessianRun.run(
                    weights,
                    known,
                    asked,
                    (done, most) -> progress.show(done + " of at most " + most + " products", (double) done / most));
        }
        say(String.format(
                Locale.ROOT,
                "%d parameters, loss %.6f over %d images, %d products for the trace, %s, %s",
                found.parameters(),
                found.loss(),
                found.images(),
                found.products(),
                Durations.text(found.seconds()),
                found.engine()));
        format.print(terminal(), width -> text(found, width), found);
        return ExitCode.OK;
    }

    private Asked asked() {
        if (top < 0 || density < 0 || densitySteps < 1 || images < 1 || batch < 1) {
            throw new UsageException(
                    "--top and --density are 0 or more, --density-steps, --images and --batch 1 or more");
        }
        try {
            double tolerance = precision == Numbers.F64 ? 1e-9 : 1e-5;
            return new Asked(
                    new HutchinsonTrace.Options(method, probes, error, seed),
                    top,
                    new Lanczos.Options(most, tolerance, seed),
                    density,
                    densitySteps,
                    images,
                    batch,
                    precision);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static String text(Found found, int width) {
        List<TextTable> tables = new ArrayList<>();
        TextTable trace = new TextTable(1, "quantity", "value", "standard error");
        add(trace, "trace", found.trace(), found.standardError());
        found.arrays().forEach(part -> add(trace, "  of " + part.name(), part.value(), part.standardError()));
        tables.add(trace);
        if (!found.eigenvalues().isEmpty()) {
            TextTable top = new TextTable(1, "eigenvalue", "value", "residual");
            for (int k = 0; k < found.eigenvalues().size(); k++) {
                add(
                        top,
                        Integer.toString(k + 1),
                        found.eigenvalues().get(k).value(),
                        found.eigenvalues().get(k).residual());
            }
            tables.add(top);
        }
        SpectralDensity spectrum = found.spectrum();
        if (spectrum != null) {
            TextTable quantiles = new TextTable(1, "share of the eigenvalues", "at or below");
            for (double share : SHARES) {
                quantiles.add(
                        String.format(Locale.ROOT, "%3.0f %%", 100 * share),
                        String.format(Locale.ROOT, "%.6g", spectrum.quantile(share)));
            }
            tables.add(quantiles);
        }
        return tables.stream()
                .map(table -> String.join("\n", table.render(width, "--format json")) + "\n")
                .collect(Collectors.joining("\n"));
    }

    private static void add(TextTable table, String what, double value, double off) {
        table.add(what, String.format(Locale.ROOT, "%.6g", value), String.format(Locale.ROOT, "%.2g", off));
    }
}
