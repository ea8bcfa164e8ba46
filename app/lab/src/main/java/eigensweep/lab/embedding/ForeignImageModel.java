package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Preprocessing;
import eigensweep.lab.images.Resampling;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An image encoder in one file, and how it and its images get to another process.
sealed interface ForeignImageModel extends ForeignModel<Image> permits OnnxImageModel, TorchScriptImageModel {

    /// What a batch of images may take in a network, in MiB: that of VGG at 224 x 224 takes 1.2 GiB.
    long ROOM = 3072;

    /// The first of [#words].
    String kind();

    /// The model.
    Path file();

    /// What it wants done to an image.
    Preprocessing preprocessing();

    @Override
    default String identity() {
        return kind().replace('-', ' ') + " " + SentenceModel.hash(file()) + " " + preprocessing();
    }

    @Override
    default Image prepare(Image image) {
        return preprocessing().apply(image);
    }

    @Override
    default List<Path> files() {
        return List.of(file());
    }

    @Override
    default long room() {
        return ROOM;
    }

    @Override
    default List<String> words() {
        Preprocessing preprocessing = preprocessing();
        List<String> words = new ArrayList<>(List.of(
                kind(),
                file().toString(),
                Integer.toString(preprocessing.resize()),
                Integer.toString(preprocessing.crop()),
                preprocessing.resampling().name()));
        for (float mean : preprocessing.normalisation().mean()) {
            words.add(Float.toString(mean));
        }
        for (float deviation : preprocessing.normalisation().std()) {
            words.add(Float.toString(deviation));
        }
        return words;
    }

    /// The preprocessing that words describe, after those of the kind and the file.
    static Preprocessing preprocessing(List<String> words) {
        List<String> numbers = words.subList(3, words.size());
        int channels = numbers.size() / 2;
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = Float.parseFloat(numbers.get(c));
            deviation[c] = Float.parseFloat(numbers.get(channels + c));
        }
        return new Preprocessing(
                Integer.parseInt(words.get(0)),
                Integer.parseInt(words.get(1)),
                Resampling.valueOf(words.get(2)),
                new Normalisation(mean, deviation));
    }

    @Override
    default void write(Image image, DataOutputStream out) throws IOException {
        out.writeInt(image.shape().channels());
        out.writeInt(image.shape().height());
        out.writeInt(image.shape().width());
        out.writeInt(image.maxval());
        out.write(image.pixels());
    }

    @Override
    default Image read(DataInputStream in) throws IOException {
        ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
        int maxval = in.readInt();
        return new Image(shape, maxval, in.readNBytes(shape.size()));
    }
}
