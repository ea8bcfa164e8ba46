package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Case.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A case held against the baseline.
///
/// @param name of the case
/// @param ratio its time over that of its yardstick
/// @param before the same in the baseline
/// @param slow whether it takes longer than is tolerated: the one thing that another try may change
/// @param faults what is worse than it was, each a sentence; empty if all is well
/// @param notes what is better, and what could not be compared
record Judgement(String name, double ratio, double before, boolean slow, List<String> faults, List<String> notes) {

    /// On another processor ratios to the yardsticks are others, too; three times as long is slow on any.
    private static final double ELSEWHERE = 2;

    /// A mapping is made and undone in a third more time while the system is busy.
    private static final double BUSY_SYSTEM = 0.75;

    /// Compiled code may allocate this much more before it counts: what escape analysis finds differs from
    /// JVM to JVM by some tenths. A kernel whose vectors have become objects allocates a thousand times as
    /// much.
    private static final double HOT_FACTOR = 2;

    private static final long HOT_BYTES = 4096;

    /// Other processors, other last digits.
    private static final double SAME_ANSWER = 1e-6;

    /// Judges one case.
    ///
    /// @param tolerance by what part it may be slower
    static Judgement of(Case one, Measured now, Baseline baseline, double tolerance) {
        Baseline.Entry entry = baseline.cases().get(one.name());
        double ratio = now.ratio(one.name(), one.yardstick());
        if (entry == null) {
            return new Judgement(one.name(), ratio, Double.NaN, false, List.of("it is not in the baseline"), List.of());
        }
        List<String> faults = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Machine then = baseline.machine();
        boolean sameVectors = then.kernels().equals(now.machine().kernels());
        boolean sameProcessor = sameVectors
                && then.cpu().equals(now.machine().cpu())
                && then.blas().equals(now.machine().blas());
        boolean comparable = sameVectors || one.limit() != Limit.VECTORS;
        double least = !sameProcessor ? ELSEWHERE : one.limit() == Limit.SYSTEM ? BUSY_SYSTEM : 0;
        double tolerated = Math.max(tolerance, least);
        boolean slow = comparable && ratio > entry.ratio() * (1 + tolerated);
        if (slow) {
            faults.add(String.format(
                    Locale.ROOT,
                    "it takes %.2f times as long as it did, and %.2f is tolerated",
                    ratio / entry.ratio(),
                    1 + tolerated));
        } else if (!comparable) {
            notes.add("time not compared: other vectors");
        }
        if (Objects.equals(then.java(), now.machine().java())) {
            allocation(one.name(), now, entry, sameVectors, faults, notes);
        } else {
            notes.add("allocation not compared: another Java");
        }
        calls(one.name(), now, entry, faults, notes);
        double checksum = Measured.required(now.checksums(), one.name());
        if (Math.abs(checksum - entry.checksum()) > SAME_ANSWER * Math.abs(entry.checksum())) {
            faults.add("its answer is " + checksum + " and was " + entry.checksum());
        }
        return new Judgement(one.name(), ratio, entry.ratio(), slow, faults, notes);
    }

    private static void allocation(
            String name,
            Measured now,
            Baseline.Entry entry,
            boolean sameVectors,
            List<String> faults,
            List<String> notes) {
        long bytes = Measured.required(now.bytes(), name);
        if (bytes > entry.bytes()) {
            faults.add("it allocates " + bytes + " bytes and did " + entry.bytes());
        } else if (bytes < entry.bytes()) {
            notes.add("it allocates " + bytes + " bytes and did " + entry.bytes() + ": refresh the baseline");
        }
        long hot = Measured.required(now.hotBytes(), name);
        if (sameVectors && hot > HOT_FACTOR * entry.hotBytes() + HOT_BYTES) {
            faults.add("compiled, it allocates " + hot + " bytes and did " + entry.hotBytes());
        }
    }

    private static void calls(
            String name, Measured now, Baseline.Entry entry, List<String> faults, List<String> notes) {
        Measured.required(now.calls(), name).forEach((function, count) -> {
            int before = entry.calls().getOrDefault(function, 0);
            if (count > before) {
                faults.add("it calls " + function + " " + count + " times and did " + before);
            }
        });
        entry.calls().forEach((function, before) -> {
            int count = Measured.required(now.calls(), name).getOrDefault(function, 0);
            if (count < before) {
                notes.add("it calls " + function + " " + count + " times and did " + before + ": refresh the baseline");
            }
        });
    }

    boolean isWell() {
        return faults.isEmpty();
    }
}
