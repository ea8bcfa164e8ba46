package eigensweep.app.linear;

import eigensweep.app.linear.LinearResults.Setting;
import eigensweep.app.terminal.BackendSettings;
import eigensweep.app.terminal.ColumnSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.TableOrJson;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.data.Taken;
import eigensweep.figure.FigureFormat;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.linear.Activation;
import eigensweep.linear.Augmentation;
import eigensweep.linear.DesignMatrix;
import eigensweep.linear.IsotropicTarget;
import eigensweep.linear.LayerwiseSpectrum;
import eigensweep.linear.LeastSquares;
import eigensweep.linear.SingularMatrixException;
import eigensweep.linear.Solution;
import eigensweep.page.ResultFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep linear`: the paper's linear theory on a data matrix.
@Command(
        name = "linear",
        sortOptions = false,
        description = {
            "Least squares under regularisation, in closed form: how weight decay, dropout and noise in the data change"
                    + " eigenvalues and weights.",
            "",
            "Solves min |y - X w|^2 as it is, with weight decay a, and with dropout of keep probability p: exactly, with"
                    + " (1 - p) diag(X^T X), and as the paper diagonalises it, with the same for every feature. Adds noise"
                    + " to X and takes the sum of the eigenvalues apart. Sends random data through random networks."
        },
        exitCodeList = {
            "0:all done",
            "1:failed: a file that cannot be used",
            "2:usage or configuration",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep linear --synthetic 500,40                       data drawn by --seed",
            "  eigensweep linear houses.csv --target price -o results     report.html with the pictures",
            "  eigensweep linear houses.csv --target price --drop year    all features but one",
            "  eigensweep linear x.npy --target y.npy --ridge 10 --keep 0.9",
            "  eigensweep linear data.safetensors --target y --format json",
            "",
            "An index, labels and text among the columns are left out, and a line says so; the others are used as they "
                    + "are: centre and scale them first if you want to. What the numbers mean: docs/linear-theory.md."
        })
public final class LinearCommand extends TalkingCommand {

    /// Of the random networks.
    private static final int LAYERS = 6;

    private static final int MOST_DRAWS = 10_000_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "A table (.csv, .tsv, .jsonl, .parquet), or a .npy, .npz, .safetensors or .pt with one matrix: an"
                            + " observation a row.")
    private @Nullable Path data;

    @Option(
            names = "--target",
            paramLabel = "COLUMN|FILE",
            description =
                    "What is fitted: a column (its name in a table, its number from 1 elsewhere), a tensor of the file,"
                            + " or a second file.")
    private @Nullable String target;

    @Mixin
    private final ColumnSettings columns = new ColumnSettings();

    @Option(
            names = "--synthetic",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "n,d",
            description = "In place of DATA: n normal observations of d features, of lengths from 0.5 to 2.")
    private List<Integer> synthetic = List.of();

    @Option(
            names = "--ridge",
            paramLabel = "a",
            defaultValue = "1",
            description = "Weight decay: what is added to every eigenvalue. Default: ${DEFAULT-VALUE}.")
    private double ridge = 1;

    @Option(
            names = "--keep",
            paramLabel = "p",
            defaultValue = "0.5",
            description = "Keep probability of dropout, between 0 and 1. Default: ${DEFAULT-VALUE}.")
    private double keep = 0.5;

    @Option(
            names = "--noise",
            paramLabel = "s",
            description = "Deviation of the augmentation noise. Default: half the root mean square of X.")
    private @Nullable Double noise;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Targets that are drawn. Default: ${DEFAULT-VALUE}.")
    private int draws = 2000;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "300",
            description = "Neurons of a layer of the random networks, and samples. Default: ${DEFAULT-VALUE}.")
    private int width = 300;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of all draws. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final BackendSettings backend = new BackendSettings();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Keep " + ResultFiles.REPORT + ", " + ResultFiles.FIGURES + "/ and "
                    + ResultFiles.LEAST_SQUARES + " in this folder.")
    private @Nullable Path output;

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Mixin
    private final TableOrJson format = new TableOrJson();

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Results.LEAST_SQUARES.claim(output, terminal(), talk());
        Set<FigureFormat> formats = figures.into(output);
        Interrupts.install(terminal(), () -> "interrupted; nothing was written");
        LinearResults results = results();
        format.print(terminal(), wide -> LinearTable.of(results, wide), results);
        if (output != null) {
            LinearReport.write(output, results, formats);
            say("written: " + output.resolve(ResultFiles.REPORT));
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        require(
                (data == null) != synthetic.isEmpty(),
                "either DATA with --target, or --synthetic n,d; see eigensweep linear --help");
        require(data != null || !columns.isGiven(), "--columns and --drop choose columns of DATA; give a table");
        require(data == null || target != null, "--target is missing: what is fitted to " + data + "?");
        require(
                synthetic.isEmpty()
                        || (synthetic.size() == 2 && synthetic.stream().allMatch(side -> side >= 1)),
                "--synthetic takes two sizes of at least 1: observations,features");
        require(
                synthetic.isEmpty() || (long) synthetic.getFirst() * synthetic.getLast() <= (1L << 27),
                "--synthetic " + synthetic + ": at most 2^27 numbers");
        require(
                synthetic.isEmpty() || synthetic.getLast() <= LinearData.MOST_FEATURES,
                "--synthetic " + synthetic + ": at most " + LinearData.MOST_FEATURES + " features");
        require(ridge > 0 && Double.isFinite(ridge), "--ridge " + ridge + ": above 0");
        require(keep > 0 && keep < 1, "--keep " + keep + ": between 0 and 1");
        require(noise == null || (noise >= 0 && Double.isFinite(noise)), "--noise " + noise + ": at least 0");
        require(draws >= 2 && draws <= MOST_DRAWS, "--draws " + draws + ": 2 to " + MOST_DRAWS);
        require(width >= 2 && width <= 4096, "--width " + width + ": 2 to 4096");
    }

    private static void require(boolean holds, String problem) {
        UsageException.when(!holds, problem);
    }

    private LinearData data() throws IOException {
        return data != null && target != null
                ? LinearData.read(data, target, columns)
                : LinearData.synthetic(synthetic.getFirst(), synthetic.getLast(), seed);
    }

    private LinearResults results() throws IOException {
        try (Backends.Choice choice = backend.choose(this::say)) {
            LinearData given = data();
            say(choice);
            if (given.columns() != null) {
                given.columns().lines().forEach(this::say);
            }
            return results(given, choice.backend(), Solve.DEFAULT.withThreads(backend.threads()));
        }
    }

    private LinearResults results(LinearData given, Backend chosen, Solve solve) throws IOException {
        try {
            return computed(given, chosen, solve);
        } catch (SingularMatrixException e) {
            throw new UsageException(given.name() + ": " + e.getMessage());
        } catch (SpectrumException e) {
            throw new IOException(given.name() + ": " + e.getMessage(), e);
        }
    }

    private LinearResults computed(LinearData given, Backend chosen, Solve solve) {
        DesignMatrix x = given.x();
        LeastSquares problem = new LeastSquares(x, given.y(), chosen, solve);
        Solution dropout = problem.dropout(keep);
        Solution diagonal = problem.diagonalDropout(keep);
        double deviation = noise == null ? 0.5 * Math.sqrt(problem.trace() / x.values().length) : noise;
        List<LayerwiseSpectrum> networks = new ArrayList<>();
        for (Activation activation : Activation.values()) {
            networks.add(LayerwiseSpectrum.of(activation, width, width, LAYERS, seed, chosen, solve));
        }
        return new LinearResults(
                new Setting(
                        given.name(),
                        x.rows(),
                        x.columns(),
                        problem.rank(),
                        ridge,
                        keep,
                        seed,
                        chosen.name(),
                        given.columns() == null ? null : Taken.of(given.columns()),
                        width),
                problem.eigenvalues(),
                List.of(problem.ordinary(), problem.ridge(ridge), dropout, diagonal, problem.maskedDropout(keep)),
                difference(dropout.w(), diagonal.w()),
                problem.unevenness(),
                IsotropicTarget.of(x, draws, seed),
                Augmentation.of(x, deviation, seed, chosen, solve),
                networks);
    }

    private static double difference(double[] exact, double[] other) {
        double square = 0;
        double total = 0;
        for (int i = 0; i < exact.length; i++) {
            square += (exact[i] - other[i]) * (exact[i] - other[i]);
            total += exact[i] * exact[i];
        }
        return Math.sqrt(square / total);
    }
}
