package eigensweep.bench.gate;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Measures every case in several JVMs, holds them against the baseline, or their times against another revision's, and
/// measures those again that seem slow.
///
/// `Gate BASELINE [--against FOLDER] [--strict] [--tolerance PART] [--refresh] [--plant CASE] [--only CASE]`; see
/// `docs/benchmarks.md`.
public final class Gate {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int REGRESSION = 4;

    private static final int FORKS = 3;

    /// How often what seems slow is measured again, in a JVM each.
    private static final int RETRIES = 5;

    /// How many pairs of JVMs take turns, and how often what seems slow is measured again, in a pair each.
    private static final int PAIRS = 2;

    private static final int PAIR_RETRIES = 3;

    /// About as many as a case is measured in that is tried again and again.
    private static final int BASELINE_FORKS = 6;

    private final Options options;
    private final Forks forks;
    private final List<Case> all;
    private final List<Case> cases;

    /// What times are compared with, and how long it took so far; null for the baseline.
    private final @Nullable Revision revision;

    private @Nullable Rival rival;

    private Gate(Options options, Forks forks, List<Case> all) {
        this.options = options;
        this.forks = forks;
        this.all = all;
        this.cases = options.chosen(all);
        this.revision = options.against() == null ? null : new Revision(options.against());
        this.rival = revision == null ? null : Rival.unmeasured(revision.name());
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
                List<Case> all = Cases.in(folder, arena).all();
                Gate gate = new Gate(options, new Forks(folder, options.planted()), all);
                return options.refresh() ? gate.refresh() : gate.judge();
            } finally {
                delete(folder);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("bench-gate: " + e.getMessage());
            return USAGE;
        } catch (IOException | RuntimeException e) {
            System.err.println("bench-gate: " + e.getMessage());
            return FAILED;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private int refresh() throws IOException {
        Measured measured = forks.times(cases, BASELINE_FORKS).and(forks.counts(cases));
        Baseline.of(measured, cases).write(options.baseline());
        return OK;
    }

    private int judge() throws IOException {
        Baseline baseline = Baseline.read(options.baseline());
        Measured measured = measureTimes(forks.counts(cases), cases, revision == null ? FORKS : PAIRS);
        List<Judgement> judgements = judgements(measured, baseline);
        int retries = revision == null ? RETRIES : PAIR_RETRIES;
        for (int retry = 0; retry < retries && judgements.stream().anyMatch(Judgement::unsettled); retry++) {
            List<Case> unsettled = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                if (judgements.get(i).unsettled()) {
                    unsettled.add(cases.get(i));
                }
            }
            System.err.println("measuring again: " + String.join(", ", Case.names(unsettled)));
            measured = measureTimes(measured, unsettled, 1);
            judgements = judgements(measured, baseline);
        }
        if (options.only().isEmpty()) {
            judgements = new ArrayList<>(judgements);
            judgements.add(Judgement.ofLost(Case.names(all), measured.machine(), baseline));
        }
        new Report(measured, baseline, rival).print(cases, judgements, System.out);
        return judgements.stream().allMatch(Judgement::isWell) ? OK : REGRESSION;
    }

    /// Times of some cases, beside what was measured before: by their yardsticks, or in turns with the other revision,
    /// as far as that knows them.
    ///
    /// @param jvms how many JVMs, or pairs of them
    private Measured measureTimes(Measured before, List<Case> some, int jvms) throws IOException {
        if (revision == null || rival == null) {
            return before.and(forks.times(some, jvms));
        }
        List<String> company = Case.names(timed(cases));
        List<String> measured = Case.names(timed(some));
        Measured all = before;
        for (int i = 0; i < jvms && !rival.common(measured).isEmpty(); i++) {
            try (Pair pair = new Pair(forks, revision, company)) {
                Pair.Result result = pair.measure(before.machine(), measured);
                all = all.and(result.here());
                rival = rival.and(result.there());
            }
        }
        Rival known = rival;
        if (options.only().isEmpty() && known.common(company).isEmpty()) {
            throw new IOException(known.name() + " lacks every case, such as "
                    + known.lacking().entrySet().iterator().next());
        }
        List<Case> lacking = timed(some).stream()
                .filter(one -> known.lacking().containsKey(one.name()))
                .toList();
        return lacking.isEmpty() ? all : all.and(forks.times(lacking, 1));
    }

    private static List<Case> timed(List<Case> cases) {
        return cases.stream().filter(Case::isTimed).toList();
    }

    private List<Judgement> judgements(Measured measured, Baseline baseline) {
        return cases.stream()
                .map(one -> Judgement.of(one, measured, baseline, rival, options.tolerance()))
                .toList();
    }
}
