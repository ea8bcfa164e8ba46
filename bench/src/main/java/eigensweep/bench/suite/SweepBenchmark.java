package eigensweep.bench.suite;

import eigensweep.bench.MatrixProduct;
import eigensweep.bench.SyntheticCheckpoint;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: a whole sweep of a transformer, from opening the file to the last row, costs little more than
/// its Gram matrices and eigenvalues, and keeps both cores busy.
///
/// Baseline: `product`, as many operations of OpenBLAS's `dgemm` of `width x width` on as many threads. Operations are
/// `n m^2 + 4/3 m^3` a matrix.
///
/// Run: `scripts/bench Sweep`; the blocks of BERT-base `scripts/bench Sweep width=768 layers=12`.
@State(Scope.Benchmark)
public class SweepBenchmark {

    @Param({"128", "512"})
    int width = 1;

    @Param("24")
    int layers = 1;

    @Param({"1", "2"})
    int threads = 1;

    private final Arena arena = Arena.ofShared();
    private Path file = Path.of("");
    private Backend backend = MatrixProduct.openBlas(1);
    private MatrixProduct product = MatrixProduct.of(1, 1, 1, arena);
    private double flops;
    private double checksum;

    /// Writes the model.
    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("eigensweep-sweep", ".safetensors");
        SyntheticCheckpoint.transformer(file, layers, width);
        backend = MatrixProduct.openBlas(threads);
        product = MatrixProduct.of(width, width, width, arena);
        double cube = (double) width * width * width;
        flops = layers * (4 * cube + 2 * 4 * cube + 6 * 4 * cube / 3);
    }

    /// What the tool does.
    @Benchmark
    public List<Row> sweep() {
        Solve solve = new Solve(Precision.F64, Method.GRAM, threads);
        SweepOptions options = new SweepOptions(LayerOptions.DEFAULT, solve, MetricOptions.DEFAULT);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Plan plan = Plan.of(List.of(new Plan.Model("synthetic", checkpoint)), options);
            List<Row> rows = Sweep.run(plan, backend, options, Map.of(), finished -> {});
            checksum = rows.stream().mapToDouble(SweepBenchmark::alpha).sum();
            return rows;
        }
    }

    private static double alpha(Row row) {
        PowerLawFit fit = row.metrics() == null ? null : row.metrics().fit();
        return fit == null ? Double.NaN : fit.alpha();
    }

    /// The baseline.
    @Benchmark
    public double product() {
        for (double done = 0; done < flops; done += product.flops()) {
            checksum = product.run();
        }
        return checksum;
    }

    /// The checksum is the sum of every alpha, or the last element of the product.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(flops, "FLOP", checksum);
    }

    /// Deletes the model.
    @TearDown
    public void delete() throws IOException {
        arena.close();
        Files.delete(file);
    }
}
