package eigensweep.lab.embedding;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Preprocessing;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// An image encoder in one file, and how it and its images get to another process.
sealed interface ForeignImageModel extends ForeignModel<Image> permits OnnxImageModel, TorchScriptImageModel {

    /// What a batch of images may take in a network, in MiB: that of VGG at 224 x 224 takes 1.2 GiB.
    long ROOM = 3072;

    /// The model.
    Path file();

    /// What it wants done to an image.
    Preprocessing preprocessing();

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
