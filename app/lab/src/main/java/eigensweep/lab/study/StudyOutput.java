package eigensweep.lab.study;

import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.figure.FigureFormat;
import eigensweep.findings.StudyResults;
import eigensweep.lab.study.report.StudyReport;
import eigensweep.page.ResultFiles;
import java.io.IOException;
import java.util.Set;

/// What a study leaves for people and for those who go on with its numbers.
final class StudyOutput {

    private StudyOutput() {}

    /// Writes tables and report of what is finished; says last where the page is.
    ///
    /// @param figures their forms
    static void write(StudyResults results, Set<FigureFormat> figures, Terminal terminal, Talk talk)
            throws IOException {
        StudyRows rows = StudyRows.of(results);
        rows.write(results.folder());
        StudyReport.write(results, figures);
        rows.writeParquet(results.folder()); // Last: what is not ours may fail.
        int missing = results.planned().size() - results.results().size();
        talk.say(
                terminal,
                results.results().size() + " of " + results.planned().size() + " trials"
                        + (missing == 0 ? "" : ", " + missing + " are missing") + "; tables: "
                        + results.folder().resolve(StudyRows.FOLDER));
        talk.say(terminal, "report: " + results.folder().resolve(ResultFiles.REPORT));
    }
}
