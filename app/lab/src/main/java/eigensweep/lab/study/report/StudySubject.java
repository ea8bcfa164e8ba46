package eigensweep.lab.study.report;

import eigensweep.findings.Setting;
import eigensweep.page.PageFigure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// What figures are of.
///
/// @param setting of the study
/// @param suffix what the names of its files end with; empty where the study has one setting
/// @param folder of the study
record StudySubject(Setting setting, String suffix, Path folder) {

    String title() {
        return setting.title();
    }

    /// The name of a figure's files.
    String id(String... words) {
        return PageFigure.slug(
                Stream.concat(Arrays.stream(words), Stream.of(suffix)).toArray(String[]::new));
    }

    /// What marks of the spread over seeds show with so many.
    ///
    /// @param mark `Band`, `Bar`
    String spread(String mark) {
        return switch (setting.seeds().size()) {
            case 1 -> "There is one seed, and so no " + mark.toLowerCase(Locale.ROOT) + ".";
            case 2 -> mark + "s reach from one seed to the other: two are too few for an interval.";
            default ->
                mark + "s are 95 % intervals of the mean over "
                        + setting.seeds().size() + " seeds.";
        };
    }
}
