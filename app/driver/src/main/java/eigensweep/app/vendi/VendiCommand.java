package eigensweep.app.vendi;

import eigensweep.app.terminal.BackendSettings;
import eigensweep.app.terminal.ColumnSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.TableOrJson;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.app.terminal.UsageException;
import eigensweep.data.DataSet;
import eigensweep.data.DataSets;
import eigensweep.data.Selection;
import eigensweep.diversity.Alignment;
import eigensweep.diversity.DiversityException;
import eigensweep.diversity.Run;
import eigensweep.diversity.VendiInterval;
import eigensweep.diversity.WeightedVendi;
import eigensweep.figure.FigureFormat;
import eigensweep.linalg.Backends;
import eigensweep.linalg.SpectrumException;
import eigensweep.page.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep vendi`: how diverse a data set is.
@Command(
        name = "vendi",
        sortOptions = false,
        description = {
            "How diverse a data set is: the Vendi Score, the effective number of distinct samples, between 1 (all alike)"
                    + " and n (none like another).",
            "",
            "With the data it was made from (--against), the weighted score rho x VS as well: how much of that diversity"
                    + " still resembles the original."
        },
        exitCodeList = {
            "0:all done",
            "1:failed: data that cannot be used",
            "2:usage: an unknown column, options that do not go together",
            "130:interrupted (Ctrl-C); 143: terminated"
        },
        footer = {
            "  eigensweep vendi embeddings.npy",
            "  eigensweep vendi embeddings.npy --q 0,0.5,1,2,inf        the whole family: 0 is the rank, 2 and above see common samples more than rare ones",
            "  eigensweep vendi augmented.npy --against original.npy   rho and the weighted score",
            "  eigensweep vendi added.npy --against original.npy --align source-index --source-index from.txt",
            "  eigensweep vendi table.parquet --labels class           within each class, too",
            "  eigensweep vendi table.csv --columns 'x*' --kernel rbf  some columns, a Gaussian kernel",
            "  eigensweep vendi table.csv --drop year,price            all columns that are data but these",
            "  eigensweep vendi lines.txt                              texts, one a line, through all-MiniLM-L6-v2",
            "  eigensweep vendi lines.txt --kernel words --ngram 2     texts by the pairs of words in them",
            "  eigensweep vendi digits --labels class                  images as pixels, and within each class",
            "  eigensweep vendi photos/ --embed resnet.onnx            images through a network",
            "  eigensweep vendi photos/ --skip-broken                  without those that cannot be decoded",
            "  eigensweep vendi kernel.npy --kernel precomputed        similarities of your own",
            "  eigensweep vendi embeddings.npy --bootstrap 200 --format json",
            "",
            "docs/data.md says what is read, and which columns are taken; docs/vendi.md has the formulas, and where the answers differ from Python's vendi-score."
        })
public final class VendiCommand extends TalkingCommand {

    @Parameters(
            paramLabel = "DATA",
            description = "Vectors, a row a sample: .npy, .npz, .safetensors, .csv, .tsv, .jsonl, .parquet, .txt of"
                    + " numbers. Texts: one a line (.txt), .jsonl with a text, or a --column of a table. Images: a folder, CIFAR binary, IDX,"
                    + " or a data set by name: digits, cifar10, mnist, ...")
    private String data = "";

    @Option(names = "--against", paramLabel = "ORIGINAL", description = "What DATA was made from, in the same order.")
    private @Nullable String against;

    @Mixin
    private final AlignmentSettings alignment = new AlignmentSettings();

    @Option(
            names = "--q",
            paramLabel = "Q,...",
            split = ",",
            hideParamSyntax = true,
            defaultValue = "1",
            description = "Orders of the score, 0 to inf. Default: ${DEFAULT-VALUE}.")
    private List<String> q = List.of("1");

    @Mixin
    private final KernelSettings kernel = new KernelSettings();

    @Option(
            names = "--labels",
            paramLabel = "FILE|COLUMN",
            description =
                    "The class of each sample, for scores within classes: a line or number a sample, the name of a"
                            + " column or array of DATA, or, of images, 'class': their own.")
    private @Nullable String labels;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "How much each sample counts: a line or number a sample. Default: all the same.")
    private @Nullable Path weights;

    @Mixin
    private final ColumnSettings columns = new ColumnSettings();

    @Option(names = "--array", paramLabel = "NAME", description = "The array of a file that holds several.")
    private @Nullable String array;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            defaultValue = "0",
            description = "95 %% interval from N resamples of the samples; 200 is a good number. Default: none.")
    private int bootstrap;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of --bootstrap and --features. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Keep the result in this folder: " + ResultFiles.REPORT + ", its figures and "
                    + ResultFiles.DIVERSITY + ".")
    private @Nullable Path output;

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Mixin
    private final TableOrJson format = new TableOrJson();

    @Mixin
    private final EmbeddingSettings embedding = new EmbeddingSettings();

    @Mixin
    private final BackendSettings backend = new BackendSettings();

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        double[] orders = orders();
        UsageException.when(
                bootstrap > VendiInterval.MOST_REPLICAS,
                "--bootstrap " + bootstrap + ": at most " + VendiInterval.MOST_REPLICAS + " resamples are drawn");
        UsageException.when(
                bootstrap != 0 && bootstrap < VendiInterval.LEAST_REPLICAS,
                "--bootstrap is " + bootstrap + "; a 95 % interval takes at least " + VendiInterval.LEAST_REPLICAS
                        + " resamples");
        UsageException.when(
                against == null && alignment.isGiven(),
                "--align and --source-index say how to match rows; give --against ORIGINAL");
        kernel.check();
        embedding.check(against == null ? List.of(data) : List.of(data, against), selection(), kernel.isOfTexts());
        Results.DIVERSITY.claim(output, terminal(), talk());
        Set<FigureFormat> formats = figures.into(output);
        WeightedVendi.Matching matching = alignment.matching();
        VendiResult result;
        Interrupts.install(
                terminal(), () -> "interrupted; run the same command again: vectors that were made are kept");
        try (Backends.Choice choice = backend.choose(this::say);
                DataSet set = open(data, selection());
                DataSet original =
                        against == null ? null : open(against, selection().ofOriginal())) {
            say(choice);
            if (original != null) {
                checkRows(set, original, matching);
            }
            result = result(set, original, matching, choice, orders, start);
        } catch (SpectrumException e) {
            throw new DiversityException(data, String.valueOf(e.getMessage()));
        }
        VendiRun.remarks(result).forEach(this::say);
        format.print(terminal(), result::text, result);
        if (output != null) {
            VendiReport.write(output, result, data, formats);
            say("report: " + output.resolve(ResultFiles.REPORT));
        }
        return ExitCode.OK;
    }

    private DataSet open(String name, Selection selection) throws IOException {
        return embedding.open(name, selection, kernel.isOfTexts(), backend.threads(), terminal(), talk());
    }

    private VendiResult result(
            DataSet set,
            @Nullable DataSet original,
            WeightedVendi.Matching matching,
            Backends.Choice choice,
            double[] orders,
            long start)
            throws IOException {
        VendiRun.Asked asked = new VendiRun.Asked(orders, labelList(set), weightList(set), bootstrap, seed);
        try (Progress progress = new Progress(terminal(), talk())) {
            Run run = new Run(choice.backend(), backend.threads(), progress::show);
            return new VendiRun(kernel.samples(set, seed), set, asked, run).result(original, matching, start);
        }
    }

    /// Refuses two sets whose rows no longer belong together, for items of one or of both are no rows.
    private static void checkRows(DataSet set, DataSet original, WeightedVendi.Matching matching) {
        set.checkColumns(original);
        if (matching.alignment() == Alignment.MEAN) {
            return;
        }
        boolean named = matching.alignment() == Alignment.SOURCE_INDEX;
        if (named ? set.taken().hasGaps() || original.taken().hasGaps() : !set.isAlignedWith(original)) {
            throw new DiversityException(
                    set.name(),
                    "leaves out " + set.taken().gapsText() + ", and " + original.name() + " "
                            + original.taken().gapsText()
                            + ": rows no longer belong together; remove the same from both"
                            + " first, or --align mean");
        }
    }

    private double[] orders() {
        double[] orders = new double[q.size()];
        for (int i = 0; i < orders.length; i++) {
            String order = q.get(i).strip().toLowerCase(Locale.ROOT);
            try {
                orders[i] = order.equals("inf") || order.equals("infinity")
                        ? Double.POSITIVE_INFINITY
                        : Double.parseDouble(order);
            } catch (NumberFormatException e) {
                orders[i] = Double.NaN;
            }
            UsageException.when(
                    !(orders[i] >= 0), "--q " + order + " is no order; numbers from 0 to inf are expected, as 0,1,inf");
        }
        return orders;
    }

    private Selection selection() {
        return new Selection(
                array,
                columns.columns(),
                columns.drop(),
                labels != null && !Files.exists(Path.of(labels)) ? labels : null,
                true);
    }

    private @Nullable List<String> labelList(DataSet set) throws IOException {
        if (labels == null || set.labels() != null) {
            return set.labels();
        }
        UsageException.when(
                !Files.exists(Path.of(labels)),
                "--labels " + labels + ": there is no such file, and " + data + " has no columns");
        return set.kept(DataSets.list(Path.of(labels)));
    }

    private double @Nullable [] weightList(DataSet set) throws IOException {
        if (weights == null) {
            return null;
        }
        List<Double> all = Arrays.stream(DataSets.numbers(weights)).boxed().toList();
        return set.kept(all).stream().mapToDouble(Double::doubleValue).toArray();
    }
}
