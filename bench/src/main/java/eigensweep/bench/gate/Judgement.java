package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Case.Limit;
import eigensweep.bench.gate.Measured.Twin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A case held against the baseline.
///
/// @param name of the case
/// @param unsettled whether another try may find it well: it seems slow, or the compiler found less to leave out
/// @param faults what is worse than it was, each a sentence; empty if all is well
/// @param notes what is better, and what could not be compared
record Judgement(String name, boolean unsettled, List<String> faults, List<String> notes) {

    /// On another processor ratios to the yardsticks are others, too; three times as long is slow on any.
    private static final double ELSEWHERE = 2;

    /// A mapping is made and undone in two thirds more time while the system is busy.
    private static final double BUSY_SYSTEM = 2;

    /// Compiled code may allocate this part more before it counts. Over ten JVMs the least of all turns was the same to
    /// the byte, give or take an object, in all cases but two, where it differed by a fiftieth.
    private static final double HOT_PART = 0.05;

    /// Judges one case, its time by that of the baseline.
    ///
    /// @param tolerance by what part it may be slower
    static Judgement of(Case one, Measured now, Baseline baseline, double tolerance) {
        return of(one, now, baseline, null, tolerance);
    }

    /// Judges one case.
    ///
    /// @param rival what its time is compared with, which took turns with it; null for the baseline
    /// @param tolerance by what part it may be slower
    static Judgement of(Case one, Measured now, Baseline baseline, @Nullable Rival rival, double tolerance) {
        Baseline.Entry entry = baseline.cases().get(one.name());
        Baseline.Cost cost = entry == null ? null : entry.cost();
        if (entry == null || one.isTimed() != (cost != null)) {
            return new Judgement(
                    one.name(), false, List.of("it is not in the baseline: refresh the baseline"), List.of());
        }
        Comparison comparison = new Comparison(one, now, baseline.machine(), new ArrayList<>(), new ArrayList<>());
        boolean unsettled = false;
        if (cost != null) {
            boolean slow = rival == null ? comparison.isSlow(cost, tolerance) : comparison.isSlow(rival, tolerance);
            boolean more = comparison.allocatesMore(cost);
            unsettled = slow || more;
        }
        comparison.calls(entry.calls());
        comparison.answers(entry.answers());
        return new Judgement(one.name(), unsettled, comparison.faults, comparison.notes);
    }

    /// What the baseline has and nothing measures any more: a case that was lost is a regression of its own.
    ///
    /// @param names all cases that there are
    static Judgement ofLost(List<String> names, Machine here, Baseline baseline) {
        List<String> lost = baseline.cases().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .map(name -> name + " is in the baseline and no longer among the cases")
                .toList();
        return isSameVectors(here, baseline.machine())
                ? new Judgement("all", false, lost, List.of())
                : new Judgement("all", false, List.of(), lost);
    }

    boolean isWell() {
        return faults.isEmpty();
    }

    private static boolean isSameVectors(Machine here, Machine then) {
        return then.kernels().equals(here.kernels());
    }

    private record Comparison(Case one, Measured now, Machine then, List<String> faults, List<String> notes) {

        private boolean isSameVectors() {
            return Judgement.isSameVectors(now.machine(), then);
        }

        private boolean isSameProcessor() {
            return isSameVectors()
                    && then.cpu().equals(now.machine().cpu())
                    && then.blas().equals(now.machine().blas());
        }

        private boolean isSlow(Baseline.Cost cost, double tolerance) {
            if (!isSameVectors() && one.limit() == Limit.VECTORS) {
                notes.add("time not compared: other vectors");
                return false;
            }
            double least = !isSameProcessor() ? ELSEWHERE : one.limit() == Limit.SYSTEM ? BUSY_SYSTEM : 0;
            double tolerated = Math.max(tolerance, least);
            return isSlow(now.ratio(one.name()) / cost.ratio(), "as it did", tolerated);
        }

