package eigensweep.app.sweep;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.files.FileHash;
import eigensweep.sweep.LayerKeys;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row;
import eigensweep.sweep.SweepOptions;
import eigensweep.work.Workers;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The models of a sweep, opened: those that can be used, and of each other a row that says why not.
///
/// @param models in the order in which they were named
/// @param hashes see [#files]
/// @param unusable the rows of the others
record OpenedModels(List<Model> models, FutureTask<Map<String, List<FileHash>>> hashes, List<Row> unusable)
        implements AutoCloseable {

    /// Whether files are hashed, for which every byte is read.
    enum Hashing {
        /// They are.
        YES,
        /// They are not.
        NO
    }

    /// Opens models. One that is named alone has to be usable, and is hashed beside what is done next; of several,
    /// those
    /// that cannot be read to their end are left out.
    ///
    /// @param opener opens what a name stands for
    /// @throws CheckpointException if a model that is named alone cannot be used
    static OpenedModels open(
            List<String> names, Function<String, Checkpoint> opener, Hashing hashing, SweepOptions options) {
        List<Model> models = new ArrayList<>();
        Map<String, List<FileHash>> files = new HashMap<>();
        Consumer<Model> hash = model -> {
            if (hashing == Hashing.YES) {
                LayerKeys.hash(model, files);
            }
        };
        FutureTask<Map<String, List<FileHash>>> hashes = new FutureTask<>(() -> models.forEach(hash), files);
        OpenedModels opened = new OpenedModels(models, hashes, new ArrayList<>());
        try {
            if (names.size() == 1) {
                models.add(new Model(names.getFirst(), opener.apply(names.getFirst())));
                Thread.ofPlatform().daemon().name("hashes").start(hashes);
            } else {
                names.forEach(name -> opened.addUsable(name, opener, hash, options));
                hashes.run();
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void addUsable(
            String name, Function<String, Checkpoint> opener, Consumer<Model> hash, SweepOptions options) {
        try {
            Model model = new Model(name, opener.apply(name));
            models.add(model);
            hash.accept(model);
        } catch (CheckpointException | UncheckedIOException | InternalError e) {
            // It may have been opened, and then not been read to its end.
            models.stream()
                    .filter(model -> model.name().equals(name))
                    .forEach(model -> model.checkpoint().close());
            models.removeIf(model -> model.name().equals(name));
            unusable.add(Row.ofUnusable(name, reason(name, e), options));
        }
    }

    /// The files of each model, by its name, hashed; empty if nobody asked for that.
    ///
    /// @throws UncheckedIOException if one cannot be read
    Map<String, List<FileHash>> files() {
        return Workers.get(hashes, "hashes of files");
    }

    /// The message without the name that the row has already.
    private static String reason(String name, Throwable problem) {
        String words = problem instanceof InternalError
                ? "cannot be read to its end; did it change, or its disk fail?"
                : Objects.requireNonNullElse(
                        problem instanceof UncheckedIOException io && io.getCause() != null
                                ? io.getCause().getMessage()
                                : problem.getMessage(),
                        problem.toString());
        return words.startsWith(name + ": ") ? words.substring(name.length() + 2) : words;
    }

    /// Names of those that cannot be used.
    Set<String> unusableNames() {
        return unusable.stream().map(Row::model).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        models.forEach(model -> model.checkpoint().close());
    }
}
