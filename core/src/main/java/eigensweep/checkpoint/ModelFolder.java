package eigensweep.checkpoint;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.foreign.ForeignFolder;
import eigensweep.checkpoint.foreign.ForeignFormat;
import eigensweep.checkpoint.gguf.Gguf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which of a folder's files are the model: one index, or files of one kind, whole and each weight once.
final class ModelFolder {

    private static final String ADAPTER = "adapter_model.";

    /// In the order in which people prefer them: a model's own weights before what was exported from them.
    private static final List<List<String>> WEIGHTS = List.of(
            List.of(".safetensors.index.json"),
            List.of(".safetensors"),
            List.of(".bin.index.json"),
            List.of("pytorch_model.bin"),
            List.of(".bin", ".pt", ".pth", ".ckpt"),
            List.of(".keras"),
            List.of(".h5", ".hdf5"),
            List.of(".gguf"),
            List.of(".onnx"),
            List.of(".npy", ".npz"));

    /// What other programs read, beside the same model in a format of those above.
    private static final List<String> OTHER_WEIGHTS =
            List.of(".safetensors", ".onnx", ".npz", ".h5", ".keras", ".msgpack", ".gguf", ".tflite", ".ot");

    /// What `transformers` keeps beside the weights in the same format: states and settings of a training.
    private static final List<String> NO_WEIGHTS = List.of("training_args", "optimizer", "scheduler", "rng_state");

    private static final int SHOWN = 5;

    private ModelFolder() {}

    /// The files to open. Never none.
    static List<Path> weights(Path folder) {
        List<Path> files = files(folder);
        String inParts = ForeignFolder.inParts(files);
        if (inParts != null) {
            throw new CheckpointException(folder, inParts);
        }
        refuseUnfinished(folder, files);
        List<Path> chosen = chosen(folder, files);
        if (!chosen.isEmpty()) {
            return chosen;
        }
        String foreign = ForeignFolder.of(folder, files, ModelFolder::isModel);
        throw new CheckpointException(
                folder,
                foreign != null
                        ? foreign
                        : "holds no model: no .safetensors, .safetensors.index.json, .bin, .pt, .keras, .h5, .gguf, .onnx,"
                                + " .npy or .npz file in it");
    }

    private static List<Path> chosen(Path folder, List<Path> files) {
        for (List<String> extensions : WEIGHTS) {
            List<Path> chosen = files.stream()
                    .filter(file -> extensions.stream().anyMatch(name(file)::endsWith))
                    .filter(file -> !isBesideWeights(file))
                    .toList();
            if (chosen.size() > 1 && name(chosen.getFirst()).endsWith(ShardIndex.EXTENSION)) {
                throw new CheckpointException(
                        folder,
                        "holds " + chosen.size() + " models (" + chosen.getFirst() + ", ...); name one of them");
            }
            if (!chosen.isEmpty()) {
                List<Path> model = withoutAdapter(chosen);
                return extensions.contains(".npy")
                        ? model
                        : ModelCopies.one(folder, model).stream()
                                .filter(file -> !Gguf.isLaterShard(file))
                                .toList();
            }
        }
        return List.of();
    }

    /// Whether a folder holds something that can be opened, or at least an index of it.
    private static boolean isModel(Path folder) {
        try {
            return !chosen(folder, files(folder)).isEmpty();
        } catch (CheckpointException e) {
            return true; // more than one, or one that is not whole
        }
    }

    /// What people should know of a folder of which these files were opened: which others hold weights, too.
    static List<String> remarks(Path folder, List<Path> opened) {
        Set<Path> used = opened.stream().map(ModelFolder::absolute).collect(Collectors.toSet());
        List<String> left = files(folder).stream()
                .filter(file -> !used.contains(absolute(file)))
                .filter(ModelFolder::holdsWeights)
                .map(ModelFolder::name)
                .toList();
        if (left.isEmpty()) {
            return List.of();
        }
        List<String> taken = opened.stream()
                .map(ModelFolder::name)
                .filter(name -> opened.size() == 1 || !name.endsWith(ShardIndex.EXTENSION))
                .toList();
        return List.of(
                folder + ": took " + some(taken) + " and left out " + some(left) + "; to sweep one of those, name it");
    }

    /// An index is given its shards' places in full, a folder its files' as it was named itself.
    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static boolean holdsWeights(Path file) {
        String name = name(file);
        try {
            return OTHER_WEIGHTS.stream().anyMatch(name::endsWith) || isTorch(name) && !isBesideWeights(file);
        } catch (CheckpointException e) {
            return false; // It cannot be read, and nobody asked for it.
        }
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }

    /// An adapter in its base model's folder is an addition to it; it is swept when it is named.
    private static List<Path> withoutAdapter(List<Path> files) {
        List<Path> base =
                files.stream().filter(file -> !name(file).startsWith(ADAPTER)).toList();
        return base.isEmpty() ? files : base;
    }

    /// The data files of ONNX models are called `.bin`, too; they are told by their content.
    private static boolean isBesideWeights(Path file) {
        String name = name(file);
        return isTorch(name) && (NO_WEIGHTS.stream().anyMatch(name::startsWith) || !Checkpoints.isWeights(file));
    }

    private static boolean isTorch(String name) {
        return Stream.of(".bin", ".pt", ".pth", ".ckpt").anyMatch(name::endsWith);
    }

    /// What was being fetched is a part of the model, unless it is there, too.
    private static void refuseUnfinished(Path folder, List<Path> files) {
        for (Path file : files) {
            String whole = ForeignFormat.unfinished(file);
            if (whole != null
                    && WEIGHTS.stream().flatMap(List::stream).anyMatch(whole::endsWith)
                    && !Files.exists(folder.resolve(whole))) {
                throw new CheckpointException(
                        folder,
                        "holds the unfinished download " + name(file)
                                + "; finish it (from the Hugging Face Hub: hf download MODEL), or remove it");
            }
        }
    }

    static String name(Path file) {
        return Objects.toString(file.getFileName(), "");
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        } catch (IOException e) {
            throw unlisted(folder, e);
        } catch (UncheckedIOException e) {
            throw unlisted(folder, Objects.requireNonNull(e.getCause()));
        }
    }

    private static CheckpointException unlisted(Path folder, IOException e) {
        String reason = e instanceof AccessDeniedException ? "permission denied" : MappedFile.reason(e);
        return new CheckpointException(folder, "cannot be listed: " + reason, e);
    }
}
