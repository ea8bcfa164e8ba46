package eigensweep.bench;

import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.DeviceUsage;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A whole sweep of a model of the shape of one with seven billion weights, from weights in memory to the last row.
///
/// @param layers how many it has
/// @param threads of the sweep
/// @param runs on the backend, by precision
/// @param cpuSeconds what one layer takes on two threads of the CPU in float64
record GpuSweep(int layers, int threads, Map<Precision, Run> runs, double cpuSeconds) {

    private static final int WANTED = 20;

    /// @param seconds it took
    /// @param spent what the first GPU did meanwhile
    record Run(double seconds, DeviceUsage spent) {}

    static GpuSweep measure(Backend backend, int layers, GpuWeights weights) {
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
        Map<Precision, Run> runs = new EnumMap<>(Precision.class);
        for (Precision precision : Precision.values()) {
            Solve solve = new Solve(precision, Method.GRAM, threads);
            sweep(backend, weights, 1, solve);
            DeviceUsage before = GpuCheck.usage(backend);
            double seconds = sweep(backend, weights, layers, solve);
            runs.put(precision, new Run(seconds, GpuCheck.usage(backend).since(before)));
        }
        Backend cpu = Backends.open("openblas").backend();
        return new GpuSweep(layers, threads, runs, sweep(cpu, weights, 1, new Solve(Precision.F64, Method.GRAM, 2)));
    }

    private static double sweep(Backend backend, GpuWeights weights, int layers, Solve solve) {
        List<Tensor> tensors = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            for (String square : List.of("q", "k", "v", "o")) {
                tensors.add(
                        weights.tensor(prefix + "self_attn." + square + "_proj.weight", 4096, 4096, tensors.size()));
            }
            tensors.add(weights.tensor(prefix + "mlp.gate_proj.weight", 11_008, 4096, tensors.size()));
            tensors.add(weights.tensor(prefix + "mlp.up_proj.weight", 11_008, 4096, tensors.size()));
            tensors.add(weights.tensor(prefix + "mlp.down_proj.weight", 4096, 11_008, tensors.size()));
        }
        SweepOptions options = new SweepOptions(LayerOptions.DEFAULT, solve, MetricOptions.DEFAULT);
        Checkpoint model = new Checkpoint(Path.of("synthetic-7b"), "memory", tensors, List.of(), Arena.global());
        long start = System.nanoTime();
        Plan plan = Plan.of(List.of(new Plan.Model("synthetic-7b", model)), options);
        Sweep.run(plan, backend, options, Map.of(), finished -> {});
        return (System.nanoTime() - start) / 1e9;
    }

    String markdown() {
        StringBuilder page = new StringBuilder();
        runs.forEach((precision, run) -> page.append(String.format(
                Locale.ROOT,
                "%n7B-shaped model, %d layers of bfloat16, %s, %d threads: %.1f s; the first GPU was busy %.0f %%"
                        + " of the time by its own events (upload %.1f s, Gram %.1f s, solve %.1f s over its lanes), %.1f GB"
                        + " crossed the bus%n",
                layers,
                precision,
                threads,
                run.seconds(),
                100 * run.spent().busySeconds() / run.seconds(),
                run.spent().uploadSeconds(),
                run.spent().gramSeconds(),
                run.spent().solveSeconds(),
                run.spent().bytes() / 1e9)));
        page.append(String.format(
                Locale.ROOT,
                "%nThe same on two threads of this machine's CPU (openblas): %.1f s a layer, so about %.0f s for %d",
                cpuSeconds,
                cpuSeconds * layers,
                layers));
        runs.forEach((precision, run) -> {
            double times = cpuSeconds * layers / run.seconds();
            page.append(String.format(
                    Locale.ROOT,
                    "; %.1f times what %s takes here (wanted: %d, %s)",
                    times,
                    precision,
                    WANTED,
                    times >= WANTED ? "reached" : "missed"));
        });
        return page.append("\n").toString();
    }

    /// Members of a JSON object.
    String json() {
        StringBuilder members = new StringBuilder();
        runs.forEach((precision, run) -> members.append(String.format(
                Locale.ROOT,
                "  \"model_%s\": {\"layers\": %d, \"seconds\": %.3f, \"busy\": %.3f, \"upload\": %.3f,"
                        + " \"gram\": %.3f, \"solve\": %.3f, \"bytes\": %d},%n",
                precision.name().toLowerCase(Locale.ROOT),
                layers,
                run.seconds(),
                run.spent().busySeconds() / run.seconds(),
                run.spent().uploadSeconds(),
                run.spent().gramSeconds(),
                run.spent().solveSeconds(),
                run.spent().bytes())));
        return members + String.format(Locale.ROOT, "  \"cpu_two_threads_seconds_a_layer\": %.3f", cpuSeconds);
    }
}
