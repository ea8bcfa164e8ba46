package eigensweep.bench.suite;

import eigensweep.data.ImageShape;
import eigensweep.train.LabWork;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: a step of a convolutional network takes three to four times its forward pass, as backpropagation has to:
/// twice for the gradients by activations and by weights, and something for the optimiser. A small batch through a
/// wide MLP takes more: the optimiser passes over every weight, whatever the batch.
///
/// Baseline: `forward`, the same batch through the same network. Noisy colour images of 32 x 32; SGD with
/// momentum and weight decay. The rate is of images. One thread.
///
/// Run: `scripts/bench Training`.
@State(Scope.Benchmark)
public class TrainingBenchmark {

    @Param({"mlp", "cnn", "resnet18"})
    String network = "mlp";

    @Param({"8", "32"})
    int batch = 1;

    private List<LabWork> opened = List.of();
    private double loss;

    /// Opens libtorch.
    @Setup
    public void prepare() {
        opened = List.of(LabWork.of(network, List.of(128, 64), new ImageShape(3, 32, 32), batch, 1));
        loss = opened.getFirst().forward();
    }

    /// What the tool does for each batch.
    @Benchmark
    public double step() {
        return opened.getFirst().step();
    }

    /// The baseline.
    @Benchmark
    public double forward() {
        return opened.getFirst().forward();
    }

    /// The checksum is the loss before the first step.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(batch, "image", loss);
    }

    /// Frees libtorch's memory.
    @TearDown
    public void free() {
        opened.forEach(LabWork::close);
    }
}
