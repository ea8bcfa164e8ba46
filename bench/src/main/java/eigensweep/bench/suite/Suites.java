package eigensweep.bench.suite;

import eigensweep.bench.Machine;
import eigensweep.bench.MatrixProduct;
import eigensweep.files.WholeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the suites: `Suites FOLDER [--short] [NAME...] [PARAMETER=VALUES...]` measures all or some, prints a
/// table, and writes into the folder `results.json`, as JMH writes it, and `results.html`, with plots.
public final class Suites {

    private static final String SUFFIX = "Benchmark";

    private static final List<Class<?>> ALL = List.of(
            WideningBenchmark.class,
            KernelsBenchmark.class,
            GramBenchmark.class,
            EigensolveBenchmark.class,
            BatchedEigenBenchmark.class,
            PowerLawBenchmark.class,
            VendiBenchmark.class,
            ReaderBenchmark.class,
            SweepBenchmark.class,
            CurvatureBenchmark.class,
            TrainingBenchmark.class);

    /// How long is measured.
    private enum Length {
        /// For figures that are to be believed.
        FULL(2, 3, 5, 1000),
        /// To see that everything runs: once, briefly, on the smallest inputs.
        SHORT(1, 3, 1, 200);

        private final int forks;
        private final int warmUps;
        private final int iterations;
        private final long milliseconds;

        Length(int forks, int warmUps, int iterations, long milliseconds) {
            this.forks = forks;
            this.warmUps = warmUps;
            this.iterations = iterations;
            this.milliseconds = milliseconds;
        }
    }

    private static final Pattern COMMA = Pattern.compile(",");

    private Suites() {}

    public static void main(String[] arguments) throws IOException, RunnerException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> names = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        Length length = names.remove("--short") ? Length.SHORT : Length.FULL;
        List<String> parameters =
                names.stream().filter(name -> name.contains("=")).toList();
        names.removeAll(parameters);
        List<RunResult> results = new ArrayList<>();
        for (Class<?> suite : chosen(names)) {
            results.addAll(run(suite, length, parameters));
        }
        List<Outcome> outcomes = results.stream().map(Outcome::of).toList();
        try (PrintStream json =
                new PrintStream(Files.newOutputStream(folder.resolve("results.json")), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(results);
        }
        Machine machine = Machine.here(MatrixProduct.openBlas(1));
        WholeFile.write(folder.resolve("results.html"), new SuitePage(machine, outcomes)::write);
        print(outcomes);
    }

    /// The name people know a suite by.
    static String title(String className) {
        return className.substring(0, className.length() - SUFFIX.length());
    }

    private static List<Class<?>> chosen(List<String> names) {
        List<Class<?>> chosen = new ArrayList<>();
        for (String name : names) {
            ALL.stream()
                    .filter(suite -> title(suite.getSimpleName()).equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresentOrElse(chosen::add, () -> {
                        throw new IllegalArgumentException("no suite '" + name + "'; there are "
                                + String.join(
                                        ", ",
                                        ALL.stream()
                                                .map(suite -> title(suite.getSimpleName()))
                                                .toList()));
                    });
        }
        return names.isEmpty() ? ALL : chosen;
    }

    private static Collection<RunResult> run(Class<?> suite, Length length, List<String> parameters)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(suite.getName()) + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MILLISECONDS)
                .forks(length.forks)
                .warmupIterations(length.warmUps)
                .warmupTime(TimeValue.milliseconds(length.milliseconds))
                .measurementIterations(length.iterations)
                .measurementTime(TimeValue.milliseconds(length.milliseconds))
                .addProfiler(WorkDone.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        for (Field field : suite.getDeclaredFields()) {
            Param param = field.getAnnotation(Param.class);
            if (length == Length.SHORT && param != null && field.getType() == int.class) {
                options.param(field.getName(), param.value()[0]);
            }
            for (String parameter : parameters) {
                int split = parameter.indexOf('=');
                if (param != null && field.getName().equals(parameter.substring(0, split))) {
                    options.param(field.getName(), COMMA.split(parameter.substring(split + 1)));
                }
            }
        }
        PrintStream people = System.err;
        return new Runner(options.build(), OutputFormatFactory.createFormatInstance(people, VerboseMode.NORMAL)).run();
    }

    private static void print(List<Outcome> outcomes) {
        System.out.printf(
                Locale.ROOT,
                "%-14s %-12s %-36s %18s %18s %12s %22s%n",
                "suite",
                "method",
                "parameters",
                "ms",
                "rate",
                "bytes/op",
                "checksum");
        for (Outcome outcome : outcomes) {
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %-12s %-36s %18s %18s %12.0f %22.15g%n",
                    outcome.suite(),
                    outcome.method(),
                    outcome.parameterText(),
                    outcome.timeText(),
                    outcome.rateText(),
                    outcome.bytes(),
                    outcome.checksum());
        }
    }
}
