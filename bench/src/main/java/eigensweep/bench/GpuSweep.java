package eigensweep.bench;

import eigensweep.bench.GpuWork.Timing;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// A whole sweep of a model of the shape of one with seven billion weights, from weights in memory to the last row.
///
/// @param precision in which
/// @param layers how many it had
/// @param threads of the sweep
/// @param timing what it took
record GpuSweep(Precision precision, int layers, int threads, Timing timing) {

    /// Sweeps as many layers as there is time for, were they swept one after the other.
    ///
    /// @param layers at most so many
    /// @param seconds how long it may take
    static GpuSweep measure(GpuWork work, Precision precision, int layers, double seconds, GpuWeights weights) {
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
        Solve solve = new Solve(precision, Method.GRAM, threads);
        Timing one = work.time(() -> sweep(work.backend(), weights, 1, solve));
        int fit = (int) Math.clamp((seconds - one.seconds()) / one.seconds(), 1, layers);
        return new GpuSweep(precision, fit, threads, work.time(() -> sweep(work.backend(), weights, fit, solve)));
    }

    /// What one layer takes on two threads of the CPU in float64, in seconds.
    static double layerOnCpu(Backend cpu, GpuWeights weights) {
        long start = System.nanoTime();
        sweep(cpu, weights, 1, new Solve(Precision.F64, Method.GRAM, 2));
        return (System.nanoTime() - start) / 1e9;
    }

    /// @return which backend computed each matrix
    private static Stream<String> sweep(Backend backend, GpuWeights weights, int layers, Solve solve) {
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
        Plan plan = Plan.of(List.of(new Plan.Model("synthetic-7b", model)), options);
        return Sweep.run(plan, backend, options, Map.of(), finished -> {}).stream()
                .map(Row::backend);
    }

    /// "Busy" is what the GPU's own events say, from a pair around each call: within an eigensolver the host takes part
    /// and the GPU may wait for it. `smi.csv` has what the driver sees.
    ///
    /// @param cpuSeconds what one layer takes on the CPU
    String markdown(double cpuSeconds) {
        String what = String.format(
                Locale.ROOT, "%n7B-shaped model, %d layers of bfloat16, %s, %d threads: ", layers, precision, threads);
        if (timing.left() > 0) {
            return what + "no figure of the GPU, which LEFT TO THE CPU " + timing.left() + " of " + 7 * layers
                    + " matrices.\n";
        }
        return what
                + String.format(
                        Locale.ROOT,
                        "%.1f s, %.1f times as fast as those two threads. By its own events, gaps within an eigensolver's"
                                + " call counted in, the first GPU was busy %.0f %% of the time (upload %.1f s, Gram %.1f"
                                + " s, solve %.1f s over its lanes); %.1f GB crossed the bus.%n",
                        timing.seconds(),
                        cpuSeconds * layers / timing.seconds(),
                        100 * timing.spent().busySeconds() / timing.seconds(),
                        timing.spent().uploadSeconds(),
                        timing.spent().gramSeconds(),
                        timing.spent().solveSeconds(),
                        timing.spent().bytes() / 1e9);
    }
}
