package eigensweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.HutchinsonTrace.Method;
import eigensweep.curvature.HutchinsonTrace.Options;
import eigensweep.curvature.Lanczos;
import eigensweep.curvature.SpectralDensity;
import eigensweep.train.ModelSpec.Architecture;
import eigensweep.train.ModelSpec.Stem;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The Hessian of trained networks on all digits against the exact one, whose 2410 eigenvalues PyTorch 1.13 and
/// LAPACK computed in float64 (`golden/README.md` beside the checkout, part hessian).
class DjlHessianTest {

    /// One leaked vector of a product would be 19 KB, those of 5,000 products 96 MB.
    private static final long BOUND = 24L << 20;

    private static final int PARAMETERS = 2410;

    private static Torch torch;
    private static Path golden;

    @BeforeAll
    static void open() {
        String shared = System.getProperty("eigensweep.shared");
        assumeTrue(shared != null && Files.isDirectory(Path.of(shared, "golden", "hessian")), "no golden values");
        golden = Path.of(shared, "golden", "hessian");
        torch = Torch.open("cpu", 1);
    }

    @AfterAll
    static void close() {
        if (torch != null) {
            torch.close();
        }
    }

    private static double[] array(String name) {
        try (Checkpoint npy = Checkpoints.open(golden.resolve(name + ".npy"))) {
            var data = npy.tensors().getFirst().data();
            return switch (npy.tensors().getFirst().dtype()) {
                case F64 -> data.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
                case F32 -> {
                    float[] narrow = data.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                    yield IntStream.range(0, narrow.length)
                            .mapToDouble(i -> narrow[i])
                            .toArray();
                }
                default -> throw new IllegalArgumentException(name);
            };
        }
    }

    private static ImageSet digits() {
        LabData data = Lab.DIGITS.open(1);
        ImageSet any = data.train();
        return new ImageSet(
                any.dataset(), IntStream.range(0, 1797).toArray(), any.shape(), any.prepare(), any.normalisation());
    }

    private static Weights weights(Block.Activated activation) {
        ModelSpec spec = new ModelSpec(Architecture.MLP, List.of(32), activation, Stem.CIFAR, 0);
        Weights weights = Weights.zeros(torch, Network.of(spec, digits().shape(), 10), DataType.FLOAT64);
        String prefix = activation.name().toLowerCase(Locale.ROOT) + "_";
        for (Variable variable : weights.network().variables()) {
            weights.set(variable.name(), PyTorch.narrow(array(prefix + variable.name())));
        }
        return weights;
    }

    private static double relative(double[] ours, double[] theirs) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < theirs.length; i++) {
            difference += (ours[i] - theirs[i]) * (ours[i] - theirs[i]);
            size += theirs[i] * theirs[i];
        }
        assertThat(ours).hasSameSizeAs(theirs);
        return Math.sqrt(difference / size);
    }

    @ParameterizedTest
    @EnumSource(Block.Activated.class)
    void gradientProductTraceEigenvaluesAndDensityAreTheExactOnes(Block.Activated activation) {
        String prefix = activation.name().toLowerCase(Locale.ROOT) + "_";
        double[] exact = array(prefix + "exact_hessian_eigs_f64");
        Arrays.sort(exact);
        double trace = Arrays.stream(exact).sum();
        try (Weights weights = weights(activation);
                DjlHessian hessian = DjlHessian.of(torch, weights, digits(), 1797, 4096);
                DjlHessian batched = DjlHessian.of(torch, weights, digits(), 1797, 500)) {
            assertThat(hessian.dimension()).isEqualTo(PARAMETERS);
            assertThat(relative(hessian.gradient(), array(prefix + "grad_f64"))).isLessThan(1e-10);
            double[] v = array(prefix + "probe_v");
            assertThat(relative(hessian.times(v), array(prefix + "probe_Hv_f64")))
                    .isLessThan(1e-10);
            assertThat(relative(batched.times(v), array(prefix + "probe_Hv_f64")))
                    .isLessThan(1e-10);

            for (int seed = 0; seed < 20; seed++) {
                HutchinsonTrace.Estimate estimate = HutchinsonTrace.of(
                        hessian, PARAMETERS, hessian.sections(), new Options(Method.HUTCHINSON, 100, 0, seed));
                assertThat(estimate.whole().value())
                        .as("seed %d", seed)
                        .isCloseTo(trace, within(3 * estimate.whole().standardError()));
                assertThat(estimate.sections().stream()
                                .mapToDouble(HutchinsonTrace.Trace::value)
                                .sum())
                        .isCloseTo(estimate.whole().value(), within(1e-9));
            }

            List<Lanczos.Eigenvalue> top = Lanczos.largest(hessian, PARAMETERS, 3, new Lanczos.Options(200, 1e-8, 1));
            for (int k = 0; k < 3; k++) {
                assertThat(top.get(k).value()).isCloseTo(exact[PARAMETERS - 1 - k], within(1e-6));
            }

            assertMoments(Lanczos.density(hessian, PARAMETERS, 20, 40, 1), exact);
        }
    }

    /// Twenty random vectors: the first moment is off by the root of `2 ||H||_F^2 / 20` over `n` at most, one
    /// time in three; the ends are those of the spectrum.
    private static void assertMoments(SpectralDensity density, double[] exact) {
        double square = Arrays.stream(exact).map(x -> x * x).sum() / PARAMETERS;
        double mean = Arrays.stream(exact).sum() / PARAMETERS;
        assertThat(density.moment(0)).isCloseTo(1, within(1e-12));
        assertThat(density.moment(1)).isCloseTo(mean, within(3 * Math.sqrt(2 * square / 20 / PARAMETERS)));
        assertThat(density.moment(2)).isCloseTo(square, within(0.5 * square));
        assertThat(density.nodes().getLast().value()).isCloseTo(exact[PARAMETERS - 1], within(1e-6));
        assertThat(density.nodes().getFirst().value()).isCloseTo(exact[0], within(1e-4));
    }

    @Test
    void fiveThousandProductsLeaveNothingBehind() {
        try (Weights weights = weights(Block.Activated.TANH);
                DjlHessian hessian = DjlHessian.of(torch, weights, digits(), 64, 64)) {
            double[] v = array("tanh_probe_v");
            // The heap of this process may grow meanwhile, but not in each of three rounds as a leak does.
            long growth = Long.MAX_VALUE;
            for (int round = 0; round < 3 && growth >= BOUND; round++) {
                long before = Resident.bytes();
                for (int i = 0; i < 5000; i++) {
                    hessian.times(v);
                }
                growth = Resident.bytes() - before;
            }
            assertThat(growth).isLessThan(BOUND);
        }
    }
}
