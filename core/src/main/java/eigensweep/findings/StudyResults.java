package eigensweep.findings;

import java.nio.file.Path;
import java.util.List;

/// A study as far as it is done.
///
/// @param name of the study
/// @param planned all trials
/// @param results of those that are finished, in the order of the plan
/// @param folder of the study
public record StudyResults(String name, List<Trial> planned, List<TrialResult> results, Path folder) {

    private static final int KEY_DIGITS = 8;

    /// Where a trial of a study in a folder is, whether it is there or not.
    ///
    /// @param key of the trial's content
    public static Path place(Path folder, Trial trial, String key) {
        String name =
                String.join("-", trial.model(), trial.data(), trial.treatment().name(), "s" + trial.seed());
        return folder.resolve("trials").resolve(name + "-" + key.substring(0, KEY_DIGITS));
    }

    /// Whether every trial is finished.
    public boolean complete() {
        return results.size() == planned.size();
    }
}
