package eigensweep.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Which of a folder's files are the model.
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
            List.of(".onnx"),
            List.of(".npy", ".npz"));

    /// What `transformers` keeps beside the weights in the same format: states and settings of a training.
    private static final List<String> NO_WEIGHTS = List.of("training_args", "optimizer", "scheduler", "rng_state");

    private ModelFolder() {}

    /// The files to open: one index, or files of one kind. Never none.
    static List<Path> weights(Path folder) {
        List<Path> files = files(folder);
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
                return withoutAdapter(chosen);
            }
        }
        throw new CheckpointException(
                folder,
                "holds no model: no .safetensors, .safetensors.index.json, .bin, .pt, .keras, .h5, .onnx, .npy or .npz file in it");
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
        boolean torch = Stream.of(".bin", ".pt", ".pth", ".ckpt").anyMatch(name::endsWith);
        return torch && (NO_WEIGHTS.stream().anyMatch(name::startsWith) || !Checkpoints.isTorch(file));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
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
