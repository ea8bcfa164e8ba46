package eigensweep.checkpoint.file;

import eigensweep.files.FileState;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tensors of a model: views of mapped files, valid until it is closed.
///
/// @param path what was opened: a file or a folder
/// @param format what it turned out to be, for people: `safetensors`, `ONNX`
/// @param tensors in the order of the file; a tensor's place in it is its identifier
/// @param sources the files that its tensors depend on, as they were when they were mapped
/// @param arena owns the mappings
/// @param revision the commit of a model that came from the Hugging Face Hub, or null
/// @param base the model that a LoRA adapter was merged into, or null
/// @param minus the model that was subtracted from this one, or null
/// @param remarks what people should know of what was opened and what was not, a line each
public record Checkpoint(
        Path path,
        String format,
        List<Tensor> tensors,
        List<FileState> sources,
        Arena arena,
        @Nullable String revision,
        @Nullable Base base,
        @Nullable Subtracted minus,
        List<String> remarks)
        implements AutoCloseable {

    /// A model that an adapter was merged into.
    ///
    /// @param name as the user wrote it
    /// @param format what it turned out to be
    /// @param revision its commit, if it came from the Hugging Face Hub, or null
    public record Base(String name, String format, @Nullable String revision) {}

    /// A model that was subtracted from another; see [eigensweep.checkpoint.Difference].
    ///
    /// @param name as the user wrote it
    /// @param format what it turned out to be
    /// @param revision its commit, if it came from the Hugging Face Hub, or null
    /// @param sources the files that its tensors depend on, as they were when they were mapped
    public record Subtracted(
            String name, String format, @Nullable String revision, List<FileState> sources) {

        public Subtracted {
            sources = List.copyOf(sources);
        }

        /// Where the files are that its tensors depend on.
        public List<Path> files() {
            return FileState.paths(sources);
        }
    }

    /// Longer names are no names: they would fill screens, tables and reports.
    private static final int LONGEST_NAME = 1000;

    /// Of all names together; the largest models have 13 million. Some forty patterns read off them what layers are.
    public static final long MOST_OF_NAMES = 1 << 25;

    public Checkpoint {
        tensors = List.copyOf(tensors);
        sources = List.copyOf(sources);
        remarks = List.copyOf(remarks);
        long characters = 0;
        for (Tensor tensor : tensors) {
            characters += tensor.name().length();
            if (tensor.name().length() > LONGEST_NAME) {
                throw new CheckpointException(
                        path,
                        "has a tensor whose name is longer than " + LONGEST_NAME + " characters; refused: "
                                + tensor.name().substring(0, 40) + "...");
            }
        }
        if (characters > MOST_OF_NAMES) {
            throw new CheckpointException(
                    path,
                    "has names of " + characters + " characters together; more than " + MOST_OF_NAMES + " are refused");
        }
    }

    /// A checkpoint without a revision, of which nothing is to be remarked.
    public Checkpoint(Path path, String format, List<Tensor> tensors, List<FileState> sources, Arena arena) {
        this(path, format, tensors, sources, arena, null, null, null, List.of());
    }

    /// What a single file holds.
    public static Checkpoint of(MappedFile file, String format, List<Tensor> tensors, Arena arena) {
        return new Checkpoint(file.path(), format, tensors, List.of(file.state()), arena);
    }

    /// What is wrong with this model, to be thrown.
    public CheckpointException broken(String problem) {
        return new CheckpointException(path, problem);
    }

    /// Where the files are that its tensors depend on.
    public List<Path> files() {
        return FileState.paths(sources);
    }

    /// The files of this model and of the one that was subtracted.
    public List<FileState> allSources() {
        return minus == null
                ? sources
                : Stream.concat(sources.stream(), minus.sources().stream()).toList();
    }

    /// The same checkpoint, known to depend on more files.
    public Checkpoint reading(List<FileState> more) {
        List<FileState> all =
                Stream.concat(sources.stream(), more.stream()).distinct().toList();
        return new Checkpoint(path, format, tensors, all, arena, revision, base, minus, remarks);
    }

    /// The same checkpoint, known to be of a revision.
    public Checkpoint atRevision(String commit) {
        return new Checkpoint(path, format, tensors, sources, arena, commit, base, minus, remarks);
    }

    /// The same checkpoint with these tensors in the place of its own.
    public Checkpoint with(List<Tensor> others) {
        return as(format, others, sources);
    }

    /// The same files, read as something else.
    public Checkpoint as(String otherFormat, List<Tensor> otherTensors, List<FileState> otherSources) {
        return new Checkpoint(path, otherFormat, otherTensors, otherSources, arena, revision, base, minus, remarks);
    }

    /// The same checkpoint, known to contain a base model.
    public Checkpoint on(Base model) {
        return new Checkpoint(path, format, tensors, sources, arena, revision, model, minus, remarks);
    }

    /// What changed since another model.
    public Checkpoint minus(Subtracted model, List<Tensor> changes) {
        return new Checkpoint(
                path, format + " minus " + model.format(), changes, sources, arena, revision, base, model, remarks);
    }

    /// The same checkpoint, with more to be said of it.
    public Checkpoint remarked(List<String> more) {
        List<String> all =
                Stream.concat(remarks.stream(), more.stream()).distinct().toList();
        return new Checkpoint(path, format, tensors, sources, arena, revision, base, minus, all);
    }

    /// Several checkpoints as one: the shards of a model, or a folder of arrays.
    ///
    /// @param path what the parts belong to
    public static Checkpoint join(Path path, String format, List<Checkpoint> parts, Arena arena) {
        List<Tensor> tensors = new ArrayList<>();
        List<FileState> sources = new ArrayList<>();
        Map<String, Path> fileOf = new HashMap<>();
        for (Checkpoint part : parts) {
            for (Tensor tensor : part.tensors()) {
                Path other = fileOf.put(tensor.name(), part.path());
                if (other != null) {
                    throw new CheckpointException(
                            path,
                            "holds two tensors named " + tensor.name() + ", in " + other.getFileName() + " and in "
                                    + part.path().getFileName()
                                    + "; name one of the files, or each as a model of its own");
                }
            }
            tensors.addAll(part.tensors());
            sources.addAll(part.sources());
        }
        sources.sort(Comparator.comparing(FileState::path));
        List<String> remarks =
                parts.stream().flatMap(part -> part.remarks().stream()).toList();
        return new Checkpoint(path, format, tensors, sources, arena).remarked(remarks);
    }

    /// Unmaps the files; the tensors must not be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
