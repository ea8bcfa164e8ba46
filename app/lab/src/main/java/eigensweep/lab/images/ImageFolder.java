package eigensweep.lab.images;

import eigensweep.data.DataException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A folder of image files. What its folders mean shows in where the images lie:
///
/// - `ROOT/image`: no classes;
/// - `ROOT/CLASS/.../image`: a folder a class;
/// - `ROOT/SPLIT/CLASS/.../image`, no image directly in a `SPLIT`: `train` and `test`, or domains;
/// - `ROOT/train/image` and its like: splits without classes.
///
/// Files and classes are in the order of their names, capitals first. Splits share one list of
/// classes, so that a label means the same in each.
record ImageFolder(Path root, List<String> files) implements ImageSource {

    private static final Set<String> SPLIT_NAMES = Set.of("train", "test", "val", "valid", "validation");
    private static final String ALL = "all";
    private static final byte[] UNREADABLE = {0};

    @Override
    public Image read(int index) {
        return ImageFile.read(root.resolve(files.get(index)));
    }

    @Override
    public String name(int index) {
        return root.resolve(files.get(index)).toString();
    }

    @Override
    public void digest(int index, MessageDigest digest) {
        try {
            digest.update(ImageFile.bytes(root.resolve(files.get(index))));
        } catch (DataException e) {
            // Broken like one that cannot be decoded; who decodes it says so.
            digest.update(UNREADABLE);
        }
    }

    /// Finds the images and what they are sorted by.
    ///
    /// @throws DataException if there are none, or their places make no sense
    static void findSplits(Path root, SequencedMap<String, Supplier<ImageDataset>> splits) {
        FolderContent content = FolderContent.of(root);
        List<String> files = content.images();
        if (files.isEmpty()) {
            throw new DataException(
                    root,
                    "holds no images (" + ImageFile.KINDS + ") and no data set that is known"
                            + (content.unread().isEmpty() ? "" : "; " + content.unreadText()));
        }
        Map<String, List<String>> bySplit = bySplit(root, files);
        Set<String> classes = new TreeSet<>();
        bySplit.forEach((split, its) -> its.forEach(file -> {
            String name = className(split, file);
            if (name != null) {
                classes.add(name);
            }
        }));
        List<String> names = Labels.distinct(root.toString(), List.copyOf(classes));
        bySplit.forEach(
                (split, its) -> splits.put(split, () -> dataset(root, split, its, names, content.notices(root))));
    }

    private static ImageDataset dataset(
            Path root, String split, List<String> files, List<String> classes, List<String> notices) {
        String name = split.equals(ALL) ? root.toString() : root + " (" + split + ")";
        int[] labels = new int[classes.isEmpty() ? 0 : files.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Collections.binarySearch(classes, className(split, files.get(i)));
        }
        return new ImageDataset(
                name,
                "image folder",
                files.size(),
                null,
                classes.isEmpty() ? null : new Labels(labels, classes),
                notices,
                new ImageFolder(root, files));
    }

    private static Map<String, List<String>> bySplit(Path root, List<String> files) {
        int shallowest = files.stream().mapToInt(ImageFolder::depth).min().orElse(0);
        int deepest = files.stream().mapToInt(ImageFolder::depth).max().orElse(0);
        if (shallowest == 0 && deepest > 0) {
            String stray =
                    files.stream().filter(file -> depth(file) == 0).findFirst().orElseThrow();
            throw new DataException(
                    root, "holds images both in folders and beside them (" + stray + "); move it into a class folder");
        }
        boolean splits = shallowest >= 2
                || (shallowest == 1 && files.stream().map(ImageFolder::top).allMatch(SPLIT_NAMES::contains));
        if (!splits) {
            return Map.of(ALL, files);
        }
        Map<String, List<String>> bySplit = new TreeMap<>();
        files.forEach(file ->
                bySplit.computeIfAbsent(top(file), split -> new ArrayList<>()).add(file));
        return bySplit;
    }

    /// The class that a file's place gives it, or null.
    private static @Nullable String className(String split, String file) {
        String inside = split.equals(ALL) ? file : file.substring(split.length() + 1);
        return depth(inside) == 0 ? null : top(inside);
    }

    private static int depth(String file) {
        return (int) file.chars().filter(c -> c == '/').count();
    }

    private static String top(String file) {
        int slash = file.indexOf('/');
        return slash < 0 ? "" : file.substring(0, slash);
    }
}
