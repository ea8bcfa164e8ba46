package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table that the gate prints: a line a case, and what is to be said of it.
///
/// @param rival what times are compared with; null for the baseline
record Report(
        Measured measured, Baseline baseline, @Nullable Rival rival) {

    private static final String BY_BASELINE = "%-20s %10.1f %-8s %9.4f %9.4f %+6.1f%% %9d %6d";
    private static final String BY_RIVAL = "%-20s %10.1f %12.1f %+6.1f%% %9d %6d";
    private static final String LACKING = "%-20s %10.1f %12s %7s %9d %6d";

    void print(List<Case> cases, List<Judgement> judgements, PrintStream out) {
        Machine here = measured.machine();
        if (!here.equals(baseline.machine())) {
            out.println("the baseline is another machine's or another Java's: only what does not depend on that"
                    + " is compared");
            out.println("  here: " + here);
            out.println("  then: " + baseline.machine());
        }
        out.println(header());
        for (Judgement judgement : judgements) {
            for (Case one : cases) {
                if (one.name().equals(judgement.name())) {
                    out.println(line(one));
                }
            }
            judgement.faults().forEach(fault -> out.println("  REGRESSION " + judgement.name() + ": " + fault));
            judgement.notes().forEach(note -> out.println("  note: " + note));
        }
    }

    private String header() {
        return rival == null
                ? format(
                        "%-20s %10s %-8s %9s %9s %7s %9s %6s",
                        "case", "us", "over", "ratio", "baseline", "change", "hot bytes", "calls")
                : format("%-20s %10s %12s %7s %9s %6s", "case", "us", rival.name(), "change", "hot bytes", "calls");
    }

    private String line(Case one) {
        String name = one.name();
        Map<String, Integer> calls = Measured.required(measured.calls(), name);
        int called = calls.values().stream().mapToInt(Integer::intValue).sum();
        if (!one.isTimed()) {
            return format("%-20s %" + (header().length() - 21) + "d", name, called);
        }
        double micros = 1e6 * measured.seconds(name);
        long bytes = Measured.required(measured.hotBytes(), name);
        if (rival == null) {
            Baseline.Entry entry = baseline.cases().get(name);
            Baseline.Cost cost = entry == null ? null : entry.cost();
            double before = cost == null ? Double.NaN : cost.ratio();
            double ratio = measured.ratio(name);
            return format(
                    BY_BASELINE, name, micros, one.yardstick(), ratio, before, change(ratio, before), bytes, called);
        }
        if (rival.lacking().containsKey(name)) {
            return format(LACKING, name, micros, "-", "-", bytes, called);
        }
        double before = 1e6 * rival.seconds(name);
        return format(BY_RIVAL, name, micros, before, change(micros, before), bytes, called);
    }

    private static double change(double now, double before) {
        return 100 * (now / before - 1);
    }

    private static String format(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
