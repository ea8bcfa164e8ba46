package eigensweep.lab.images;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Pairs of IDX files, one of images (`n x height x width`, or `n x channels x height x width`) and one of labels
/// beside it, whose name is the same but for `labels-idx1` where the other has `images-idx3`.
final class IdxImages {

    private static final String DIGITS = "digits";
    private static final int DIGITS_MAXVAL = 16;

    private IdxImages() {}

    /// Whether a file name is one that MNIST and its relatives give images.
    private static boolean isImages(Path file) {
        return file.getFileName().toString().matches(".*images[-.]idx[34]-ubyte(\\.gz)?");
    }

    /// The splits of a folder that holds such files; none if it does not.
    static void findSplits(Path folder, SequencedMap<String, Supplier<ImageDataset>> splits) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(IdxImages::isImages).sorted().toList()) {
                String split = file.getFileName()
                        .toString()
                        .replaceFirst("[-.]?images[-.]idx.*", "")
                        .replaceFirst("^t10k$", "test");
                splits.putIfAbsent(split.isEmpty() ? "all" : split, () -> read(file));
            }
        }
    }

    /// Reads a file of images and, if it is there, the file of their labels.
    static ImageDataset read(Path file) {
        Idx images = Idx.read(file);
        Path labels = labelsOf(file);
        List<String> notices = new ArrayList<>();
        PublishedFiles.check(file).ifPresent(notices::add);
        if (labels != null) {
            PublishedFiles.check(labels).ifPresent(notices::add);
        }
        return dataset(file.toString(), images, labels == null ? null : Idx.read(labels), 255, notices);
    }

    private static @Nullable Path labelsOf(Path images) {
        String name = images.getFileName().toString();
        String other = name.replaceFirst("images([-.])idx[34]", "labels$1idx1");
        if (other.equals(name)) {
            return null;
        }
        String plain = other.replaceFirst("\\.gz$", "");
        return Stream.of(other, plain, plain + ".gz")
                .map(images::resolveSibling)
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    private static ImageDataset dataset(
            String name, Idx images, @Nullable Idx labels, int maxval, List<String> notices) {
        int[] dimensions = images.dimensions();
        ImageShape shape = switch (dimensions.length) {
            case 3 -> new ImageShape(1, dimensions[1], dimensions[2]);
            case 4 -> new ImageShape(dimensions[1], dimensions[2], dimensions[3]);
            default ->
                throw new DataException(
                        name,
                        "holds " + images.shapeText() + " bytes: no images"
                                + (dimensions.length == 1 ? " but labels; name the file of the images" : ""));
        };
        PackedImages packed = new PackedImages(
                shape, maxval, List.of(new PackedImages.Part(name, images.elements(), 0, shape.size(), dimensions[0])));
        return new ImageDataset(
                name,
                "IDX",
                dimensions[0],
                shape,
                labels == null ? null : Labels.numbered(values(labels)),
                notices,
                packed);
    }

    private static int[] values(Idx labels) {
        if (labels.dimensions().length != 1) {
            throw new DataException(labels.name(), "holds " + labels.shapeText() + " bytes where labels are expected");
        }
        byte[] bytes = labels.elements().toArray(JAVA_BYTE);
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return values;
    }

    /// The UCI optical recognition of handwritten digits, its 1797 test images of 8 x 8 with values from 0 to 16, which
    /// come with eigensweep (E. Alpaydin and C. Kaynak 1998, CC BY 4.0).
    static ImageDataset digits() {
        try {
            Idx images = Idx.inflate(DIGITS, 0, () -> resource("digits-images-idx3-ubyte.gz"));
            Idx labels = Idx.inflate(DIGITS, 0, () -> resource("digits-labels-idx1-ubyte.gz"));
            return dataset(DIGITS, images, labels, DIGITS_MAXVAL, List.of());
        } catch (IOException e) {
            throw new IllegalStateException("the digits in the box are damaged", e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(IdxImages.class.getResourceAsStream(name), name);
    }
}
