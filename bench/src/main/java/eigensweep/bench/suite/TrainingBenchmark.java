package eigensweep.bench.suite;

import eigensweep.lab.images.ImageShape;
import eigensweep.lab.train.LabWork;
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

    /// So small that the weights stay what they are, however many steps are measured.
    private static final double NO_RATE = 1e-9;

    /// So large that the loss is another after one step.
    private static final double RATE = 1e-3;

    private List<LabWork> opened = List.of();
    private double checksum = Double.NaN;

    /// Opens libtorch.
    @Setup
    public void prepare() {
        opened = List.of(open());
    }

    private LabWork open() {
        return LabWork.of("{activation: tanh, name: " + network + "}", new ImageShape(3, 32, 32), batch, 1);
    }

    /// What the tool does for each batch.
    @Benchmark
    public double step() {
        return opened.getFirst().step(NO_RATE);
    }

    /// The baseline.
    @Benchmark
    public double forward() {
        checksum = opened.getFirst().forward();
        return checksum;
    }

    /// The checksum is the loss; where steps were measured, the loss after one with a learning rate that changes the
    /// weights, of a network as it was at the start.
    @TearDown(Level.Iteration)
    public void report() {
        if (Double.isNaN(checksum)) {
            try (LabWork fresh = open()) {
                fresh.step(RATE);
                checksum = fresh.forward();
            }
        }
        WorkDone.report(batch, "image", checksum);
    }

    /// Frees libtorch's memory.
    @TearDown
    public void free() {
        opened.forEach(LabWork::close);
    }
}
