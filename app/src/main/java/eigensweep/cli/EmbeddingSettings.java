package eigensweep.cli;

import eigensweep.data.DataException;
import eigensweep.data.DataSet;
import eigensweep.data.DataSets;
import eigensweep.data.Image;
import eigensweep.data.ImageDataset;
import eigensweep.data.ImageDatasets;
import eigensweep.data.ImageShape;
import eigensweep.data.ImageStream;
import eigensweep.data.Preprocessing;
import eigensweep.data.Selection;
import eigensweep.data.TextDataset;
import eigensweep.data.embedding.EmbeddingCache;
import eigensweep.data.embedding.EmbeddingModel;
import eigensweep.data.embedding.Embeddings;
import eigensweep.data.embedding.ImageItems;
import eigensweep.data.embedding.Items;
import eigensweep.data.embedding.OnnxImageModel;
import eigensweep.data.embedding.PixelModel;
import eigensweep.data.embedding.SentenceModel;
import eigensweep.data.embedding.TextItems;
import eigensweep.data.embedding.TorchScriptImageModel;
import eigensweep.files.Cache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How texts and images become vectors. Tables and arrays of vectors pass as they are.
final class EmbeddingSettings {

    private static final List<String> TABLES = List.of(".csv", ".tsv", ".parquet");
    private static final List<String> ARRAYS = List.of(".npy", ".npz", ".safetensors");
    private static final List<String> JSON_LINES = List.of(".jsonl", ".ndjson", ".json");

    /// Images of files are compared at the size of the first, but at most at this many pixels a side.
    private static final int LARGEST_SIDE = 64;

    private final Terminal terminal;
    private final Talk talk;

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

    EmbeddingSettings(Terminal terminal, Talk talk) {
        this.terminal = terminal;
        this.talk = talk;
    }

    /// What a data set holds, as its name tells.
    private enum Kind {
        VECTORS,
        TEXTS,
        IMAGES
    }

    private Kind kind(String data, Selection selection, boolean asTexts) {
        String name = data.toLowerCase(Locale.ROOT);
        if (column != null) {
            return Kind.TEXTS;
        }
        if (name.endsWith(".txt")) {
            return !asTexts && DataSets.isTable(Path.of(data)) ? Kind.VECTORS : Kind.TEXTS;
        }
        boolean columns = !selection.columns().isEmpty() || !selection.drop().isEmpty();
        if (JSON_LINES.stream().anyMatch(name::endsWith)) {
            return asTexts || (!columns && TextDataset.isOfTexts(Path.of(data))) ? Kind.TEXTS : Kind.VECTORS;
        }
        if (TABLES.stream().anyMatch(name::endsWith)) {
            return asTexts && !columns ? Kind.TEXTS : Kind.VECTORS;
        }
        return ARRAYS.stream().anyMatch(name::endsWith) ? Kind.VECTORS : Kind.IMAGES;
    }

    /// Refuses options that could only be ignored: none of the data sets has a use for them.
    ///
    /// @param data every data set that will be opened
    /// @param asTexts whether texts are compared as texts, and not embedded
    /// @throws UsageException if there is one
    void check(List<String> data, Selection selection, boolean asTexts) {
        Set<Kind> kinds =
                data.stream().map(one -> kind(one, selection, asTexts)).collect(Collectors.toCollection(TreeSet::new));
        boolean texts = kinds.contains(Kind.TEXTS) && !asTexts;
        boolean images = kinds.contains(Kind.IMAGES);
        String all = String.join(", ", data);
        if (model != null && !texts && !images) {
            throw new UsageException("--embed " + model + " makes vectors of texts and images; " + all
                    + (kinds.contains(Kind.TEXTS) ? " is compared as text" : " holds vectors"));
        }
        if (tokenizer != null && (model == null || !texts)) {
            throw new UsageException("--tokenizer " + tokenizer + " belongs to --embed of texts");
        }
        if (split != null && !images) {
            throw new UsageException("--split " + split + " is a part of an image data set; " + all + " is none");
        }
        if (skipBroken && !images) {
            throw new UsageException("--skip-broken leaves images out; " + all + " has none");
        }
        if (!kinds.contains(Kind.VECTORS)
                && !(selection.columns().isEmpty() && selection.drop().isEmpty())) {
            throw new UsageException("--columns and --drop choose columns of a table of vectors; " + all + " is none");
        }
    }

