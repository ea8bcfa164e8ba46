package eigensweep.app.sweep;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.files.FileHash;
import eigensweep.sweep.LayerKeys;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row;
import eigensweep.sweep.SweepOptions;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The models of a sweep, opened: those that can be used, and of each other a row that says why not.
///
/// @param models in the order in which they were named
/// @param files of each, by its name, hashed; empty if nobody asked for that
/// @param unusable the rows of the others
record OpenedModels(List<Model> models, Map<String, List<FileHash>> files, List<Row> unusable)
        implements AutoCloseable {

    /// Whether files are hashed, for which every byte is read.
    enum Hashing {
        /// They are.
        YES,
        /// They are not.
        NO
    }

    /// Opens models. One that is named alone has to be usable.
    ///
    /// @param opener opens what a name stands for
    /// @throws CheckpointException if a model that is named alone cannot be used
    static OpenedModels open(
            List<String> names, Function<String, Checkpoint> opener, Hashing hashing, SweepOptions options) {
        OpenedModels opened = new OpenedModels(new ArrayList<>(), new HashMap<>(), new ArrayList<>());
        try {
            for (String name : names) {
                opened.add(name, opener, hashing, names.size() == 1, options);
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void add(
            String name, Function<String, Checkpoint> opener, Hashing hashing, boolean alone, SweepOptions options) {
        try {
            Model model = new Model(name, opener.apply(name));
            models.add(model);
            if (hashing == Hashing.YES) {
                LayerKeys.hash(model, files);
            }
        } catch (CheckpointException | UncheckedIOException | InternalError e) {
            if (alone) {
                throw e;
            }
            // It may have been opened, and then not been read to its end.
            models.stream()
                    .filter(model -> model.name().equals(name))
                    .forEach(model -> model.checkpoint().close());
            models.removeIf(model -> model.name().equals(name));
            unusable.add(Row.ofUnusable(name, reason(name, e), options));
        }
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
