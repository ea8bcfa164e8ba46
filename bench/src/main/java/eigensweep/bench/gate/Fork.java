package eigensweep.bench.gate;

import com.sun.management.ThreadMXBean;
import eigensweep.bench.Machine;
import eigensweep.bench.MatrixProduct;
import eigensweep.bench.gate.Case.Work;
import eigensweep.bench.gate.Case.Yardstick;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A JVM that measures one kind of thing and writes it down: `Fork KIND FOLDER ROUNDS PLANTED CASE...`.
///
/// Times are processor time of the measuring thread, which does not pass while the system runs something else. Cases
/// and yardsticks take turns, a few milliseconds each, so that whatever disturbs the machine disturbs all of them.
final class Fork {

    /// What a fork measures.
    enum Kind {
        /// Times, and what is allocated by compiled code.
        TIME,
        /// What is allocated without escape analysis: the same bytes every time.
        ALLOCATION,
        /// Calls of native functions; jextract's bindings print each when asked to.
        CALLS
    }

    /// The file a fork writes, in its folder.
    static final String RESULT = "measured.json";

    /// Not a case: nothing is to be planted.
    static final String NOTHING = "-";

    private static final double WARM_SECONDS = 0.05;

    /// Turns in which a case has not become faster: then it is warm.
    private static final int WARM_TURNS = 4;

    private static final int MOST_WARM_TURNS = 60;
    private static final double SAME_SPEED = 0.98;

    /// A turn is at least this long.
    private static final double TURN_SECONDS = 2e-3;

    /// Work is repeated a multiple of this, so that a quarter of it can be planted.
    private static final int QUARTERS = 4;

    private static final int ALLOCATION_WARM_UPS = 200;
    private static final int ALLOCATION_TRIES = 20;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Machine machine;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final Map<String, Double> checksums = new TreeMap<>();

    private Fork(Machine machine, Cases cases, Set<String> names) {
        this.machine = machine;
        for (Map.Entry<Yardstick, Work> yardstick : cases.yardsticks().entrySet()) {
            works.put(yardstick.getKey().name(), yardstick.getValue());
        }
        for (Case one : cases.all()) {
            if (names.contains(one.name())) {
                works.put(one.name(), one.work());
                checksums.put(one.name(), one.work().run());
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        Set<String> names = Set.of(Arrays.copyOfRange(arguments, 4, arguments.length));
        try (Arena arena = Arena.ofConfined()) {
            Machine machine = Machine.here(MatrixProduct.openBlas(1));
            Fork fork = new Fork(machine, Cases.in(folder, arena), names);
            Measured measured = switch (Kind.valueOf(arguments[0])) {
                case TIME -> fork.time(rounds, arguments[3]);
                case ALLOCATION -> fork.allocation();
                case CALLS -> fork.calls();
            };
            JsonMapper.shared().writeValue(folder.resolve(RESULT).toFile(), measured);
        }
    }

    private Measured time(int rounds, String planted) {
        Map<String, Integer> repeats = warmUp();
        Map<String, List<Double>> turns = new TreeMap<>();
        Map<String, Long> hot = new TreeMap<>();
        works.keySet().forEach(name -> turns.put(name, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            works.forEach((name, work) -> {
                int repeat = Measured.required(repeats, name);
                int more = name.equals(planted) ? repeat / QUARTERS : 0;
                long bytes = thread.getCurrentThreadAllocatedBytes();
                double seconds = seconds(name, work, repeat + more);
                bytes = thread.getCurrentThreadAllocatedBytes() - bytes;
                Measured.required(turns, name).add(seconds / repeat);
                hot.merge(name, bytes / (repeat + more), Math::min);
            });
        }
        hot.keySet().retainAll(checksums.keySet());
        Map<String, Double> medians = new TreeMap<>();
        turns.forEach((name, times) -> medians.put(name, median(times)));
        return new Measured(machine, medians, hot, Map.of(), Map.of(), checksums);
    }

    /// Runs everything until it is compiled, which is when it has not become faster for some turns; returns how
    /// often each is to be repeated in a turn.
    private Map<String, Integer> warmUp() {
        Map<String, Integer> repeats = new TreeMap<>();
        Map<String, Double> fastest = new TreeMap<>();
        Map<String, Integer> idle = new TreeMap<>();
        works.keySet().forEach(name -> idle.put(name, 0));
        for (int turn = 0; turn < MOST_WARM_TURNS; turn++) {
            works.forEach((name, work) -> {
                if (Measured.required(idle, name) < WARM_TURNS) {
                    double before = fastest.getOrDefault(name, Double.POSITIVE_INFINITY);
                    double now = typical(name, work);
                    idle.merge(name, 1, (count, one) -> now < SAME_SPEED * before ? 0 : count + one);
                    fastest.put(name, Math.min(before, now));
                }
            });
        }
        fastest.forEach((name, seconds) ->
                repeats.put(name, QUARTERS * (int) Math.ceil(TURN_SECONDS / (QUARTERS * seconds))));
        return repeats;
    }

    /// Not the least: the clock of a thread that changes processors has been seen to go backwards.
    private double typical(String name, Work work) {
        List<Double> runs = new ArrayList<>();
        for (double spent = 0; spent < WARM_SECONDS; ) {
            double seconds = seconds(name, work, 1);
            runs.add(seconds);
            spent += seconds;
        }
        return median(runs);
    }

    private double seconds(String name, Work work, int repeat) {
        long start = thread.getCurrentThreadCpuTime();
        double sum = 0;
        for (int i = 0; i < repeat; i++) {
            sum += work.run();
        }
        long end = thread.getCurrentThreadCpuTime();
        requireNumber(name, sum);
        return (end - start) / 1e9;
    }

    /// Uses a result, so that the compiler may not leave the work undone.
    private static void requireNumber(String name, double result) {
        if (Double.isNaN(result)) {
            throw new IllegalStateException(name + " came out as NaN");
        }
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private Measured allocation() {
        Map<String, Long> bytes = new TreeMap<>();
        for (String name : checksums.keySet()) {
            Work work = Measured.required(works, name);
            double sum = 0;
            for (int i = 0; i < ALLOCATION_WARM_UPS; i++) {
                sum += work.run();
            }
            for (int i = 0; i < ALLOCATION_TRIES; i++) {
                long before = thread.getCurrentThreadAllocatedBytes();
                sum += work.run();
                bytes.merge(name, thread.getCurrentThreadAllocatedBytes() - before, Math::min);
            }
            requireNumber(name, sum);
        }
        return new Measured(machine, Map.of(), Map.of(), bytes, Map.of(), Map.of());
    }

    private Measured calls() throws IOException {
        Map<String, Map<String, Integer>> calls = new TreeMap<>();
        PrintStream out = System.out;
        for (String name : checksums.keySet()) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try (PrintStream trace = new PrintStream(said, false, StandardCharsets.UTF_8)) {
                System.setOut(trace);
                Measured.required(works, name).run();
            } finally {
                System.setOut(out);
            }
            Map<String, Integer> count = new TreeMap<>();
            said.toString(StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> count.merge(line.substring(0, line.indexOf('(')), 1, Integer::sum));
            calls.put(name, count);
        }
        return new Measured(machine, Map.of(), Map.of(), Map.of(), calls, Map.of());
    }
}
