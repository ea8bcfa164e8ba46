package eigensweep.bench.suite;

import eigensweep.curvature.HessianVectorProduct;
import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.HutchinsonTrace.Method;
import eigensweep.curvature.HutchinsonTrace.Options;
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

/// Claim: a trace by quadratic forms `v^T H v` takes two thirds of the time of one by products `H v`, where matrix
/// products are what takes time, and no more than that where they are not.
///
/// Baseline: `byProducts`, the same estimator with the same probes from products by double backward. The network is an
/// MLP of 64 inputs, hidden layers of one width, and ten classes: 2410 parameters with one of 32, 301,066 with two of
/// 512. 1797 images, as many as the digits are. The rate is of probes. One thread.
///
/// Run: `scripts/bench Curvature`.
@State(Scope.Benchmark)
public class CurvatureBenchmark {

    private static final int PROBES = 10;
    private static final Options OPTIONS = new Options(Method.HUTCHINSON, PROBES, 0, 1);

    @Param({"2410", "301066"})
    int parameters = 1;

    private List<LabWork> opened = List.of();
    private double trace;

    /// Opens libtorch.
    @Setup
    public void prepare() {
        List<Integer> hidden = parameters == 2410 ? List.of(32) : List.of(512, 512);
        LabWork work = LabWork.of("{activation: tanh, hidden: " + hidden + "}", new ImageShape(1, 8, 8), 1797, 1);
        opened = List.of(work);
        if (work.parameters() != parameters) {
            throw new IllegalStateException(work.parameters() + " parameters where " + parameters + " are expected");
        }
    }

    /// What the tool does.
    @Benchmark
    public double byForms() {
        return trace(opened.getFirst().hessian());
    }

    /// The baseline.
    @Benchmark
    public double byProducts() {
        return trace(new ByProducts(opened.getFirst().hessian()));
    }

    /// Hides the short way to a form: what is left is a product, and a dot product with it.
    private record ByProducts(HessianVectorProduct hessian) implements HessianVectorProduct {
        @Override
        public double[] times(double[] v) {
            return hessian.times(v);
        }
    }

    private double trace(HessianVectorProduct hessian) {
        trace = HutchinsonTrace.of(hessian, parameters, opened.getFirst().sections(), OPTIONS)
                .whole()
                .value();
        return trace;
    }

    /// The checksum is the trace.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(PROBES, "probe", trace);
    }

    /// Frees libtorch's memory.
    @TearDown
    public void free() {
        opened.forEach(LabWork::close);
    }
}
