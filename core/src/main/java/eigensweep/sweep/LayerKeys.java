package eigensweep.sweep;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileHash;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Names for results: the same for the same weights computed in the same way by the same version, and for
/// nothing else, so that a result under its name need not be computed again. The way is
/// [SweepOptions#decisive].
public final class LayerKeys {

    private final String way;
    private final Function<Task, String> by;
    private final List<Model> models;
    private final Supplier<Map<String, List<FileHash>>> files;
    private final Map<String, String> contentOf = new HashMap<>();

    /// Of every task: it is asked for several times.
    private final Map<Task, String> keys = Collections.synchronizedMap(new IdentityHashMap<>());

    /// @param models that are swept
    /// @param files of each model, see [#hash]; asked for with the first key
    /// @param way everything besides the weights that a layer's numbers depend on
    /// @param by who computes a layer and in which of their ways, on which only its last digits depend: the
    ///     name of a backend, and what else is to be said of it, with blanks between
    public LayerKeys(
            List<Model> models, Supplier<Map<String, List<FileHash>>> files, String way, Function<Task, String> by) {
        this.models = models;
        this.files = files;
        this.way = way;
        this.by = by;
    }

    /// What a model is, whatever it is called: the hashes of its files.
    public synchronized String content(String model) {
        if (contentOf.isEmpty()) {
            Map<String, List<FileHash>> hashed = files.get();
            models.forEach(each -> contentOf.put(each.name(), content(hashed, each)));
        }
        return String.valueOf(contentOf.get(model));
    }

    private static String content(Map<String, List<FileHash>> files, Model model) {
        Checkpoint.Subtracted minus = model.checkpoint().minus();
        String content = content(files, model.name());
        return minus == null ? content : content + " minus " + content(files, minus.name());
    }

    private static String content(Map<String, List<FileHash>> files, String model) {
        List<FileHash> hashed = files.getOrDefault(model, List.of());
        if (hashed.size() == 1) {
            return hashed.getFirst().sha256();
        }
        return hashed.stream()
                .sorted(Comparator.comparing(FileHash::sha256))
                .map(FileHash::sha256)
                .collect(Collectors.joining("+"));
    }

    /// The files of models by their names, hashed, and those of the models that were subtracted from them:
    /// every byte is read once.
    public static Map<String, List<FileHash>> hash(List<Model> models) {
        Map<String, List<FileHash>> files = new HashMap<>();
        for (Model model : models) {
            hash(model, files);
        }
        return files;
    }

    /// Hashes the files of one model.
    ///
    /// @param into those that were hashed before, by the names of their models
    public static void hash(Model model, Map<String, List<FileHash>> into) {
        into.computeIfAbsent(model.name(), name -> hashed(model.checkpoint().files()));
        Checkpoint.Subtracted minus = model.checkpoint().minus();
        if (minus != null) {
            into.computeIfAbsent(minus.name(), name -> hashed(minus.files()));
        }
    }

    private static List<FileHash> hashed(List<Path> files) {
        return files.stream().map(FileHash::of).toList();
    }

    /// The key of a layer.
    public String of(Task task) {
        return keys.computeIfAbsent(task, this::key);
    }

    /// Who computes a layer, and in which of their ways.
    public String by(Task task) {
        return by.apply(task);
    }

    private String key(Task task) {
        String identity = String.join(
                "\n",
                content(task.model()),
                task.layer().tensor().storedName(),
                task.layer().longName(),
                String.valueOf(task.layer().slice()),
                way);
        return FileHash.sha256(identity);
    }
}