    /// Opens what a user calls a data set, says what of it is taken, and embeds it where it holds no
    /// vectors. Vectors that were made once are kept.
    ///
    /// @param asTexts whether texts are compared as texts, and not embedded
    /// @param threads that a model computes on
    DataSet open(String data, Selection selection, boolean asTexts, int threads) throws IOException {
        return switch (kind(data, selection, asTexts)) {
            case TEXTS -> {
                TextDataset texts = TextDataset.open(Path.of(data), column);
                if (!texts.blank().isEmpty()) {
                    talk.say(terminal, data + ": " + texts.blank().size() + " blank texts left out");
                }
                yield asTexts ? DataSets.texts(data, texts) : vectors(data, texts, threads);
            }
            case VECTORS -> {
                DataSet set = DataSets.open(data, selection);
                set.taken().lines().forEach(line -> talk.say(terminal, line));
                yield set;
            }
            case IMAGES ->
                vectors(
                        data,
                        ImageDatasets.open(data, split),
                        selection.demanding() && selection.labels() != null,
                        threads);
        };
    }

    private DataSet vectors(String data, TextDataset texts, int threads) throws IOException {
        texts.checkIsOfWords();
        Path onnx = model == null ? MiniLm.onnx(terminal, talk) : model;
        Path tokens = tokenizer != null
                ? tokenizer
                : model == null ? MiniLm.tokenizer(terminal, talk) : model.resolveSibling("tokenizer.json");
        SentenceModel how = SentenceModel.of(onnx, tokens);
        long cut = texts.texts().stream()
                .filter(text -> text.length() > how.longest())
                .count();
        if (cut > 0) {
            talk.say(
                    terminal,
                    data + ": " + cut + " of " + texts.texts().size() + " texts are longer than " + how.longest()
                            + " characters, and cut off there (the first " + how.maxTokens()
                            + " tokens of a text are used)");
        }
        Embeddings embeddings = embed(new TextItems(texts, how), how, "texts", threads);
        return DataSets.vectors(data, embeddings.file(), texts);
    }

    private DataSet vectors(String data, ImageDataset images, boolean labelled, int threads) throws IOException {
        images.notices().forEach(notice -> talk.say(terminal, notice));
        if (labelled && images.labels() == null) {
            throw new DataException(data, "has no classes; --labels FILE names them", null);
        }
        EmbeddingModel<Image> how = imageModel(data, images, threads);
        ImageStream.Broken broken = skipBroken ? ImageStream.Broken.SKIPPED : ImageStream.Broken.REFUSED;
        Embeddings embeddings = embed(ImageItems.of(images, how, threads, broken), how, "images", threads);
        int[] skipped = embeddings.skipped();
        if (skipped.length > 0 && !skipBroken) {
            refuse(images, skipped[0], threads);
        }
        DataSet set = DataSets.vectors(data, embeddings.file(), images, labelled, skipped);
        set.taken().skippedLine(data, images.count()).ifPresent(line -> talk.say(terminal, line));
        return set;
    }

    /// Says what is wrong with a broken image. Vectors that were kept when broken images were skipped are
    /// no reason to skip them now.
    private static void refuse(ImageDataset images, int broken, int threads) {
        try (ImageStream stream = ImageStream.of(
                images,
                broken,
                images.count(),
                new ImageStream.Options(threads, ImageStream.Broken.REFUSED, UnaryOperator.identity()))) {
            stream.next();
        }
    }

    private EmbeddingModel<Image> imageModel(String data, ImageDataset images, int threads) {
        if (model == null) {
            return new PixelModel(images.shape() == null ? shapeOfFirst(data, images, threads) : images.shape());
        }
        return model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                ? new OnnxImageModel(model, Preprocessing.IMAGENET)
                : new TorchScriptImageModel(model, Preprocessing.IMAGENET);
    }

    private ImageShape shapeOfFirst(String data, ImageDataset images, int threads) {
        ImageShape first = firstWhole(images, threads).shape();
        ImageShape shape =
                new ImageShape(3, Math.min(first.height(), LARGEST_SIDE), Math.min(first.width(), LARGEST_SIDE));
        talk.say(terminal, data + ": images are compared at " + shape.height() + " x " + shape.width() + " pixels");
        return shape;
    }

    private Image firstWhole(ImageDataset images, int threads) {
        for (int i = 0; i < images.count(); i++) {
            try {
                return images.image(i);
            } catch (DataException e) {
                if (!skipBroken) {
                    refuse(images, i, threads);
                }
            }
        }
        throw new DataException(images.name(), "none of its " + images.count() + " images can be decoded", null);
    }

    private <T> Embeddings embed(Items<T> items, EmbeddingModel<T> how, String noun, int threads) throws IOException {
        Path folder = Cache.make("embeddings");
        try (Progress progress = new Progress(terminal, talk)) {
            return new EmbeddingCache(folder).embed(items, how, threads, done -> progress.show(done, noun));
        }
    }
}
