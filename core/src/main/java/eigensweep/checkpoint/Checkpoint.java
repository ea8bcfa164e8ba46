package eigensweep.checkpoint;

import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The tensors of a model: views of mapped files, valid until it is closed.
///
/// @param path what was opened: a file or a folder
/// @param format what it turned out to be, for people: `safetensors`, `ONNX`
/// @param tensors in the order of the file; a tensor's place in it is its identifier
/// @param files the files that hold them
/// @param arena owns the mappings
public record Checkpoint(Path path, String format, List<Tensor> tensors, List<Path> files, Arena arena)
        implements AutoCloseable {

    public Checkpoint {
        tensors = List.copyOf(tensors);
        files = List.copyOf(files);
    }

    /// Several checkpoints as one: the shards of a model, or a folder of arrays.
    ///
    /// @param path what the parts belong to
    static Checkpoint join(Path path, String format, List<Checkpoint> parts, Arena arena) {
        List<Tensor> tensors = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (Checkpoint part : parts) {
            tensors.addAll(part.tensors());
            files.addAll(part.files());
        }
        files.sort(Comparator.naturalOrder());
        return new Checkpoint(path, format, tensors, files, arena);
    }

    /// Unmaps the files; the tensors must not be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
