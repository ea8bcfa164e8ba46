package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Resampling;
import eigensweep.table.YamlText;
import java.util.List;

/// Images as they are: the vector is the pixels, channel after channel, in [0, 1].
///
/// @param shape the dimensions every image is brought to; of 1 channel (grey) or 3
public record PixelModel(ImageShape shape) implements EmbeddingModel<Image> {

    public PixelModel {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException("an image cannot be brought to " + shape.channels() + " channels");
        }
    }

    @Override
    public String identity() {
        return YamlText.key(this);
    }

    @Override
    public Image prepare(Image image) {
        Image coloured = shape.channels() == 1 ? image.grey() : image.rgb();
        return Resampling.BILINEAR.resize(coloured, shape.height(), shape.width());
    }

    @Override
    public Embedder<Image> open(int threads) {
        return new Embedder<>() {
            @Override
            public float[][] embed(List<Image> items) {
                return items.stream().map(PixelModel::vector).toArray(float[][]::new);
            }

            @Override
            public void close() {
                // Nothing is loaded.
            }
        };
    }

    private static float[] vector(Image image) {
        float[] vector = new float[image.shape().size()];
        Normalisation.UNIT.apply(image, vector, 0);
        return vector;
    }
}
