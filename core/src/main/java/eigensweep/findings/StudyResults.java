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

    /// Whether every trial is finished.
    public boolean complete() {
        return results.size() == planned.size();
    }
}
