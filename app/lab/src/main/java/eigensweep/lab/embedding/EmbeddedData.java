package eigensweep.lab.embedding;

import eigensweep.app.terminal.Lab.Embedding;
import eigensweep.app.terminal.MiniLm;
import eigensweep.app.terminal.Progress;
import eigensweep.data.DataException;
import eigensweep.data.DataSet;
import eigensweep.data.DataSets;
import eigensweep.data.Taken;
import eigensweep.data.TextDataset;
import eigensweep.files.Cache;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.ImageStream;
import eigensweep.lab.images.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Texts and images as vectors. Those that were made once are kept.
///
/// @param how they are made
public record EmbeddedData(Embedding how) {

    /// Images of files are compared at the size of the first, but at most at this many pixels a side.
    private static final int LARGEST_SIDE = 64;

    /// Texts, by a sentence encoder.
    public DataSet of(String data, TextDataset texts) throws IOException {
        Path model = how.model();
        Path onnx = model == null ? MiniLm.onnx(how.terminal(), how.talk()) : model;
        SentenceModel encoder = SentenceModel.of(onnx, tokenizer());
        long cut = texts.texts().stream()
                .filter(text -> text.length() > encoder.longest())
                .count();
        if (cut > 0) {
            how.say(data + ": " + cut + " of " + texts.texts().size() + " texts are longer than " + encoder.longest()
                    + " characters, and cut off there (the first " + encoder.maxTokens()
                    + " tokens of a text are used)");
        }
        Embeddings embeddings = embed(new TextItems(texts, encoder), encoder, "texts");
        return DataSets.vectors(data, embeddings.file(), null, null, texts.taken());
    }

    private Path tokenizer() throws IOException {
        if (how.tokenizer() != null) {
            return how.tokenizer();
        }
        return how.model() == null
                ? MiniLm.tokenizer(how.terminal(), how.talk())
                : how.model().resolveSibling("tokenizer.json");
    }

    /// Images: as they are, or by a network.
    ///
    /// @param labelled whether their classes are wanted
    public DataSet of(String data, ImageDataset images, boolean labelled) throws IOException {
        images.notices().forEach(how::say);
        if (labelled && images.labels() == null) {
            throw new DataException(data, "has no classes; --labels FILE names them");
        }
        EmbeddingModel<Image> model = imageModel(data, images);
        ImageStream.Broken broken = how.skipBroken() ? ImageStream.Broken.SKIPPED : ImageStream.Broken.REFUSED;
        Embeddings embeddings = embed(ImageItems.of(images, model, how.threads(), broken), model, "images");
        int[] skipped = embeddings.skipped();
        if (skipped.length > 0 && !how.skipBroken()) {
            refuse(images, skipped[0]);
        }
        DataSet set = vectors(data, embeddings.file(), images, labelled, skipped);
        set.taken().skippedLine(data, images.count()).ifPresent(how::say);
        return set;
    }

    /// @param skipped images that were broken, ascending
    private static DataSet vectors(String name, Path file, ImageDataset images, boolean labelled, int[] skipped)
            throws IOException {
        int[] kept = IntStream.range(0, images.count())
                .filter(i -> Arrays.binarySearch(skipped, i) < 0)
                .toArray();
        List<String> labels = labelled
                ? IntStream.of(kept)
                        .mapToObj(i -> images.className(i).orElseThrow())
                        .toList()
                : null;
        List<String> names = IntStream.of(skipped).mapToObj(images::imageName).toList();
        Taken taken = new Taken(null, IntStream.of(skipped).boxed().toList(), names, images.notices());
        return DataSets.vectors(name, file, skipped.length == 0 ? null : kept, labels, taken);
    }

    /// Says what is wrong with a broken image. Vectors that were kept when broken images were skipped are
    /// no reason to skip them now.
    private void refuse(ImageDataset images, int broken) {
        try (ImageStream stream = ImageStream.of(
                images,
                broken,
                images.count(),
                new ImageStream.Options(how.threads(), ImageStream.Broken.REFUSED, UnaryOperator.identity()))) {
            stream.next();
        }
    }

    private EmbeddingModel<Image> imageModel(String data, ImageDataset images) {
        Path model = how.model();
        if (model == null) {
            return new PixelModel(images.shape() == null ? shapeOfFirst(data, images) : images.shape());
        }
        return model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                ? new OnnxImageModel(model, Preprocessing.IMAGENET)
                : new TorchScriptImageModel(model, Preprocessing.IMAGENET);
    }

    private ImageShape shapeOfFirst(String data, ImageDataset images) {
        ImageShape first = firstWhole(images).shape();
        ImageShape shape =
                new ImageShape(3, Math.min(first.height(), LARGEST_SIDE), Math.min(first.width(), LARGEST_SIDE));
        how.say(data + ": images are compared at " + shape.height() + " x " + shape.width() + " pixels");
        return shape;
    }

    private Image firstWhole(ImageDataset images) {
        for (int i = 0; i < images.count(); i++) {
            try {
                return images.image(i);
            } catch (DataException e) {
                if (!how.skipBroken()) {
                    refuse(images, i);
                }
            }
        }
        throw new DataException(images.name(), "none of its " + images.count() + " images can be decoded");
    }

    private <T> Embeddings embed(Items<T> items, EmbeddingModel<T> model, String noun) throws IOException {
        Path folder = Cache.make("embeddings");
        try (Progress progress = new Progress(how.terminal(), how.talk())) {
            return new EmbeddingCache(folder)
                    .embed(items, model, how.threads(), done -> progress.show(done.line(noun), done.fraction()));
        }
    }
}