        private boolean isSlow(Rival rival, double tolerance) {
            String reason = rival.lacking().get(one.name());
            if (reason != null) {
                notes.add("time not compared: " + rival.name() + " lacks it (" + reason + ")");
                return false;
            }
            double times = now.seconds(one.name()) / rival.seconds(one.name());
            return isSlow(times, "as in " + rival.name(), tolerance);
        }

        private boolean isSlow(double times, String as, double tolerated) {
            if (times <= 1 + tolerated) {
                return false;
            }
            faults.add(String.format(
                    Locale.ROOT, "it takes %.2f times as long %s, and %.2f is tolerated", times, as, 1 + tolerated));
            return true;
        }

        /// @return whether compiled code does, in the JVMs so far
        private boolean allocatesMore(Baseline.Cost cost) {
            if (!Objects.equals(then.java(), now.machine().java())) {
                notes.add("allocation not compared: another Java");
                return false;
            }
            Map<Twin, Long> all = Measured.required(now.bytes(), one.name());
            for (Twin twin : Twin.values()) {
                long bytes = all.getOrDefault(twin, 0L);
                long before = cost.bytes().getOrDefault(twin, 0L);
                if ((twin == Twin.VECTOR && !isSameVectors()) || bytes == before) {
                    continue;
                }
                String sentence = "on the " + twin.name().toLowerCase(Locale.ROOT) + " kernels it allocates " + bytes
                        + " bytes and did " + before;
                if (bytes > before) {
                    faults.add(sentence);
                } else {
                    notes.add(sentence + ": refresh the baseline");
                }
            }
            long hot = Measured.required(now.hotBytes(), one.name());
            if (!isSameVectors() || hot <= cost.hotBytes() * (1 + HOT_PART)) {
                return false;
            }
            faults.add("compiled, it allocates " + hot + " bytes and did " + cost.hotBytes());
            return true;
        }

        private void calls(Map<String, Integer> before) {
            if (!isSameVectors() && one.limit() == Limit.VECTORS) {
                notes.add("calls not compared: other vectors");
                return;
            }
            Map<String, Integer> calls = Measured.required(now.calls(), one.name());
            calls.forEach((function, count) -> {
                int times = before.getOrDefault(function, 0);
                if (count > times) {
                    faults.add("it calls " + function + " " + count + " times and did " + times);
                }
            });
            before.forEach((function, times) -> {
                int count = calls.getOrDefault(function, 0);
                if (count < times) {
                    notes.add("it calls " + function + " " + count + " times and did " + times
                            + ": refresh the baseline");
                }
            });
        }

        /// Every JVM's; the worst is told. On the same machine the same kernels give the same bits; elsewhere, other
        /// ones add up in another order, and what the arithmetic promises is asked. NaN is another answer.
        private void answers(Map<Twin, Double> before) {
            boolean isSameMachine = then.equals(now.machine());
            String worst = "";
            double most = 0;
            for (Map.Entry<Twin, List<Double>> twin :
                    Measured.required(now.answers(), one.name()).entrySet()) {
                Double known = before.get(twin.getKey());
                double expected =
                        known != null ? known : before.values().iterator().next();
                double allowed =
                        isSameMachine && known != null ? 0 : one.promise().getAsDouble() * Math.abs(expected);
                for (double answer : twin.getValue()) {
                    double distance = distance(answer, expected);
                    if (distance > allowed && distance > most) {
                        most = distance;
                        worst = "on the " + twin.getKey().name().toLowerCase(Locale.ROOT) + " kernels its answer is "
                                + answer + " and was " + expected
                                + (allowed == 0 ? "" : "; another machine's may be " + allowed + " off");
                    }
                }
            }
            if (!worst.isEmpty()) {
                faults.add(worst);
            }
        }

        private static double distance(double answer, double before) {
            return Double.isNaN(answer) ? Double.POSITIVE_INFINITY : Math.abs(answer - before);
        }
    }
}
