package eigensweep.lab.train;

import static eigensweep.testing.Moments.moment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.curvature.HessianVectorProduct;
import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.HutchinsonTrace.Method;
import eigensweep.curvature.HutchinsonTrace.Options;
import eigensweep.curvature.HutchinsonTrace.Section;
import eigensweep.curvature.Lanczos;
import eigensweep.curvature.SpectralDensity;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageDataset;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.ImageSource;
import eigensweep.lab.images.Labels;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.Block;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Variable;
import eigensweep.lab.network.Weights;
import eigensweep.testing.Golden;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The Hessian of trained networks on all digits against the exact one, whose 2410 eigenvalues PyTorch 1.13 and
/// LAPACK computed in float64 ([Golden], part hessian).
class DjlHessianTest {

    /// One leaked vector of a product would be 19 KB, those of 5,000 products 96 MB.
    private static final long BOUND = 24L << 20;

    private static final int PARAMETERS = 2410;

    /// Random vectors of a density.
    private static final int VECTORS = 100;

    private static Torch torch;

    @BeforeAll
    static void open() {
        torch = Torch.open("cpu", 1);
    }

    @AfterAll
    static void close() {
        if (torch != null) {
            torch.close();
        }
    }

    private static double[] array(String name) {
        try (Checkpoint npy = Checkpoints.open(Golden.file("hessian/" + name + ".npy"))) {
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
                any.dataset(),
                IntStream.range(0, 1797).toArray(),
                any.shape(),
                any.prepare(),
                any.shift(),
                any.normalisation());
    }

    private static ImageSet noise(int channels, int side, int count, int classes) {
        ImageShape shape = new ImageShape(channels, side, side);
        ImageSource source = new ImageSource() {
            @Override
            public Image read(int index) {
                byte[] pixels = new byte[shape.size()];
                new SplittableRandom(index).nextBytes(pixels);
                return new Image(shape, 255, pixels);
            }

            @Override
            public String name(int index) {
                return "image " + index;
            }

            @Override
            public void digest(int index, MessageDigest digest) {
                digest.update(read(index).pixels());
            }
        };
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
        ImageDataset set =
                new ImageDataset("noise", "noise", count, shape, new Labels(labels, names), List.of(), source);
        int[] all = IntStream.range(0, count).toArray();
        return new ImageSet(set, all, shape, UnaryOperator.identity(), Augmenting.NONE, Normalisation.UNIT);
    }

    private static Weights weights(Block.Activated activation) {
        ModelSpec spec = new ModelSpec.Mlp(List.of(32), activation, 0, null);
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

            assertMoments(Lanczos.density(hessian, PARAMETERS, VECTORS, 40, 1), exact);
        }
    }

    /// Networks with every operation of the lab, on eight images of their own size.
    @ParameterizedTest
    @CsvSource({"mlp, 1, 8", "cnn, 1, 8", "cnn, 3, 6", "resnet18, 3, 8", "resnet50, 1, 8"})
    void theQuadraticFormByItsShortWayIsThatOfTheProduct(String architecture, int channels, int side) {
        ModelSpec spec = Lab.model(
                "{name: " + architecture + ", hidden: [7, 5], activation: tanh, stem: imagenet, dropout: 0.2}");
        Network network = Network.of(spec, new ImageShape(channels, side, side), 3);
        ImageSet images = noise(channels, side, 8, 3);
        try (Weights drawn = Weights.start(torch, network, 5);
                Weights weights = drawn.copy(torch, DataType.FLOAT64);
                DjlHessian hessian = DjlHessian.of(torch, weights, images, 8, 8);
                DjlHessian batched = DjlHessian.of(torch, weights, images, 8, 3)) {
            SplittableRandom random = new SplittableRandom(1);
            double[] v = random.doubles(hessian.dimension(), -1, 1).toArray();
            List<Section> arrays = hessian.sections();
            HessianVectorProduct product = new ByProducts(hessian);
            double[] expected = product.form(v, arrays);
            double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            assertThat(size).isPositive();
            assertThat(hessian.form(v, arrays)).containsExactly(expected, within(1e-10 * size));
            assertThat(batched.form(v, arrays)).containsExactly(expected, within(1e-10 * size));
            assertThat(hessian.form(v, List.of())).containsExactly(new double[] {expected[0]}, within(1e-10 * size));
        }
    }

    /// A moment `m_p = tr H^p / n` by random signs has the variance `2 (||H^p||_F^2 - sum_i (H^p)_ii^2) / n^2` a
    /// vector, which is at most `2 sum_i l_i^2p / n^2` and is taken as that: four standard errors of the mean over
    /// the vectors bound what a right density is off, but one time in 16,000.
    private static void assertMoments(SpectralDensity density, double[] exact) {
        assertThat(moment(density, 0)).isCloseTo(1, within(1e-12));
        for (int power = 1; power <= 3; power++) {
            double moment = powers(exact, power) / PARAMETERS;
            double error = Math.sqrt(2 * powers(exact, 2 * power) / VECTORS) / PARAMETERS;
            assertThat(moment(density, power)).as("moment %d", power).isCloseTo(moment, within(4 * error));
            assertThat(4 * error).as("resolution of moment %d", power).isLessThan(0.4 * Math.abs(moment));
        }
        assertThat(density.nodes().getLast().value()).isCloseTo(exact[PARAMETERS - 1], within(1e-6));
        assertThat(density.nodes().getFirst().value()).isCloseTo(exact[0], within(1e-4));
    }

    private static double powers(double[] eigenvalues, int power) {
        return Arrays.stream(eigenvalues).map(x -> Math.pow(x, power)).sum();
    }

    @Test
    void fiveThousandProductsAndFormsLeaveNothingBehind() {
        try (Weights weights = weights(Block.Activated.TANH);
                DjlHessian hessian = DjlHessian.of(torch, weights, digits(), 64, 64)) {
            double[] v = array("tanh_probe_v");
            List<Section> arrays = hessian.sections();
            // The heap of this process may grow meanwhile, but not in each of three rounds as a leak does.
            long growth = Long.MAX_VALUE;
            for (int round = 0; round < 3 && growth >= BOUND; round++) {
                long before = Resident.bytes();
                for (int i = 0; i < 5000; i++) {
                    hessian.times(v);
                    hessian.form(v, arrays);
                }
                growth = Resident.bytes() - before;
            }
            assertThat(growth).isLessThan(BOUND);
        }
    }

    /// Hides the short way to a form: what is left is a product, and a dot product with it.
    private record ByProducts(HessianVectorProduct hessian) implements HessianVectorProduct {
        @Override
        public double[] times(double[] v) {
            return hessian.times(v);
        }
    }
}
