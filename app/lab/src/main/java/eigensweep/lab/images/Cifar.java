package eigensweep.lab.images;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.data.DataException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The binary version of CIFAR-10 and CIFAR-100: records of a label (CIFAR-100: a coarse and a fine one) and 3072
/// bytes, 32 x 32 red, then green, then blue. The files have no header: which it is shows in their size. The class of
/// an image of CIFAR-100 is its fine one.
enum Cifar {
    TEN("CIFAR-10 binary", 1, 10, "batches.meta.txt"),
    HUNDRED("CIFAR-100 binary", 2, 100, "fine_label_names.txt");

    static final ImageShape SHAPE = new ImageShape(3, 32, 32);

    private static final List<String> TEN_CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private final String format;
    private final int labelBytes;
    private final int classes;
    private final String namesFile;

    Cifar(String format, int labelBytes, int classes, String namesFile) {
        this.format = format;
        this.labelBytes = labelBytes;
        this.classes = classes;
        this.namesFile = namesFile;
    }

    private int record() {
        return labelBytes + SHAPE.size();
    }

    /// Whether a file is one of these, by its size.
    static boolean looksLike(Path file) throws IOException {
        long size = Files.size(file);
        return size > 0 && (size % TEN.record() == 0 || size % HUNDRED.record() == 0);
    }

    /// The splits of a folder that holds one of these; none if it does not.
    static void findSplits(Path folder, SequencedMap<String, Supplier<ImageDataset>> splits) {
        List<Path> batches = new ArrayList<>();
        for (int i = 1; Files.exists(folder.resolve("data_batch_" + i + ".bin")); i++) {
            batches.add(folder.resolve("data_batch_" + i + ".bin"));
        }
        offer(splits, "train", batches, TEN);
        offer(splits, "train", existing(folder.resolve("train.bin")), HUNDRED);
        offer(splits, "test", existing(folder.resolve("test_batch.bin")), TEN);
        offer(splits, "test", existing(folder.resolve("test.bin")), HUNDRED);
    }

    private static List<Path> existing(Path file) {
        return Files.exists(file) ? List.of(file) : List.of();
    }

    private static void offer(
            SequencedMap<String, Supplier<ImageDataset>> splits, String split, List<Path> files, Cifar kind) {
        if (!files.isEmpty()) {
            splits.put(split, () -> kind.read(files.getFirst().getParent() + " (" + split + ")", files));
        }
    }

    /// Reads one file.
    static ImageDataset read(Path file) {
        MemorySegment bytes = PackedImages.map(file);
        boolean ten = bytes.byteSize() % TEN.record() == 0;
        boolean hundred = bytes.byteSize() % HUNDRED.record() == 0;
        // Both is possible, from 9.4 MB on; then the first labels that are none of CIFAR-10 decide.
        Cifar kind = hundred && (!ten || TEN.firstBadLabel(bytes) >= 0) ? HUNDRED : TEN;
        return kind.read(file.toString(), List.of(file));
    }

    private ImageDataset read(String name, List<Path> files) {
        List<PackedImages.Part> parts = files.stream().map(this::part).toList();
        PackedImages images = new PackedImages(SHAPE, 255, parts);
        int[] labels = parts.stream()
                .flatMapToInt(part -> IntStream.range(0, part.count()).map(i -> label(part.bytes(), i)))
                .toArray();
        return new ImageDataset(
                name,
                format,
                images.count(),
                SHAPE,
                new Labels(labels, classNames(files.getFirst().resolveSibling(namesFile))),
                List.of(),
                images);
    }

    private PackedImages.Part part(Path file) {
        MemorySegment bytes = PackedImages.map(file);
        long rest = bytes.byteSize() % record();
        if (rest != 0) {
            throw new DataException(
                    file,
                    "is cut off, or not " + format + ": " + bytes.byteSize() + " bytes are not a multiple of "
                            + record() + "; unpack the archive again");
        }
        long count = bytes.byteSize() / record();
        if (count > Integer.MAX_VALUE) {
            throw new DataException(file, "holds " + count + " images, more than " + Integer.MAX_VALUE);
        }
        long bad = firstBadLabel(bytes);
        if (bad >= 0) {
            throw new DataException(
                    file,
                    "image " + bad + " has label " + label(bytes, bad) + "; " + format + " has 0 to " + (classes - 1)
                            + ", so this is another format, or damaged");
        }
        return new PackedImages.Part(file.toString(), bytes, labelBytes, record(), (int) count);
    }

    private int label(MemorySegment bytes, long image) {
        return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, image * record() + labelBytes - 1));
    }

    private long firstBadLabel(MemorySegment bytes) {
        for (long image = 0; image < bytes.byteSize() / record(); image++) {
            if (label(bytes, image) >= classes) {
                return image;
            }
        }
        return -1;
    }

    private List<String> classNames(Path file) {
        if (!Files.exists(file)) {
            return this == TEN
                    ? TEN_CLASSES
                    : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        }
        try {
            List<String> names = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (names.size() != classes) {
                throw new DataException(file, "names " + names.size() + " classes; " + format + " has " + classes);
            }
            return Labels.distinct(file.toString(), names);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }
}
