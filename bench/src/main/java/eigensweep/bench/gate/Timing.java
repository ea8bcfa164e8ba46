package eigensweep.bench.gate;

import com.sun.management.ThreadMXBean;
import eigensweep.bench.gate.Case.Work;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// Times of work, in processor time of this thread, which does not pass while the system runs something else. What is
/// compared takes turns, a few milliseconds each, so that whatever disturbs the machine disturbs both.
final class Timing {

    /// What came out for a case.
    ///
    /// @param seconds the time it takes undisturbed
    /// @param bytes what it allocates
    record Result(double seconds, long bytes) {

        static Result of(List<Turn> turns) {
            double seconds =
                    undisturbed(turns.stream().mapToDouble(Turn::seconds).toArray());
            long bytes = turns.stream().mapToLong(Turn::bytes).min().orElseThrow();
            return new Result(seconds, bytes);
        }
    }

    /// Some milliseconds of the same work.
    ///
    /// @param seconds it takes once
    /// @param bytes it allocates
    record Turn(double seconds, long bytes) {}

    /// How many turns a case has in a JVM.
    static final int ROUNDS = 25;

    /// The turn that counts is the one that this part of all turns is faster than. Not the fastest: the clock of a
    /// thread that changes processors has been seen to go backwards.
    private static final double UNDISTURBED = 0.1;

    private static final double WARM_SECONDS = 0.03;

    /// Turns in which a case has not become faster: then it is warm. Where cases are few, more turns are
    /// asked for, until all have taken these seconds together: the compiler waits for some thousand calls.
    private static final int WARM_TURNS = 4;

    private static final double WARM_SECONDS_OF_ALL = 2;

    private static final int MOST_WARM_TURNS = 60;
    private static final double SAME_SPEED = 0.98;

    /// A turn is at least this long.
    private static final double TURN_SECONDS = 2e-3;

    /// Work is repeated a multiple of this, so that a quarter of it can be planted.
    private static final int QUARTERS = 4;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<String, Work> works;
    private final Map<String, Integer> repeats = new HashMap<>();
    private final String planted;

    /// Warms up: what the compiler makes of code that several works run depends on what each has done with it, so that
    /// all are warmed up together, whichever are measured then.
    ///
    /// @param works by name
    /// @param planted the one that does a quarter of its work twice
    Timing(Map<String, Work> works, String planted) {
        this.works = new TreeMap<>(works);
        this.planted = planted;
        warmUp();
    }

    /// The works of cases, by name.
    static Map<String, Work> works(List<Case> cases) {
        return cases.stream().collect(Collectors.toMap(Case::name, Case::work));
    }

    Turn turn(String name) {
        Work work = Measured.required(works, name);
        int repeat = Measured.required(repeats, name);
        int times = name.equals(planted) ? repeat + repeat / QUARTERS : repeat;
        // Puts into the cache what the turn before has driven out; how long that takes is its neighbours' affair.
        requireNumber(name, work.run());
        long bytes = thread.getCurrentThreadAllocatedBytes();
        double seconds = seconds(name, work, times);
        bytes = thread.getCurrentThreadAllocatedBytes() - bytes;
        return new Turn(seconds / repeat, bytes / times);
    }

    /// Of a case's turns the time that counts.
    static double undisturbed(double... seconds) {
        double[] sorted = DoubleStream.of(seconds).sorted().toArray();
        return sorted[(int) (UNDISTURBED * sorted.length)];
    }

    /// Runs everything until it is compiled, which is when it has not become faster for some turns; says then how often
    /// each is to be repeated in a turn.
    private void warmUp() {
        Map<String, Double> fastest = new HashMap<>();
        Map<String, Integer> idle = new HashMap<>();
        works.keySet().forEach(name -> idle.put(name, 0));
        int warm = Math.max(WARM_TURNS, (int) (WARM_SECONDS_OF_ALL / (WARM_SECONDS * works.size())));
        for (int turn = 0; turn < MOST_WARM_TURNS + warm; turn++) {
            works.forEach((name, work) -> {
                if (Measured.required(idle, name) < warm) {
                    double before = fastest.getOrDefault(name, Double.POSITIVE_INFINITY);
                    double now = typical(name, work);
                    idle.merge(name, 1, (count, one) -> now < SAME_SPEED * before ? 0 : count + one);
                    fastest.put(name, Math.min(before, now));
                }
            });
        }
        fastest.forEach((name, seconds) ->
                repeats.put(name, QUARTERS * (int) Math.ceil(TURN_SECONDS / (QUARTERS * seconds))));
    }

    private double typical(String name, Work work) {
        List<Double> runs = new ArrayList<>();
        for (double spent = 0; spent < WARM_SECONDS; ) {
            double seconds = seconds(name, work, 1);
            runs.add(seconds);
            spent += seconds;
        }
        return runs.stream().sorted().toList().get(runs.size() / 2);
    }

    private double seconds(String name, Work work, int times) {
        long start = thread.getCurrentThreadCpuTime();
        double sum = 0;
        for (int i = 0; i < times; i++) {
            sum += work.run();
        }
        long end = thread.getCurrentThreadCpuTime();
        requireNumber(name, sum);
        return (end - start) / 1e9;
    }

    /// Uses a result, so that the compiler may not leave the work undone.
    static void requireNumber(String name, double result) {
        if (Double.isNaN(result)) {
            throw new IllegalStateException(name + " came out as NaN");
        }
    }
}
