package eigensweep.cli;

import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.report.DemoReport;
import eigensweep.report.SweepFiles;
import eigensweep.report.Version;
import eigensweep.spectrum.MetricOptions;
import eigensweep.study.Presets;
import eigensweep.study.StudyFile;
import eigensweep.study.StudyPlan;
import eigensweep.study.StudyResults;
import eigensweep.sweep.Row;
import eigensweep.sweep.Share;
import eigensweep.sweep.SweepOptions;
import eigensweep.sweep.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `eigensweep demo`: the tour on a real trained transformer, and on trainings of its own.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Sweeps a real trained transformer, all-MiniLM-L6-v2 (22 million weights, 90 MB, fetched once through"
                        + " Maven), and says what the numbers mean. Then runs the study digits-quick: trains a network"
                        + " under a few treatments of each kind from the same initial weights, and tells what each did"
                        + " to the spectra, accuracy and diversity. Ends with one report of both: its path is the last"
                        + " line. Minutes on two cores.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all done",
            "1:failed: a full disk, a model that cannot be fetched",
            "2:usage, or no Maven to fetch the model with",
            "3:finished, but some layers or trials have no result",
            "130:interrupted (Ctrl-C); 143: terminated; the same command goes on"
        })
final class DemoCommand implements Callable<Integer> {

    private static final String MODEL = "all-MiniLM-L6-v2";

    private static final String STUDY = "digits-quick";

    private final Terminal terminal;

    @Mixin
    private final Talk talk = new Talk();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "eigensweep-demo",
            description = "Keep the results in this folder. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("eigensweep-demo");

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        OutputPlace.checkFolder(output);
        Path model = MiniLm.onnx(terminal, talk);
        SweepOptions options = new SweepOptions(
                LayerOptions.DEFAULT,
                Solve.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors()),
                MetricOptions.DEFAULT);
        talk.say(terminal, "sweeping " + MODEL + ", a sentence encoder of six transformer layers: " + model);
        int code;
        try (Backends.Choice choice = Backends.open(Backends.AUTO)) {
            SweepRun sweep = new SweepRun(
                    terminal,
                    talk,
                    SweepCommand.Format.TABLE,
                    Keeping.in(output.resolve(DemoReport.SWEEP)),
                    figures.into(output),
                    options,
                    choice);
            code = sweep.run(List.of(model.toString()), SweepRun.Then.EXPLAIN);
        }
        return Math.max(code, study());
    }

    private int study() throws IOException {
        String text = Presets.text(STUDY).orElseThrow();
        talk.say(terminal, "the study " + STUDY + ": what treatments of a training do to its weights");
        StudyPlan plan = StudyPlan.of(StudyFile.parse(STUDY, text), Version.TEXT);
        StudyWork work = new StudyWork(
                terminal, talk, plan, output.resolve(DemoReport.STUDY), Share.WHOLE, figures.into(output));
        int code = work.run(text, null);
        StudyResults results = work.results();
        if (!results.results().isEmpty()) {
            Path layers = output.resolve(DemoReport.SWEEP).resolve(SweepFiles.LAYERS);
            DemoReport.write(output, MODEL, Tables.readCsv(Row.class, Files.readString(layers)), results);
            talk.say(terminal, "report: " + output.resolve(DemoReport.PAGE));
        }
        return code;
    }
}
