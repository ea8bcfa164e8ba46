package eigensweep.lab.images;

import eigensweep.data.DataException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Images that are decoded when they are asked for. What is mapped stays so for as long as this object can be reached.
///
/// @param name what people call it: where it lies, and which split it is
/// @param format how it is stored, for people: `CIFAR-10 binary`, `IDX`, `image folder`
/// @param count how many images there are, at least one
/// @param shape the dimensions of every image, or null where they may differ
/// @param labels the classes, or null if it has none
/// @param notices what people should know of it, a line each: a checksum that does not match, files passed over
/// @param source where the images lie
public record ImageDataset(
        String name,
        String format,
        int count,
        @Nullable ImageShape shape,
        @Nullable Labels labels,
        List<String> notices,
        ImageSource source) {

    public ImageDataset {
        if (count < 1) {
            throw new DataException(name, "holds no images");
        }
        if (labels != null && labels.of().length != count) {
            throw new DataException(
                    name, "has " + count + " images but " + labels.of().length + " labels; one of them is cut off");
        }
        notices = List.copyOf(notices);
    }

    /// Decodes an image.
    ///
    /// @throws DataException if it is broken
    public Image image(int index) {
        return source.read(index);
    }

    /// What people call an image: its file, or its number in a file.
    public String imageName(int index) {
        return source.name(index);
    }

    /// Hashes what an image is made of, without decoding it.
    public void digest(int index, MessageDigest digest) {
        source.digest(index, digest);
    }

    /// The class of an image.
    public Optional<String> className(int index) {
        return labels == null ? Optional.empty() : Optional.of(labels.classes().get(labels.of()[index]));
    }
}
