package eigensweep.findings;

import java.util.List;
import java.util.stream.Stream;

/// What a study's results say, setting by setting.
///
/// @param study the results
/// @param settings each model on each data set, as far as it is finished
/// @param collapses the treatments that no setting has, as their training came to nothing
/// @param averages over the data sets of a model, where it has several
public record Findings(StudyResults study, List<Setting> settings, List<Collapse> collapses, List<Setting> averages) {

    /// Looks at a study as far as it is done.
    public static Findings of(StudyResults study) {
        List<Collapse> collapses = Collapse.of(study);
        List<Setting> settings = Settings.of(study, collapses);
        return new Findings(study, settings, collapses, Averages.of(settings));
    }

    /// The settings that are looked at by themselves, and the averages over data sets.
    public List<Setting> everything() {
        return Stream.concat(settings.stream(), averages.stream()).toList();
    }
}
