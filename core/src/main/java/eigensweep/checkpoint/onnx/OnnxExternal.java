package eigensweep.checkpoint.onnx;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.files.FileState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The other files that an ONNX model keeps numbers in, each mapped once. They lie in the model's folder.
final class OnnxExternal {

    private final MappedFile model;
    private final Arena arena;
    private final Map<Path, MappedFile> files = new HashMap<>();

    OnnxExternal(MappedFile model, Arena arena) {
        this.model = model;
        this.arena = arena;
    }

    /// Those that were opened.
    List<FileState> files() {
        return files.values().stream()
                .map(MappedFile::state)
                .sorted(Comparator.comparing(FileState::path))
                .toList();
    }

    /// The bytes of a tensor.
    ///
    /// @param tensor its name, for people
    /// @param entries `location`, `offset`, `length`
    /// @param bytes how many there are if no length is given
    MemorySegment read(String tensor, Map<String, String> entries, long bytes) {
        String location = entries.getOrDefault("location", "");
        Path path = Neighbours.inside(Neighbours.folderOf(model.path()), location);
        if (path == null) {
            throw model.broken(
                    "tensor " + tensor + " keeps its data in '" + location + "', outside the model's folder; refused");
        }
        if (!Neighbours.isBeside(path, model.path())) {
            throw model.broken("tensor " + tensor + " keeps its data in '" + location
                    + "', a link to a file outside the model's folder; refused");
        }
        MappedFile data = files.computeIfAbsent(path, p -> map(p, tensor));
        long offset = number(tensor, entries.getOrDefault("offset", "0"));
        long length = number(tensor, entries.getOrDefault("length", Long.toString(bytes)));
        if (offset > data.size() || length > data.size() - offset) {
            throw data.broken("is cut off: tensor " + tensor + " takes bytes " + offset + " to " + (offset + length)
                    + ", the file has " + data.size());
        }
        return data.bytes().asSlice(offset, length);
    }

    private MappedFile map(Path path, String tensor) {
        if (Files.notExists(path)) {
            throw new CheckpointException(
                    path,
                    "no such file or folder; " + model.path().getFileName() + " keeps tensor " + tensor
                            + " in a file of this name beside it");
        }
        return MappedFile.map(path, arena);
    }

    private long number(String tensor, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw model.broken("tensor " + tensor + ": external data at '" + text + "', which is no place in a file");
        }
        return Long.parseLong(text);
    }
}
