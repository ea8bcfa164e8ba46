package eigensweep.lab.study;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.data.DuckDb;
import eigensweep.findings.StudyResults;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `eigensweep study report`: tables and figures of what is finished.
@Command(
        name = "report",
        sortOptions = false,
        description = "Makes the tables and the report of a study again from what its folder holds, without training"
                + " anything: after the folders of several machines were put together (copy DIR/trials/* into one"
                + " DIR/trials), or while a study is still running. Neither the study's file nor its data are needed.",
        exitCodeList = {
            "0:every trial of the study is in the tables",
            "1:failed: no study in the folder, no finished trial",
            "2:usage",
            "3:made of the trials that are finished; some are not"
        },
        footerHeading = "%nExample:%n",
        footer = "  eigensweep study report studies/digits-quick")
public final class StudyReportCommand extends TalkingCommand {

    @Parameters(paramLabel = "DIR", description = "The folder of the study.")
    private Path folder = Path.of("");

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Override
    public Integer call() throws IOException {
        StudyResults results = StudyPlan.read(folder).results(new StudyStore(folder));
        if (results.results().isEmpty()) {
            throw new IOException(folder + ": no trial is finished; `eigensweep study run` goes on with them");
        }
        DuckDb.require();
        terminal().print(StudySummary.of(results, terminal().columns()));
        StudyOutput.write(results, figures.into(folder), terminal(), talk());
        return results.complete() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
}
