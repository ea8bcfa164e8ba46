package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures every case in several JVMs, holds them against the baseline, and measures those again that seem slow.
///
/// `Gate BASELINE [--strict] [--tolerance PART] [--refresh] [--plant CASE] [--only CASE]`; see `docs/benchmarks.md`.
public final class Gate {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int REGRESSION = 4;

    private static final int FORKS = 3;

    /// How often what seems slow is measured again, in a JVM each.
    private static final int RETRIES = 5;

    /// About as many as a case is measured in that is tried again and again.
    private static final int BASELINE_FORKS = 6;

    private final Options options;
    private final Forks forks;
    private final List<Case> all;
    private final List<Case> cases;

    private Gate(Options options, Forks forks, List<Case> all) {
        this.options = options;
        this.forks = forks;
        this.all = all;
        this.cases = options.chosen(all);
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
                for (String name : List.of(Fork.RESULT, Cases.MODEL)) {
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
        Measured measured = forks.everything(cases, BASELINE_FORKS);
        Baseline.of(measured, cases).write(options.baseline());
        return OK;
    }

    private int judge() throws IOException {
        Baseline baseline = Baseline.read(options.baseline());
        Measured measured = forks.everything(cases, FORKS);
        List<Judgement> judgements = judgements(measured, baseline);
        for (int retry = 0; retry < RETRIES && judgements.stream().anyMatch(Judgement::unsettled); retry++) {
            List<Case> unsettled = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                if (judgements.get(i).unsettled()) {
                    unsettled.add(cases.get(i));
                }
            }
            System.err.println("measuring again: " + String.join(", ", Case.names(unsettled)));
            measured = measured.and(forks.times(unsettled, 1));
            judgements = judgements(measured, baseline);
        }
        if (options.only().isEmpty()) {
            judgements = new ArrayList<>(judgements);
            judgements.add(Judgement.ofLost(Case.names(all), measured.machine(), baseline));
        }
        print(measured, baseline, judgements);
        return judgements.stream().allMatch(Judgement::isWell) ? OK : REGRESSION;
    }

    private List<Judgement> judgements(Measured measured, Baseline baseline) {
        return cases.stream()
                .map(one -> Judgement.of(one, measured, baseline, options.tolerance()))
                .toList();
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
                "%-20s %10s %-8s %9s %9s %7s %9s %6s%n",
                "case",
                "us",
                "over",
                "ratio",
                "baseline",
                "change",
                "hot bytes",
                "calls");
        for (Judgement judgement : judgements) {
            for (Case one : cases) {
                if (one.name().equals(judgement.name())) {
                    System.out.println(line(one, measured, baseline));
                }
            }
            judgement.faults().forEach(fault -> System.out.println("  REGRESSION " + judgement.name() + ": " + fault));
            judgement.notes().forEach(note -> System.out.println("  note: " + note));
        }
    }

    private static String line(Case one, Measured measured, Baseline baseline) {
        String name = one.name();
        Map<String, Integer> calls = Measured.required(measured.calls(), name);
        int called = calls.values().stream().mapToInt(Integer::intValue).sum();
        if (!one.isTimed()) {
            return String.format(Locale.ROOT, "%-20s %66d", name, called);
        }
        Baseline.Entry entry = baseline.cases().get(name);
        double ratio = measured.ratio(name);
        Baseline.Cost cost = entry == null ? null : entry.cost();
        double before = cost == null ? Double.NaN : cost.ratio();
        return String.format(
                Locale.ROOT,
                "%-20s %10.1f %-8s %9.4f %9.4f %+6.1f%% %9d %6d",
                name,
                1e6 * measured.seconds(name),
                one.yardstick(),
                ratio,
                before,
                100 * (ratio / before - 1),
                Measured.required(measured.hotBytes(), name),
                called);
    }
}
