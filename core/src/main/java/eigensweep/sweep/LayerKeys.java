package eigensweep.sweep;

import eigensweep.checkpoint.Checkpoint;
import eigensweep.files.FileHash;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Names for results: the same for the same weights computed in the same way by the same version, and for
/// nothing else, so that a result under its name need not be computed again. The way is [SweepOptions#way].
public final class LayerKeys {

    private final Function<Task, String> way;
    private final Map<String, String> contentOf = new HashMap<>();

    /// @param models that are swept
    /// @param files of each model, see [#hash]
    /// @param way everything besides the weights that a layer's result depends on
    public LayerKeys(List<Model> models, Map<String, List<FileHash>> files, Function<Task, String> way) {
        this.way = way;
        for (Model model : models) {
            Checkpoint.Subtracted minus = model.checkpoint().minus();
            String content = content(files, model.name());
            contentOf.put(model.name(), minus == null ? content : content + " minus " + content(files, minus.name()));
        }
    }

    private static String content(Map<String, List<FileHash>> files, String model) {
        return files.getOrDefault(model, List.of()).stream()
                .sorted(Comparator.comparing(FileHash::sha256))
                .map(FileHash::sha256)
                .collect(Collectors.joining("+"));
    }

    /// The files of models by their names, hashed, and those of the models that were subtracted from them:
    /// every byte is read once.
    public static Map<String, List<FileHash>> hash(List<Model> models) {
        Map<String, List<FileHash>> files = new HashMap<>();
        for (Model model : models) {
            files.computeIfAbsent(
                    model.name(), name -> hashed(model.checkpoint().files()));
            Checkpoint.Subtracted minus = model.checkpoint().minus();
            if (minus != null) {
                files.computeIfAbsent(minus.name(), name -> hashed(minus.files()));
            }
        }
        return files;
    }

    private static List<FileHash> hashed(List<Path> files) {
        return files.stream().map(FileHash::of).toList();
    }

    /// The key of a layer.
    public String of(Task task) {
        String identity = String.join(
                "\n",
                String.valueOf(contentOf.get(task.model())),
                task.layer().tensor().storedName(),
                task.layer().longName(),
                String.valueOf(task.layer().slice()),
                way.apply(task));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
