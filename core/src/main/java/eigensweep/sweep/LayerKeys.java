package eigensweep.sweep;

import eigensweep.files.FileHash;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Names for results: the same for the same weights computed in the same way by the same version, and for nothing
/// else, so that a result under its name need not be computed again. The way is [SweepOptions#way].
public final class LayerKeys {

    private final Function<Task, String> way;
    private final Map<String, String> contentOf = new HashMap<>();

    /// @param files of each model (by its name), hashed
    /// @param way everything besides the weights that a layer's result depends on
    public LayerKeys(Map<String, List<FileHash>> files, Function<Task, String> way) {
        this.way = way;
        files.forEach((model, hashes) -> contentOf.put(
                model,
                hashes.stream()
                        .sorted(Comparator.comparing(FileHash::sha256))
                        .map(FileHash::sha256)
                        .collect(Collectors.joining("+"))));
    }

    /// The files of models, hashed: every byte is read once.
    public static Map<String, List<FileHash>> hash(List<Model> models) {
        Map<String, List<FileHash>> files = new HashMap<>();
        for (Model model : models) {
            files.put(
                    model.name(),
                    model.checkpoint().files().stream().map(FileHash::of).toList());
        }
        return files;
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
