package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageStream;
import java.security.MessageDigest;

/// Images to be embedded, decoded ahead on worker threads.
///
/// @param dataset where they lie
/// @param options how they are decoded; its `prepare` is that of the model
public record ImageItems(ImageDataset dataset, ImageStream.Options options) implements Items<Image> {

    /// Images for a model.
    public static ImageItems of(
            ImageDataset dataset, EmbeddingModel<Image> model, int threads, ImageStream.Broken broken) {
        return new ImageItems(dataset, new ImageStream.Options(threads, broken, model::prepare));
    }

    @Override
    public String name() {
        return dataset.name();
    }

    @Override
    public int count() {
        return dataset.count();
    }

    @Override
    public void digest(MessageDigest digest) {
        for (int i = 0; i < dataset.count(); i++) {
            dataset.digest(i, digest);
        }
    }

    @Override
    public Reader<Image> from(int index) {
        ImageStream stream = ImageStream.of(dataset, index, dataset.count(), options);
        return new Reader<>(() -> stream.next().image(), stream::close);
    }
}
