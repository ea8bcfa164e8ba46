package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Fork.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Measures every case in several JVMs, holds them against the baseline, and measures those again that seem slow.
///
/// `Gate BASELINE [--strict] [--tolerance PART] [--refresh] [--plant CASE] [--only CASE]`; see `docs/benchmarks.md`.
public final class Gate {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int REGRESSION = 4;

    private static final double WIDE = 0.75;
    private static final double STRICT = 0.15;

    private static final int FORKS = 3;
    private static final int ROUNDS = 25;

    /// How often what seems slow is measured again.
    private static final int RETRIES = 3;

    private final Options options;
    private final Path folder;
    private final List<Case> cases;

    /// What the command line says.
    ///
    /// @param baseline the file of the baseline
    /// @param tolerance by what part a case may be slower
    /// @param refresh whether the baseline is to be written
    /// @param planted the case that is slowed down by a quarter, to see that it is caught
    /// @param only the cases that are measured; empty for all
    private record Options(Path baseline, double tolerance, boolean refresh, String planted, List<String> only) {

        static Options of(List<String> arguments) {
            double tolerance = WIDE;
            boolean refresh = false;
            String planted = Fork.NOTHING;
            List<String> only = new ArrayList<>();
            for (int i = 1; i < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--strict" -> tolerance = STRICT;
                    case "--tolerance" -> tolerance = Double.parseDouble(next(arguments, ++i));
                    case "--refresh" -> refresh = true;
                    case "--plant" -> planted = next(arguments, ++i);
                    case "--only" -> only.add(next(arguments, ++i));
                    default ->
                        throw new IllegalArgumentException("no option '" + arguments.get(i)
                                + "': --strict, --tolerance PART, --refresh, --plant CASE and --only CASE are known");
                }
            }
            return new Options(Path.of(arguments.getFirst()), tolerance, refresh, planted, List.copyOf(only));
        }

