package eigensweep.bench.gate;

import com.sun.management.ThreadMXBean;
import eigensweep.bench.Machine;
import eigensweep.bench.MatrixProduct;
import eigensweep.bench.gate.Case.Work;
import eigensweep.bench.gate.Measured.Twin;
import eigensweep.bench.gate.Timing.Turn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A JVM that measures one kind of thing and writes it down: `Fork KIND FOLDER PLANTED CASE...`.
final class Fork {

    /// What a fork measures. In every one the answers are taken down.
    enum Kind {
        /// Times, and what is allocated by compiled code.
        TIME(Twin.VECTOR),
        /// What is allocated on the scalar kernels without escape analysis: the same bytes every time.
        SCALAR_BYTES(Twin.SCALAR),
        /// The same on the vector kernels, of which every vector is an object then: as many every time, too.
        VECTOR_BYTES(Twin.VECTOR),
        /// Calls of native functions; jextract's bindings print each when asked to.
        CALLS(Twin.VECTOR);

        /// On which kernels, where there are both.
        private final Twin twin;

        Kind(Twin twin) {
            this.twin = twin;
        }
    }

    /// The file a fork writes, in its folder.
    static final String RESULT = "measured.json";

    /// Not a case: nothing is to be planted.
    static final String NOTHING = "-";

    /// Work is done so often, or for so long, before its allocations are counted: what is allocated when something is
    /// done for the first time, or by the interpreter, is no property of the code.
    private static final int ALLOCATION_WARM_UPS = 200;

    private static final long ALLOCATION_WARM_NANOS = 150_000_000;
    private static final int ALLOCATION_LEAST_WARM_UPS = 3;
    private static final int ALLOCATION_TRIES = 3;

    private final Kind kind;
    private final Machine machine;
    private final Cases cases;
    private final List<Case> chosen;
    private final Map<String, Double> answers = new TreeMap<>();

    private Fork(Kind kind, Machine machine, Cases cases, Set<String> names) {
        this.kind = kind;
        this.machine = machine;
        this.cases = cases;
        this.chosen =
                cases.all().stream().filter(one -> names.contains(one.name())).toList();
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Set<String> names = Set.of(Arrays.copyOfRange(arguments, 3, arguments.length));
        try (Arena arena = Arena.ofConfined()) {
            Machine machine = Machine.here(MatrixProduct.openBlas(1));
            Cases cases = Cases.in(folder, arena);
            cases.prepare();
            Fork fork = new Fork(Kind.valueOf(arguments[0]), machine, cases, names);
            Measured measured = switch (fork.kind) {
                case TIME -> fork.time(arguments[2]);
                case SCALAR_BYTES, VECTOR_BYTES -> fork.allocation();
                case CALLS -> fork.calls();
            };
            JsonMapper.shared().writeValue(folder.resolve(RESULT).toFile(), measured);
        }
    }

    /// A case and its yardstick take turns.
    private Measured time(String planted) {
        List<Case> timed = chosen.stream().filter(Case::isTimed).toList();
        for (Case one : timed) {
            answer(one);
        }
        Map<String, Work> company =
                Timing.works(cases.all().stream().filter(Case::isTimed).toList());
        cases.yardsticks().forEach((yardstick, work) -> company.put(yardstick.name(), work));
        Timing timing = new Timing(company, planted);
        Map<String, List<Turn>> turns = new TreeMap<>();
        Map<String, List<Turn>> yardsticks = new TreeMap<>();
        for (int round = 0; round < Timing.ROUNDS; round++) {
            for (Case one : timed) {
                Turn yardstick =
                        timing.turn(Objects.requireNonNull(one.yardstick()).name());
                yardsticks
                        .computeIfAbsent(one.name(), none -> new ArrayList<>())
                        .add(yardstick);
                turns.computeIfAbsent(one.name(), none -> new ArrayList<>()).add(timing.turn(one.name()));
            }
        }
        Map<String, List<Double>> seconds = new TreeMap<>();
        Map<String, List<Double>> ratios = new TreeMap<>();
        Map<String, Long> hot = new TreeMap<>();
        turns.forEach((name, all) -> {
            Timing.Result result = Timing.Result.of(all);
            Timing.Result yardstick = Timing.Result.of(Measured.required(yardsticks, name));
            seconds.put(name, List.of(result.seconds()));
            ratios.put(name, List.of(result.seconds() / yardstick.seconds()));
            hot.put(name, result.bytes());
        });
        return new Measured(machine, seconds, ratios, hot, Map.of(), Map.of(), answers());
    }

    /// Takes the answer down, and returns it. What is computed in place has another one the next time.
    private double answer(Case one) {
        double answer = one.work().run();
        answers.put(one.name(), answer);
        return answer;
    }

    private Map<String, Map<Twin, List<Double>>> answers() {
        Map<String, Map<Twin, List<Double>>> all = new TreeMap<>();
        answers.forEach((name, answer) -> all.put(name, Map.of(kind.twin, List.of(answer))));
        return all;
    }

    private Measured allocation() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<String, Map<Twin, Long>> bytes = new TreeMap<>();
        for (Case one : chosen) {
            if (!one.isTimed()) {
                continue;
            }
            double sum = answer(one);
            long start = System.nanoTime();
            for (int i = 0; i < ALLOCATION_WARM_UPS; i++) {
                if (i >= ALLOCATION_LEAST_WARM_UPS && System.nanoTime() - start > ALLOCATION_WARM_NANOS) {
                    break;
                }
                sum += one.work().run();
            }
            long least = Long.MAX_VALUE;
            for (int i = 0; i < ALLOCATION_TRIES; i++) {
                long before = thread.getCurrentThreadAllocatedBytes();
                sum += one.work().run();
                least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
            }
            Timing.requireNumber(one.name(), sum);
            bytes.put(one.name(), Map.of(kind.twin, least));
        }
        return new Measured(machine, Map.of(), Map.of(), Map.of(), bytes, Map.of(), answers());
    }

    private Measured calls() throws IOException {
        Map<String, Map<String, Integer>> calls = new TreeMap<>();
        PrintStream out = System.out;
        for (Case one : chosen) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try (PrintStream trace = new PrintStream(said, false, StandardCharsets.UTF_8)) {
                System.setOut(trace);
                answer(one);
            } finally {
                System.setOut(out);
            }
            Map<String, Integer> count = new TreeMap<>();
            said.toString(StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> count.merge(line.substring(0, line.indexOf('(')), 1, Integer::sum));
            calls.put(one.name(), count);
        }
        return new Measured(machine, Map.of(), Map.of(), Map.of(), Map.of(), calls, answers());
    }
}
