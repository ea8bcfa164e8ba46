package eigensweep.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Opens a model, whatever it is: the one place that knows which formats there are. Files are told apart by their
/// content, folders by what they hold.
public final class Checkpoints {

    private static final String INDEX = ".safetensors.index.json";

    private Checkpoints() {}

    /// Opens a model file or folder. Nothing but headers is read.
    ///
    /// @throws CheckpointException if there is no such file, or it is broken, or of no known format
    public static Checkpoint open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return Files.isDirectory(path) ? folder(path, arena) : file(path, arena);
        } catch (CheckpointException e) {
            arena.close();
            throw e;
        }
    }

    private static Checkpoint file(Path path, Arena arena) {
        if (path.toString().endsWith(".json")) {
            return ShardIndex.read(path, arena);
        }
        MappedFile file = MappedFile.map(path, arena);
        if (Npy.looksLike(file)) {
            return Npy.read(path, arena);
        }
        if (isZip(file)) {
            throw file.broken("is a zip archive (PyTorch .pt/.bin or .npz); reading those is not built yet:"
                    + " save the state dict as .safetensors");
        }
        if (Safetensors.looksLike(file) || path.toString().endsWith(".safetensors")) {
            return Safetensors.read(path, arena);
        }
        if (path.toString().endsWith(".onnx") || Onnx.looksLike(file)) {
            return Onnx.read(path, arena);
        }
        throw file.broken("is in no format this tool knows (safetensors, ONNX, npy)");
    }

    /// The folder a file is in, absolute and without detours.
    static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a file lies in a folder");
    }

    /// The file that a model means by a name relative to its folder; null if it is none in there.
    static @Nullable Path inside(Path folder, String name) {
        try {
            Path path = folder.resolve(name).normalize();
            return path.startsWith(folder) && !path.equals(folder) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static boolean isZip(MappedFile file) {
        return file.size() > 4
                && file.bytes().get(JAVA_BYTE, 0) == 'P'
                && file.bytes().get(JAVA_BYTE, 1) == 'K'
                && file.bytes().get(JAVA_BYTE, 2) == 3
                && file.bytes().get(JAVA_BYTE, 3) == 4;
    }

    /// What a folder holds, in the order in which people prefer it: a sharded model, safetensors files, ONNX
    /// models, arrays.
    private static Checkpoint folder(Path folder, Arena arena) {
        List<Path> indices = files(folder, INDEX);
        if (indices.size() == 1) {
            return ShardIndex.read(indices.getFirst(), arena);
        }
        if (indices.size() > 1) {
            throw new CheckpointException(
                    folder, "holds " + indices.size() + " models (" + indices.getFirst() + ", ...); name one of them");
        }
        for (String extension : List.of(".safetensors", ".onnx", ".npy")) {
            List<Path> files = files(folder, extension);
            if (!files.isEmpty()) {
                List<Checkpoint> parts =
                        files.stream().map(file -> file(file, arena)).toList();
                return Checkpoint.join(folder, parts.getFirst().format() + " folder", parts, arena);
            }
        }
        throw new CheckpointException(
                folder, "holds no model: no .safetensors, " + INDEX + ", .onnx or .npy file in it");
    }

    private static List<Path> files(Path folder, String extension) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(extension))
                    .filter(file -> !Files.isDirectory(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }
}
