package eigensweep.app.vendi;

import eigensweep.app.terminal.Lab;
import eigensweep.app.terminal.Lab.Embedding;
import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.app.terminal.UsageException;
import eigensweep.data.DataSet;
import eigensweep.data.DataSets;
import eigensweep.data.PublishedDataset;
import eigensweep.data.Selection;
import eigensweep.data.TextDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How texts and images become vectors. Tables and arrays of vectors pass as they are.
final class EmbeddingSettings {

    @Option(
            names = "--embed",
            paramLabel = "MODEL",
            description = "What makes vectors of texts and images: a local .onnx (texts: with its tokenizer.json beside"
                    + " it; images: ImageNet preprocessing) or TorchScript .pt (images). Default: all-MiniLM-L6-v2 for"
                    + " texts, the pixels themselves for images.")
    private @Nullable Path model;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "The tokenizer.json of --embed. Default: the one beside it.")
    private @Nullable Path tokenizer;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "The column of a table that holds texts; without it a .csv, .tsv or .parquet holds vectors,"
                    + " a .jsonl texts if it has a text, sentence or content, and vectors otherwise.")
    private @Nullable String column;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "Which part of an image data set: train, test, or a domain. Default: the only one, or train.")
    private @Nullable String split;

    @Option(
            names = "--skip-broken",
            description = "Leave images out that cannot be decoded, and say how many, rather than stop at the first.")
    private boolean skipBroken;

    /// What a data set holds, as its name tells.
    private enum Kind {
        VECTORS,
        TEXTS,
        IMAGES
    }

    private Kind kind(String data, Selection selection, boolean asTexts) {
        Path path = Path.of(data);
        if (column != null) {
            return Kind.TEXTS;
        }
        if (DataSets.isLines(path)) {
            return !asTexts && DataSets.isTable(path) ? Kind.VECTORS : Kind.TEXTS;
        }
        if (DataSets.isJsonLines(path)) {
            return asTexts || (!selection.choosesColumns() && TextDataset.isOfTexts(path)) ? Kind.TEXTS : Kind.VECTORS;
        }
        if (DataSets.isTable(path)) {
            return asTexts && !selection.choosesColumns() ? Kind.TEXTS : Kind.VECTORS;
        }
        return DataSets.isOfArrays(path) ? Kind.VECTORS : Kind.IMAGES;
    }

    /// Refuses options that could only be ignored: none of the data sets has a use for them. Asks for the lab if it is
    /// needed, before anything is said: the command begins again with it.
    ///
    /// @param data every data set that will be opened
    /// @param asTexts whether texts are compared as texts, and not embedded
    /// @throws UsageException if there is one
    void check(List<String> data, Selection selection, boolean asTexts) throws IOException {
        Set<Kind> kinds =
                data.stream().map(one -> kind(one, selection, asTexts)).collect(Collectors.toCollection(TreeSet::new));
        boolean texts = kinds.contains(Kind.TEXTS) && !asTexts;
        boolean images = kinds.contains(Kind.IMAGES);
        String all = String.join(", ", data);
        UsageException.when(
                model != null && !texts && !images,
                "--embed " + model + " makes vectors of texts and images; " + all
                        + (kinds.contains(Kind.TEXTS) ? " is compared as text" : " holds vectors"));
        UsageException.when(
                tokenizer != null && (model == null || !texts),
                "--tokenizer " + tokenizer + " belongs to --embed of texts");
        UsageException.when(
                split != null && !images, "--split " + split + " is a part of an image data set; " + all + " is none");
        UsageException.when(skipBroken && !images, "--skip-broken leaves images out; " + all + " has none");
        UsageException.when(
                !kinds.contains(Kind.VECTORS) && selection.choosesColumns(),
                "--columns and --drop choose columns of a table of vectors; " + all + " is none");
        if ((texts || images) && Lab.find().isEmpty()) {
            // What is not there is said first.
            for (String one : data) {
                switch (kind(one, selection, asTexts)) {
                    case IMAGES -> PublishedDataset.placeOf(one);
                    case VECTORS -> DataSets.existing(one);
                    case TEXTS -> TextDataset.open(Path.of(one), column);
                }
            }
            data.forEach(one -> withoutTheLab(one, kind(one, selection, asTexts), asTexts));
        }
    }

    /// What is wrong with data, if that can be told without the lab; otherwise that the lab is needed, if it is.
    private void withoutTheLab(String data, Kind kind, boolean asTexts) {
        if (kind == Kind.IMAGES) {
            Lab.required(data + ": what is not a table, an array or a text is a set of images, and to read one");
        } else if (kind == Kind.TEXTS && !asTexts) {
            TextDataset.open(Path.of(data), column).checkIsOfWords();
            Lab.required(data + " is of texts: to make vectors of them");
        }
    }

    /// Opens what a user calls a data set, says what of it is taken, and embeds it where it holds no
    /// vectors. Vectors that were made once are kept.
    ///
    /// @param asTexts whether texts are compared as texts, and not embedded
    /// @param threads that a model computes on
    DataSet open(String data, Selection selection, boolean asTexts, int threads, Terminal terminal, Talk talk)
            throws IOException {
        Embedding how = new Embedding(model, tokenizer, split, skipBroken, threads, terminal, talk);
        return switch (kind(data, selection, asTexts)) {
            case TEXTS -> {
                TextDataset texts = TextDataset.open(Path.of(data), column);
                if (!texts.blank().isEmpty()) {
                    how.say(data + ": " + texts.blank().size() + " blank texts left out");
                }
                if (asTexts) {
                    yield DataSets.texts(data, texts);
                }
                texts.checkIsOfWords();
                yield Lab.find().orElseThrow().embed(data, texts, how);
            }
            case VECTORS -> {
                DataSet set = DataSets.open(data, selection);
                set.taken().lines().forEach(how::say);
                yield set;
            }
            case IMAGES ->
                Lab.find().orElseThrow().embed(data, selection.demanding() && selection.labels() != null, how);
        };
    }
}
