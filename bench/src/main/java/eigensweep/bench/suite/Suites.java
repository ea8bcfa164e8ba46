package eigensweep.bench.suite;

import eigensweep.bench.Machine;
import eigensweep.bench.MatrixProduct;
import eigensweep.bench.suite.SuiteOptions.Length;
import eigensweep.linalg.BackendException;
import eigensweep.linalg.BackendProvider.Availability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the suites: `Suites FOLDER [--short] [NAME...] [PARAMETER=VALUES...]` measures all or some, writes
/// [SuiteResults] into the folder after each, and prints a table of all. A suite that fails keeps no other from
/// running.
public final class Suites {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Suites() {}

    /// Ends the process with 0 if everything was measured, 1 if something failed, 2 if that cannot be asked for.
    public static void main(String[] arguments) {
        System.exit(code(List.of(arguments)));
    }

    private static int code(List<String> arguments) {
        SuiteOptions options;
        try {
            options = SuiteOptions.of(arguments.subList(1, arguments.size()));
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            return USAGE;
        }
        try {
            return run(options, Path.of(arguments.getFirst()));
        } catch (IOException | BackendException e) {
            System.err.println("bench: " + e.getMessage());
            return FAILED;
        }
    }

    private static int run(SuiteOptions options, Path folder) throws IOException {
        Machine machine = Machine.here(MatrixProduct.openBlas(1));
        SuiteResults results = SuiteResults.in(folder, machine);
        String mkl = options.suites().stream().anyMatch(LapackOf::hasMkl) ? mkl() : "";
        System.err.print(mkl);
        List<Class<?>> missing = new ArrayList<>(options.suites());
        for (Class<?> suite : options.suites()) {
            try {
                Collection<RunResult> measured = run(suite, options);
                missing.remove(suite);
                results.add(measured, SuiteOptions.titles(missing));
            } catch (RunnerException e) {
                System.err.println("bench: " + SuiteOptions.titles(List.of(suite)) + " failed: " + e.getMessage());
            }
        }
        print(machine.text() + System.lineSeparator() + mkl, results.outcomes());
        if (missing.isEmpty()) {
            System.err.println("results: " + results.finish());
            return OK;
        }
        String rest = missing.size() == options.suites().size()
                ? "; there are no results"
                : "; results of the others: " + results.partialPage();
        System.err.println("bench: failed: " + SuiteOptions.titles(missing) + rest);
        return FAILED;
    }

    private static Collection<RunResult> run(Class<?> suite, SuiteOptions options) throws RunnerException {
        Length length = options.length();
        ChainedOptionsBuilder jmh = new OptionsBuilder()
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
        if (LapackOf.mkl() instanceof Availability.Absent) {
            jmh.exclude(LapackOf.MKL_METHODS);
        }
        options.parametersOf(suite).forEach((name, values) -> jmh.param(name, values.toArray(String[]::new)));
        return new Runner(jmh.build(), OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL)).run();
    }

    /// The line on MKL: what it is, or why it is not compared with.
    private static String mkl() {
        String line = switch (LapackOf.mkl()) {
            case Availability.Present present -> "mkl: " + LapackOf.version(Path.of(present.detail()));
            case Availability.Absent absent -> "skipped: mkl: " + absent.reason();
        };
        return line + System.lineSeparator();
    }

    private static void print(String machine, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        System.out.print(machine);
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
