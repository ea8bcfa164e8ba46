package eigensweep.lab.demo;

import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.figure.FigureFormat;
import eigensweep.findings.StudyResults;
import eigensweep.lab.study.Presets;
import eigensweep.lab.study.StudyFile;
import eigensweep.lab.study.StudyPlan;
import eigensweep.lab.study.StudyWork;
import eigensweep.page.ResultFiles;
import eigensweep.page.Version;
import eigensweep.sweep.Row;
import eigensweep.sweep.Share;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The second half of the demo: trainings of its own, beside the model that was swept.
public final class DemoStudy {

    private static final String STUDY = "digits-quick";

    private DemoStudy() {}

    /// Runs the study, or goes on with it, and writes the page of both halves.
    ///
    /// @param folder of the demo
    /// @param model that was swept, as people call it
    /// @return the exit code
    public static int run(Path folder, String model, Set<FigureFormat> figures, Terminal terminal, Talk talk)
            throws IOException {
        String text = Presets.text(STUDY).orElseThrow();
        talk.say(terminal, "the study " + STUDY + ": what treatments of a training do to its weights");
        StudyPlan plan = StudyPlan.of(StudyFile.parse(STUDY, text), Version.TEXT);
        StudyWork work = new StudyWork(terminal, talk, plan, folder.resolve(DemoReport.STUDY), Share.WHOLE, figures);
        int code = work.run(text, null);
        StudyResults results = work.results();
        if (!results.results().isEmpty()) {
            Path layers = folder.resolve(DemoReport.SWEEP).resolve(ResultFiles.LAYERS);
            DemoReport.write(folder, model, Tables.readCsv(Row.class, Files.readString(layers)), results);
            talk.say(terminal, "report: " + folder.resolve(ResultFiles.REPORT));
        }
        return code;
    }
}
