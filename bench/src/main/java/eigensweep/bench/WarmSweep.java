package eigensweep.bench;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A sweep in a process that is already running, as a service or a notebook has it: no start, no class to load, code
/// compiled. `bench/peers` asks it and its Python counterpart in turn.
///
/// `WarmSweep FILE TABLE.csv [--mp] [--randomize] [--f32] [--minus BEFORE] [--threads T]` sweeps the file, or its
/// difference from another, once for every line it reads, from opening it to the last row, and answers each with the
/// seconds that took; at the end of its input it writes the table.
public final class WarmSweep {

    private WarmSweep() {}

    /// Answers lines until there are no more.
    public static void main(String[] arguments) throws IOException {
        String file = arguments[0];
        List<String> flags = List.of(arguments).subList(2, arguments.length);
        int minus = flags.indexOf("--minus");
        Supplier<Checkpoint> opener =
                minus < 0 ? () -> Checkpoints.open(file) : () -> Checkpoints.openDifference(file, flags.get(minus + 1));
        SweepOptions options = options(flags);
        Backend backend = Backends.open(Backends.AUTO).backend();
        List<Row> rows = List.of();
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        while (asked.readLine() != null) {
            long start = System.nanoTime();
            rows = sweep(opener, backend, options);
            System.out.println((System.nanoTime() - start) / 1e9);
        }
        Files.writeString(Path.of(arguments[1]), Tables.csv(Row.class, rows));
    }

    private static SweepOptions options(List<String> flags) {
        MetricOptions metrics = new MetricOptions(
                MetricOptions.DEFAULT.convention(),
                flags.contains("--mp"),
                flags.contains("--randomize"),
                MetricOptions.DEFAULT.bootstrap(),
                MetricOptions.DEFAULT.seed());
        Precision precision = flags.contains("--f32") ? Precision.F32 : Precision.F64;
        int given = flags.indexOf("--threads");
        int threads = given < 0 ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(flags.get(given + 1));
        Solve solve = new Solve(precision, Method.GRAM, threads);
        return new SweepOptions(LayerOptions.DEFAULT, solve, metrics);
    }

    private static List<Row> sweep(Supplier<Checkpoint> opener, Backend backend, SweepOptions options) {
        try (Checkpoint checkpoint = opener.get()) {
            Plan plan = Plan.of(List.of(new Plan.Model(checkpoint.path().toString(), checkpoint)), options);
            return Sweep.run(plan, backend, options, Map.of(), finished -> {});
        }
    }
}
