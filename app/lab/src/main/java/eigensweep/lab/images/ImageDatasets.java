package eigensweep.lab.images;

import eigensweep.data.DataException;
import eigensweep.data.PublishedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens images, whatever they are stored as: the one place that knows which formats there are. Files are told apart by
/// their content, folders by what they hold. Nothing is ever fetched.
public final class ImageDatasets {

    private static final String TRAIN = "train";

    /// The split of what has none.
    private static final String ALL = "all";

    private static final int START = 8;

    private ImageDatasets() {}

    /// Opens a data set by what a user calls it: a file, a folder, `digits`, or the name of a published set that was
    /// put in its place (`cifar10`, `cifar100`, `mnist`, `fashion-mnist`, `kmnist`).
    ///
    /// @param split which part of it, or null: then the only one there is, or `train`
    /// @throws DataException if there is no such thing, or it is broken, or of no known format; for a published set
    ///     that is missing the message says where to get it and where to put it
    public static ImageDataset open(String name, @Nullable String split) {
        return PublishedDataset.placeOf(name)
                .map(path -> open(path, split))
                .orElseGet(() -> choose(name, new LinkedHashMap<>(Map.of(ALL, IdxImages::digits)), split));
    }

    /// Opens images by what a user calls them, as [#open(String, String)], or one image in a file of its own.
    ///
    /// @throws DataException if there is no such thing, or it is broken, or of no known format
    public static ImageDataset openImages(String name) {
        Path path = Path.of(name);
        if (!Files.isRegularFile(path) || !isImage(path)) {
            return open(name, null);
        }
        ImageFolder single = new ImageFolder(
                path.resolveSibling(""), List.of(path.getFileName().toString()));
        List<String> notices =
                look(path).several() ? List.of(name + ": of its several pictures the first is taken") : List.of();
        return new ImageDataset(name, "image", 1, null, null, notices, single);
    }

    /// Opens a file or folder.
    ///
    /// @param split which part of it, or null: then the only one there is, or `train`
    public static ImageDataset open(Path path, @Nullable String split) {
        return choose(path.toString(), splitsOf(path), split);
    }

    private static ImageDataset choose(
            String name, SequencedMap<String, Supplier<ImageDataset>> splits, @Nullable String split) {
        if (split != null) {
            Supplier<ImageDataset> named = splits.get(split);
            if (named == null) {
                throw new DataException(
                        name, "has no split " + split + "; it has " + String.join(", ", splits.keySet()));
            }
            return named.get();
        }
        Supplier<ImageDataset> usual = splits.size() == 1 ? splits.firstEntry().getValue() : splits.get(TRAIN);
        if (usual == null) {
            throw new DataException(
                    name,
                    "has the splits " + String.join(", ", splits.keySet()) + ", and none is called train: name one");
        }
        return usual.get();
    }

    /// The splits of a file or folder: `train` and `test`, or domains; `all` where there are none.
    private static SequencedMap<String, Supplier<ImageDataset>> splitsOf(Path path) {
        SequencedMap<String, Supplier<ImageDataset>> splits = new LinkedHashMap<>();
        try {
            if (Files.isDirectory(path)) {
                findSplits(path, splits);
            } else {
                splits.put(ALL, () -> file(path));
            }
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        }
        return splits;
    }

    private static void findSplits(Path folder, SequencedMap<String, Supplier<ImageDataset>> splits)
            throws IOException {
        Cifar.findSplits(folder, splits);
        if (splits.isEmpty()) {
            IdxImages.findSplits(folder, splits);
        }
        if (splits.isEmpty()) {
            if (Files.exists(folder.resolve("batches.meta"))
                    || Files.exists(folder.resolve("data_batch_1"))
                    || (Files.exists(folder.resolve("train")) && Files.exists(folder.resolve("meta")))) {
                throw new DataException(
                        folder,
                        "holds the Python version of CIFAR, which is pickled; fetch the binary version from "
                                + PublishedDataset.CIFAR10.page());
            }
            ImageFolder.findSplits(folder, splits);
        }
    }

    private static ImageDataset file(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DataException(file, "is no regular file");
        }
        try {
            byte[] start = start(file);
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".tar.gz") || name.endsWith(".tgz") || name.endsWith(".zip")) {
                throw new DataException(
                        file,
                        "is an archive; unpack it and name the folder"
                                + PublishedFiles.check(file)
                                        .map(problem -> " (" + problem + ")")
                                        .orElse(""));
            }
            if (Idx.looksLike(start) || Idx.isGzip(start)) {
                return IdxImages.read(file);
            }
            if (isImage(file)) {
                throw new DataException(file, "is one image; name the folder it lies in");
            }
            if (name.endsWith(".csv")) {
                return PixelTable.read(file);
            }
            if (Cifar.looksLike(file)) {
                return Cifar.read(file);
            }
            if (Files.size(file) == 0) {
                throw new DataException(file, "is empty (0 bytes); was the download cut off?");
            }
            throw new DataException(
                    file,
                    "is no image data set that is known, or cut off: CIFAR binary (its size is a multiple of 3073 or"
                            + " 3074), IDX, CSV of pixels, or a folder of images");
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static boolean isImage(Path file) {
        return look(file).kind() != null
                || ImageKind.isNamedSo(file.getFileName().toString());
    }

    private static ImageFile.Found look(Path file) {
        try {
            return ImageFile.look(file);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(START);
        }
    }
}
