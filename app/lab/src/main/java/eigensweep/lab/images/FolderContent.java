package eigensweep.lab.images;

import eigensweep.data.DataException;
import eigensweep.data.Refusal;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What lies below a folder of images. Files are named relative to it, with `/` between folders; a `\` is a letter.
/// Hidden files are passed over. A million files take some 100 MB.
///
/// @param images the files that are decoded, and those that are called so, sorted
/// @param unread images of kinds that are not decoded, by kind
/// @param others files that are no images
/// @param several images that hold several pictures
record FolderContent(
        List<String> images, Map<ImageKind, List<String>> unread, List<String> others, List<String> several) {

    private static final int DEEPEST = 32;

    /// Looks at every file.
    ///
    /// @throws DataException if one cannot be followed
    static FolderContent of(Path root) {
        FolderContent content = new FolderContent(
                new ArrayList<>(), new EnumMap<>(ImageKind.class), new ArrayList<>(), new ArrayList<>());
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new Visitor(root, content));
        } catch (IOException e) {
            throw DataException.unreadable(root, e);
        }
        Collections.sort(content.images);
        content.unread.values().forEach(Collections::sort);
        Collections.sort(content.others);
        Collections.sort(content.several);
        return content;
    }

    /// What people should know of it, a line each.
    List<String> notices(Path root) {
        List<String> notices = new ArrayList<>();
        if (!unread.isEmpty() || !others.isEmpty()) {
            List<String> parts = new ArrayList<>();
            if (!unread.isEmpty()) {
                parts.add(unreadText());
            }
            if (!others.isEmpty()) {
                parts.add(counted(others.size(), "file that is no image", "files that are no images", others));
            }
            notices.add(root + ": " + images.size() + (images.size() == 1 ? " image; " : " images; ") + "left out: "
                    + String.join("; ", parts) + withoutImages());
        }
        if (!several.isEmpty()) {
            notices.add(root + ": of " + counted(several.size(), "file", "files", several)
                    + " with several pictures the first is taken");
        }
        return notices;
    }

    /// How many images are not decoded, kind by kind, and what to do.
    String unreadText() {
        return unread.entrySet().stream()
                        .map(entry -> counted(
                                entry.getValue().size(),
                                entry.getKey().words(),
                                entry.getKey().words(),
                                entry.getValue()))
                        .collect(Collectors.joining(", "))
                + ", not decoded (" + ImageFile.REMEDY + ")";
    }

    private static String counted(int n, String one, String more, List<String> names) {
        return n + " " + (n == 1 ? one : more) + " (" + names.getFirst() + (n == 1 ? "" : ", ...") + ")";
    }

    /// Folders whose images are all left out: a class may be gone.
    private String withoutImages() {
        Set<String> folders = new TreeSet<>();
        unread.values().forEach(names -> names.forEach(name -> folders.add(folder(name))));
        Set<String> shown = new HashSet<>();
        images.forEach(name -> shown.add(folder(name)));
        folders.removeAll(shown);
        folders.remove("");
        return folders.isEmpty() ? "" : "; no image is left in " + Refusal.list(List.copyOf(folders));
    }

    private static String folder(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /// Sorts the files of a folder into its content.
    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;
        private final FolderContent content;

        Visitor(Path root, FolderContent content) {
            this.root = root;
            this.content = content;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            String name = root.relativize(file)
                    .toString()
                    .replace(root.getFileSystem().getSeparator(), "/");
            boolean isNamedSo = ImageKind.isNamedSo(file.getFileName().toString());
            if (attributes.isSymbolicLink() && isNamedSo) {
                throw new DataException(file, "is a symbolic link to nothing; remove it");
            }
            if (!attributes.isRegularFile()) {
                content.others.add(name);
                return FileVisitResult.CONTINUE;
            }
            ImageFile.Found found = look(file);
            if (found.several()) {
                content.several.add(name);
            }
            // What is called an image and is none is broken, which is said when it is read.
            if (found.kind() == null ? isNamedSo : found.kind().isDecoded()) {
                content.images.add(name);
            } else if (found.kind() == null) {
                content.others.add(name);
            } else {
                content.unread
                        .computeIfAbsent(found.kind(), kind -> new ArrayList<>())
                        .add(name);
            }
            return FileVisitResult.CONTINUE;
        }

        /// A file that cannot be read is no image, or is refused when its turn comes.
        private static ImageFile.Found look(Path file) {
            try {
                return ImageFile.look(file);
            } catch (IOException | DataException e) {
                return new ImageFile.Found(null, false);
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            if (problem instanceof FileSystemLoopException) {
                throw new DataException(file, "is a symbolic link that leads back to a folder above it; remove it");
            }
            throw DataException.unreadable(file, problem);
        }

        private boolean isHidden(Path file) {
            return !file.equals(root) && file.getFileName().toString().startsWith(".");
        }
    }
}