        /// The cases that are to be measured.
        List<Case> chosen(List<Case> cases) {
            List<String> known = names(cases);
            List<String> asked = new ArrayList<>(only);
            if (!planted.equals(Fork.NOTHING)) {
                asked.add(planted);
            }
            for (String name : asked) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException("no case '" + name + "'; there are " + String.join(", ", known));
                }
            }
            if (refresh && !asked.isEmpty()) {
                throw new IllegalArgumentException("a baseline is of all cases as they are");
            }
            return only.isEmpty()
                    ? cases
                    : cases.stream().filter(one -> only.contains(one.name())).toList();
        }

        private static String next(List<String> arguments, int i) {
            if (i == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(i - 1) + " wants a value");
            }
            return arguments.get(i);
        }
    }

    private Gate(Options options, Path folder, List<Case> cases) {
        this.options = options;
        this.folder = folder;
        this.cases = cases;
    }

    /// Ends the process with 0 if nothing is worse, 4 if something is.
    public static void main(String[] arguments) {
        System.exit(code(List.of(arguments)));
    }

    private static int code(List<String> arguments) {
        try {
            Options options = Options.of(arguments);
            Path folder = Files.createTempDirectory("eigensweep-gate");
            try (Arena arena = Arena.ofConfined()) {
                List<Case> cases = Cases.in(folder, arena).all();
                Gate gate = new Gate(options, folder, options.chosen(cases));
                return options.refresh() ? gate.refresh() : gate.judge();
            } finally {
                for (String name : List.of(Fork.RESULT, "model.safetensors")) {
                    Files.deleteIfExists(folder.resolve(name));
                }
                Files.deleteIfExists(folder);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("bench-gate: " + e.getMessage());
            return USAGE;
        } catch (IOException | RuntimeException e) {
            System.err.println("bench-gate: " + e.getMessage());
            return FAILED;
        }
    }

    private int refresh() throws IOException {
        Measured measured = everything(cases, 2 * FORKS);
        Baseline.of(measured, cases).write(options.baseline());
        return OK;
    }

    private int judge() throws IOException {
        Baseline baseline = Baseline.read(options.baseline());
        Measured measured = everything(cases, FORKS);
        List<Judgement> judgements = judgements(measured, baseline);
        for (int retry = 0; retry < RETRIES && judgements.stream().anyMatch(Judgement::slow); retry++) {
            List<Case> slow = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                if (judgements.get(i).slow()) {
                    slow.add(cases.get(i));
                }
            }
            System.err.println("measuring again: " + String.join(", ", names(slow)));
            measured = measured.and(times(slow, FORKS));
            judgements = judgements(measured, baseline);
        }
        print(measured, baseline, judgements);
        return judgements.stream().allMatch(Judgement::isWell) ? OK : REGRESSION;
    }

    private List<Judgement> judgements(Measured measured, Baseline baseline) {
        return cases.stream()
                .map(one -> Judgement.of(one, measured, baseline, options.tolerance()))
                .toList();
    }

    private static List<String> names(List<Case> cases) {
        return cases.stream().map(Case::name).toList();
    }

    private Measured everything(List<Case> some, int forks) throws IOException {
        return times(some, forks).and(fork(Kind.ALLOCATION, some)).and(fork(Kind.CALLS, some));
    }

    private Measured times(List<Case> some, int forks) throws IOException {
        Measured all = fork(Kind.TIME, some);
        for (int i = 1; i < forks; i++) {
            all = all.and(fork(Kind.TIME, some));
        }
        return all;
    }

    private Measured fork(Kind kind, List<Case> some) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms256m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(
                switch (kind) {
                    case TIME -> List.of();
                    case ALLOCATION -> List.of("-XX:TieredStopAtLevel=1", "-Deigensweep.kernels=scalar");
                    case CALLS -> List.of("-XX:TieredStopAtLevel=1", "-Djextract.trace.downcalls=true");
                });
        command.addAll(List.of(
                Fork.class.getName(), kind.name(), folder.toString(), Integer.toString(ROUNDS), options.planted()));
        command.addAll(names(some));
        Path result = folder.resolve(Fork.RESULT);
        Files.deleteIfExists(result);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            int code = process.waitFor();
            if (code != 0 || !Files.exists(result)) {
                throw new IOException("a JVM that measures ended with code " + code);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return JsonMapper.shared().readValue(result, Measured.class);
    }

    private void print(Measured measured, Baseline baseline, List<Judgement> judgements) {
        Machine here = measured.machine();
        if (!here.equals(baseline.machine())) {
            System.out.println("the baseline is another machine's or another Java's: only what does not depend on that"
                    + " is compared");
            System.out.println("  here: " + here);
            System.out.println("  then: " + baseline.machine());
        }
        System.out.printf(
                Locale.ROOT,
                "%-16s %10s %-8s %9s %9s %7s %9s %9s %6s%n",
                "case",
                "us",
                "over",
                "ratio",
                "baseline",
                "change",
                "bytes",
                "hot",
                "calls");
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            Judgement judgement = judgements.get(i);
            Map<String, Integer> calls = Measured.required(measured.calls(), one.name());
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %10.1f %-8s %9.4f %9.4f %+6.0f%% %9d %9d %6d%n",
                    one.name(),
                    1e6 * Measured.required(measured.seconds(), one.name()),
                    one.yardstick(),
                    judgement.ratio(),
                    judgement.before(),
                    100 * (judgement.ratio() / judgement.before() - 1),
                    Measured.required(measured.bytes(), one.name()),
                    Measured.required(measured.hotBytes(), one.name()),
                    calls.values().stream().mapToInt(Integer::intValue).sum());
            judgement.faults().forEach(fault -> System.out.println("  REGRESSION " + one.name() + ": " + fault));
            judgement.notes().forEach(note -> System.out.println("  note: " + note));
        }
    }
}
