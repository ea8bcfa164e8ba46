package eigensweep.app.terminal;

import eigensweep.page.ResultFiles;
import eigensweep.sweep.Shards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a command may leave in the folder that `-o` names. Several kinds have files of the same names, so a
/// folder is of one kind.
public enum Results {
    /// Of `sweep`.
    SWEEP(
            "a sweep",
            Shards.FOLDER + "/sweep.csv",
            List.of(ResultFiles.LAYERS, ResultFiles.SPECTRA, ResultFiles.RUN, ResultFiles.REPORT)),
    /// Of `compare`.
    COMPARISON("a comparison", ResultFiles.CHANGES, List.of(ResultFiles.REPORT)),
    /// Of `vendi`.
    DIVERSITY("scores of diversity", ResultFiles.DIVERSITY, List.of(ResultFiles.REPORT)),
    /// Of `linear`.
    LEAST_SQUARES("results of linear", ResultFiles.LEAST_SQUARES, List.of(ResultFiles.REPORT)),
    /// Of `stats`.
    STATISTICS("statistics", ResultFiles.STATISTICS, List.of(ResultFiles.REPORT, ResultFiles.TESTS)),
    /// Of `train`.
    TRAINING("a training", ResultFiles.INITIAL, List.of(ResultFiles.MODEL, ResultFiles.RUN)),
    /// Of `study run`.
    STUDY("a study", ResultFiles.PLAN, List.of(ResultFiles.REPORT));

    private final String words;
    private final String mark;
    private final List<String> files;

    /// @param words what it is, for people
    /// @param mark the file or folder that only this kind has
    /// @param files others that it writes
    Results(String words, String mark, List<String> files) {
        this.words = words;
        this.mark = mark;
        this.files = files;
    }

    /// Whether a folder is of this kind.
    boolean isIn(Path folder) {
        return Files.exists(folder.resolve(mark));
    }

    /// Refuses a folder that is of another kind, or holds files of the same names from elsewhere.
    ///
    /// @throws UsageException if it does
    public void claim(Path folder) {
        refuseOthers(folder);
        if (isIn(folder)) {
            return;
        }
        for (String name : files) {
            UsageException.when(
                    Files.exists(folder.resolve(name)),
                    "-o " + folder + " holds a " + name + " that is not of " + words
                            + " in this folder; name another folder, or move that file");
        }
    }

    /// Refuses a folder that is of another kind.
    ///
    /// @throws UsageException if it is
    public void refuseOthers(Path folder) {
        for (Results other : values()) {
            UsageException.when(
                    other != this && other.isIn(folder),
                    "-o " + folder + " holds " + other.words + "; name another folder");
        }
    }

    /// The same for what is written at once and as a whole: an earlier one of this kind is replaced, and that
    /// is said.
    ///
    /// @param folder or null: then there is nothing to claim
    public void claim(@Nullable Path folder, Terminal terminal, Talk talk) {
        OutputPlace.checkFolder(folder);
        if (folder == null) {
            return;
        }
        claim(folder);
        if (isIn(folder)) {
            talk.say(terminal, "replacing " + words + " in " + folder);
        }
    }
}
