package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.diversity.Similarity;
import eigensweep.linalg.DeviceLostException;
import eigensweep.linalg.GramKernel;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.tensor.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums of Gram matrices on a GPU, and the kernels made of them there, over the shim. Reference numbers are those of
/// the CPU's float64 route.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class CudaGramSumTest extends OverTheShim {

    @Test
    void aGramMatrixIsSummedAndSolvedOnTheDevice() {
        double[] rows = gaussian(3, 50, 33);
        open(0);

        double[] found = summed(33, rows);

        double[] squares = Shim.cpu()
                .gramEigenvalues(List.of(Matrix.of(rows, 50, 33)), Solve.DEFAULT)
                .getFirst();
        double sum = Arrays.stream(squares).sum();
        assertThat(found)
                .containsExactly(Arrays.stream(squares).map(v -> v / sum).toArray(), within(1e-14));
        assertThat(Shim.count("cublasDsyrk_v2")).isEqualTo(3);
        assertThat(Shim.count("cusolverDnXsyevBatched")).isEqualTo(1);
        assertThat(Shim.bytesToDevice()).isEqualTo((50 + 33) * 33 * 8); // samples, and the kernel matrix back
        assertThat(said).isEmpty();
    }

    static List<Similarity> kernels() {
        return List.of(
                new Similarity.Cosine(),
                new Similarity.Linear(),
                new Similarity.Rbf(1.5),
                new Similarity.Rbf(0.02),
                new Similarity.Polynomial(3, 0.2, 1),
                new Similarity.Polynomial(2, 1, 0));
    }

    /// Samples go there and eigenvalues come back, and the diagonal, from which the kernel is made.
    @ParameterizedTest
    @MethodSource("kernels")
    void similaritiesAreEvaluatedAndSolvedWhereTheyAre(Similarity similarity) {
        int n = 60;
        for (int d : new int[] {4, 90}) {
            for (boolean weighted : new boolean[] {false, true}) {
                double[] samples = gaussian(3, n, d);
                open(0);
                long down = Shim.bytesToHost();
                long up = Shim.bytesToDevice();

                double[] found = similarities(backend, similarity, samples, n, weighted);

                assertSame(
                        List.of(found),
                        List.of(similarities(new JavaBackend(), similarity, samples, n, weighted)),
                        1e-13);
                int order = found.length;
                assertThat(Shim.bytesToHost() - down)
                        .as("eigenvalues, the diagonal, sums and a code")
                        .isEqualTo(2 * 8 * order + 3 * 8 + 4);
                assertThat(Shim.bytesToDevice() - up)
                        .as("samples and vectors")
                        .isLessThanOrEqualTo(8 * n * d + 4 * 8 * order);
                assertThat(said).isEmpty();
            }
        }
    }

    /// Squares around the ends of the range of float64.
    @ParameterizedTest
    @ValueSource(doubles = {1e-140, 1e-30, 1, 1e30, 1e150})
    void sumsOfAnyScale(double scale) {
        double[] rows = DoubleStream.of(gaussian(3, 50, 33)).map(v -> v * scale).toArray();
        open(0);

        try (GramSum sum = backend.gramSum(33, 1)) {
            sum.add(rows, 50);
            double[] expected = Shim.cpu()
                    .gramEigenvalues(List.of(Matrix.of(rows, 50, 33)), Solve.DEFAULT)
                    .getFirst();
            assertSame(List.of(sum.eigenvalues()), List.of(expected), 1e-13);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void aSumOfNothingAndASumWithNaN() {
        open(0);
        try (GramSum sum = backend.gramSum(33, 1)) {
            sum.add(new double[33], 1);
            assertThat(sum.eigenvalues()).containsOnly(0).hasSize(33);
        }
        double[] broken = gaussian(3, 50, 33);
        broken[5] = Double.NaN;
        try (GramSum sum = backend.gramSum(33, 1)) {
            sum.add(broken, 50);
            assertThatThrownBy(sum::eigenvalues)
                    .isInstanceOf(SpectrumException.class)
                    .hasMessage("holds NaN at row 0, column 5");
        }
    }

    @Test
    void wrongEigenvaluesOfAKernelAreNoticedAndRedone() {
        double[] samples = gaussian(3, 60, 4);
        double[] expected = similarities(Shim.cpu(), new Similarity.Rbf(1), samples, 60, false);
        open(0);
        Shim.spoil(1);

        double[] found = similarities(backend, new Similarity.Rbf(1), samples, 60, false);

        assertSame(List.of(found), List.of(expected), 1e-13);
        assertThat(said).singleElement().asString().startsWith("60 x 60: ").endsWith("redone on the CPU");
    }

    /// What is asked of a kernel before its eigenvalues is answered on the host.
    @Test
    void aKernelIsShownLikeAnySum() {
        double[] rows = gaussian(3, 2, 9);
        open(0);
        try (GramSum sum = backend.gramSum(9, 1)) {
            sum.add(rows, 2);
            double[] squares = sum.diagonal();
            sum.apply(new GramKernel.Gaussian(1, squares, null));
            assertThat(sum.diagonal()).containsOnly(1);
            sum.add(rows, 2);
            double[] more = sum.diagonal();
            assertThat(IntStream.range(0, 9).mapToDouble(i -> more[i] - squares[i]))
                    .allSatisfy(one -> assertThat(one).isCloseTo(1, within(1e-14)));
        }
    }

    /// 600 x 600 are 2.9 MB: the sum has room, a second matrix with its temporaries has not.
    @Test
    void aKernelThatHasNoRoomIsEvaluatedOnTheCpu() {
        double[] samples = gaussian(3, 600, 4);
        double[] expected = similarities(Shim.cpu(), new Similarity.Rbf(1), samples, 600, false);
        Shim.memory(0, 80 * MIB);
        open(0);

        double[] found = similarities(backend, new Similarity.Rbf(1), samples, 600, false);

        assertSame(List.of(found), List.of(expected), 1e-13);
        assertThat(said).containsExactly("600 x 600: its kernel has no room on a GPU; evaluated on the CPU");
    }

    @Test
    void aKernelThatIsTooSteepIsEvaluatedOnTheCpu() {
        double[] samples = sequence(20 * 4, i -> i / 4 % 4 == i % 4 ? 1 : 0);
        Similarity steep = new Similarity.Polynomial(1 << 17, 0, 1);
        double[] expected = similarities(Shim.cpu(), steep, samples, 20, false);
        open(0);

        assertSame(List.of(similarities(backend, steep, samples, 20, false)), List.of(expected), 1e-13);
        assertThat(said).containsExactly("20 x 20: its kernel is too steep for a GPU; evaluated on the CPU");
    }

    /// Memory that was there when the sum began, and that others then took.
    @Test
    void aKernelWhoseMemoryIsGoneIsEvaluatedOnTheCpu() {
        double[] samples = gaussian(3, 4, 60);
        open(0);
        try (GramSum sum = backend.gramSum(60, 1)) {
            sum.add(samples, 4);
            sum.apply(new GramKernel.Gaussian(1, sum.diagonal(), null));
            Shim.memory(0, 0);
            assertThat(sum.eigenvalues()).hasSize(60);
        }
        assertThat(said)
                .hasSizeBetween(1, 2)
                .allMatch(line -> line.startsWith("60 x 60: CUDA: cudaMalloc failed with code 2 (out of memory)"));
    }

    @Test
    void aGramMatrixThatDoesNotFitIsSummedOnTheCpu() {
        double[] rows = gaussian(3, 50, 600);
        Shim.memory(0, MIB);
        open(0);

        assertThat(summed(600, rows)).hasSize(600);

        assertThat(said).isNotEmpty().allMatch(line -> line.startsWith("600 x 600: does not fit GPU 0"));
    }

    @Test
    void aGramMatrixThatIsLostIsSummedAgainElsewhere() {
        double[] rows = gaussian(3, 50, 33);
        open(0, 1);
        double[] expected = summed(33, rows);
        try (GramSum sum = backend.gramSum(33, 1)) {
            sum.add(rows, 20);
            Shim.breakDevice(0);
            assertThatThrownBy(() -> sum.add(rows, 20))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageStartingWith("GPU 0 failed: ");
        }

        assertThat(summed(33, rows)).isEqualTo(expected);
        assertThat(said).singleElement().asString().startsWith("GPU 0 is taken out: ");
    }
}
