package eigensweep.checkpoint;

import eigensweep.checkpoint.adapter.LoraAdapter;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.ZipArchive;
import eigensweep.checkpoint.foreign.ForeignArchive;
import eigensweep.checkpoint.foreign.ForeignFormat;
import eigensweep.checkpoint.foreign.ForeignText;
import eigensweep.checkpoint.gguf.Gguf;
import eigensweep.checkpoint.keras.Hdf5;
import eigensweep.checkpoint.keras.KerasArchive;
import eigensweep.checkpoint.numpy.Npy;
import eigensweep.checkpoint.numpy.Npz;
import eigensweep.checkpoint.onnx.Onnx;
import eigensweep.checkpoint.parts.ConfiguredExperts;
import eigensweep.checkpoint.parts.ParametrisedWeights;
import eigensweep.checkpoint.quantised.QuantisedWeights;
import eigensweep.checkpoint.safetensors.Safetensors;
import eigensweep.checkpoint.torch.TorchLegacy;
import eigensweep.checkpoint.torch.TorchZip;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens a model, whatever it is: the one place that knows which formats there are. Files are told apart by
/// their content, folders by what they hold.
public final class Checkpoints {

    private Checkpoints() {}

    /// Opens a model by what a user calls it: a file, a folder, or the name of a model on the Hugging Face
    /// Hub that is in the local cache.
    ///
    /// @throws CheckpointException if there is no such thing, or it is broken, or of no known format
    public static Checkpoint open(String model) {
        return opened(arena -> LoraAdapter.recognise(named(model, arena)));
    }

    /// Opens a model file or folder. Nothing but headers is read, except for compressed arrays.
    ///
    /// @throws CheckpointException if there is no such file, or it is broken, or of no known format
    public static Checkpoint open(Path path) {
        return opened(arena -> LoraAdapter.recognise(any(path, arena)));
    }

    /// Opens a LoRA adapter merged into its base model.
    ///
    /// @param adapter the adapter, called as in [#open(String)]
    /// @param base the model it was trained on, called likewise
    public static Checkpoint openMerged(String adapter, String base) {
        return opened(arena -> {
            Checkpoint model = LoraAdapter.recognise(named(base, arena));
            Gguf.checkBase(model);
            Checkpoint update = named(adapter, arena);
            return LoraAdapter.merge(update, model)
                    .on(new Checkpoint.Base(base, model.format(), model.revision()))
                    .remarked(update.remarks());
        });
    }

    /// Opens the change from one model to another.
    ///
    /// @param after the later model, or a LoRA adapter, called as in [#open(String)]
    /// @param before the earlier model, called likewise
    public static Checkpoint openDifference(String after, String before) {
        return opened(arena -> {
            Checkpoint earlier = LoraAdapter.recognise(named(before, arena));
            Checkpoint later = LoraAdapter.after(named(after, arena), earlier, before);
            return Difference.of(later, after, earlier, before);
        });
    }

    private static Checkpoint opened(Function<Arena, Checkpoint> reader) {
        Arena arena = Arena.ofShared();
        boolean done = false;
        try {
            Checkpoint checkpoint = reader.apply(arena);
            done = true;
            return checkpoint;
        } finally {
            if (!done) {
                arena.close();
            }
        }
    }

    private static Checkpoint named(String model, Arena arena) {
        Path path = path(model);
        if (path != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return any(path, arena);
        }
        HuggingFaceCache.Snapshot snapshot = new HuggingFaceCache(System.getenv()).find(model);
        return any(snapshot.folder(), arena).atRevision(snapshot.revision());
    }

    private static @Nullable Path path(String model) {
        try {
            return Path.of(model);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Checkpoint any(Path path, Arena arena) {
        Checkpoint stored = Files.isDirectory(path) ? folder(path, arena) : file(path, arena);
        return ConfiguredExperts.of(ParametrisedWeights.of(QuantisedWeights.of(Remarks.addTo(stored))));
    }

    private static Checkpoint folder(Path folder, Arena arena) {
        List<Path> files = ModelFolder.weights(folder);
        List<Checkpoint> parts = files.stream()
                .map(file -> files.size() == 1 ? file(file, arena) : part(file, arena))
                .toList();
        boolean isIndex =
                parts.size() == 1 && parts.getFirst().path().toString().endsWith(ShardIndex.EXTENSION);
        Checkpoint model = isIndex
                ? parts.getFirst()
                : Checkpoint.join(folder, parts.getFirst().format() + " folder", parts, arena);
        return model.remarked(ModelFolder.remarks(folder, model.files()));
    }

    /// One of a folder's files: without it, its model would be swept as if it were whole.
    private static Checkpoint part(Path path, Arena arena) {
        try {
            return file(path, arena);
        } catch (CheckpointException e) {
            throw e.also("its folder counts as one model; if the files are models of their own, name each, and the"
                    + " others are swept");
        }
    }

    private static Checkpoint file(Path path, Arena arena) {
        MappedFile file = MappedFile.map(path, arena);
        if (!path.toString().endsWith(ShardIndex.EXTENSION)) {
            return weights(file, arena);
        }
        String foreign = ForeignText.insteadOfJson(file);
        if (foreign != null) {
            throw file.broken(foreign);
        }
        return ShardIndex.read(file, arena);
    }

    /// Reads a file that holds weights itself.
    static Checkpoint weights(MappedFile file, Arena arena) {
        String path = file.path().toString();
        String unfinished = ForeignFormat.unfinished(file.path());
        if (unfinished != null) {
            throw file.broken(
                    "is an unfinished download, by its name; finish it (from the Hugging Face Hub: hf download"
                            + " MODEL), or rename it to " + unfinished + " if it is whole");
        }
        if (Npy.looksLike(file)) {
            return Npy.read(file, arena);
        }
        if (ZipArchive.looksLike(file) && !path.endsWith(".distcp")) {
            return archive(file, arena);
        }
        if (TorchLegacy.looksLike(file)) {
            return TorchLegacy.read(file, arena);
        }
        if (Gguf.looksLike(file)) {
            return Gguf.read(file, arena);
        }
        if (Safetensors.looksLike(file)) {
            return Safetensors.read(file, arena);
        }
        if (Hdf5.looksLike(file)) {
            return Hdf5.read(file, arena);
        }
        String foreign = ForeignFormat.of(file);
        if (foreign != null) {
            throw file.broken(foreign);
        }
        if (path.endsWith(".safetensors")) {
            return Safetensors.read(file, arena);
        }
        if (path.endsWith(".onnx") || Onnx.looksLike(file)) {
            return Onnx.read(file, arena);
        }
        throw file.broken(
                "is in no format this tool knows (safetensors, PyTorch, GGUF, ONNX, Keras and HDF5, npy, npz)");
    }

    private static Checkpoint archive(MappedFile file, Arena arena) {
        ZipArchive zip = ZipArchive.read(file);
        if (TorchZip.looksLike(zip)) {
            return TorchZip.read(zip, arena);
        }
        if (Npz.looksLike(zip)) {
            return Npz.read(zip, arena);
        }
        if (KerasArchive.looksLike(zip)) {
            return KerasArchive.read(zip, arena);
        }
        throw file.broken(ForeignArchive.zip(zip));
    }

    /// Whether a file whose name says little (`.bin`) holds weights, or something that stands for them.
    static boolean isWeights(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MappedFile file = MappedFile.map(path, arena);
            return ZipArchive.looksLike(file)
                    || TorchLegacy.looksLike(file)
                    || Safetensors.looksLike(file)
                    || ForeignText.insteadOfJson(file) != null;
        }
    }
}
