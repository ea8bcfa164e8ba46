package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.encoded;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withEigenvalues;
import static eigensweep.testing.Matrices.withSingularValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.diversity.Similarity;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.FfmCuda;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a backend on GPUs owes beyond the contract, over the shim: bytes on the bus, routes, failures, memory.
/// Reference numbers are those of the CPU's float64 route.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class CudaBackendTest extends OverTheShim {
    @ParameterizedTest
    @CsvSource({"F64, 8", "F32, 4", "F16, 2", "BF16, 2", "F8_E4M3, 4"})
    void aWeightCrossesTheBusOnceInItsStoredType(DType dtype, int bytes) {
        Matrix matrix = weights(dtype, 1, 500, 300);
        open(0);

        List<double[]> found = backend.gramEigenvalues(List.of(matrix), Solve.DEFAULT);

        int ones = 300 * 8; // for the trace
        assertThat(Shim.bytesToDevice()).isEqualTo(500 * 300 * bytes + ones);
        assertSame(found, onCpu(List.of(matrix), Method.GRAM), 1e-13);
    }

    @Test
    void onlyEigenvaluesReturn() {
        open(0).gramEigenvalues(List.of(weights(DType.BF16, 1, 500, 300)), Solve.DEFAULT);

        int checks = 3 * 8 + 4; // trace and norms, and the solver's code
        assertThat(Shim.bytesToHost()).isEqualTo(300 * 8 + checks);
    }

    /// Deeper than the two staging buffers, so that each is filled again while copies and products are pending.
    @ParameterizedTest
    @CsvSource({"BF16, 33000, 260", "F32, 260, 33000", "F64, 40000, 250"})
    void aLargeLayerIsDoneInBlocks(DType dtype, int rows, int columns) {
        Matrix matrix = weights(dtype, 2, rows, columns);

        List<double[]> found = open(0).gramEigenvalues(List.of(matrix), Solve.DEFAULT);

        assertSame(found, onCpu(List.of(matrix), Method.GRAM), 1e-13);
        assertThat(Shim.count("cublasDsyrk_v2")).isGreaterThanOrEqualTo(3);
        assertThat(Shim.overlapped())
                .as("copies that crossed the bus while the device had a product to compute")
                .isGreaterThanOrEqualTo(2);
        assertThat(said).isEmpty();
    }

    /// The shim lets nobody get past a wait before the weights of both layers were sent.
    @Test
    void theNextLayerCrossesTheBusBeforeAnybodyWaitsForThisOne() throws Exception {
        List<Matrix> layers = List.of(weights(DType.BF16, 1, 300, 100), weights(DType.BF16, 2, 300, 100));
        open(0);
        Shim.awaitCopies(2, 2 * 300 * 100, 60);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);
    }

    /// It may never end, and what it ends with is believed no more than a norm that overflows.
    @ParameterizedTest
    @CsvSource({
        "20, 1e100, cusolverDnDsyevjBatched",
        "64, 1e100, cusolverDnXsyevBatched",
        "64, 1e-100, cusolverDnXsyevBatched",
        "150, 1e100, cusolverDnXsyevd",
        "150, 1e-100, cusolverDnXsyevd"
    })
    void noEigensolverIsAskedAboutAMatrixOutOfRange(int n, double scale, String function) {
        Matrix huge =
                Matrix.of(DoubleStream.of(gaussian(1, n, n)).map(v -> v * scale).toArray(), n, n);
        open(0);
        Shim.unconverged(1);

        assertSame(backend.gramEigenvalues(List.of(huge), Solve.DEFAULT), onCpu(List.of(huge), Method.GRAM), 1e-13);

        assertThat(Shim.count(function)).isZero();
        assertThat(said).singleElement().asString().contains("leaves the range of the arithmetic; redone on the CPU");
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16"})
    void float32SumsProductsInItsOwnArithmetic(DType dtype) {
        double[] s = sequence(120, i -> 5.0 / (1 + 0.1 * i));
        Matrix matrix = encoded(dtype, withSingularValues(5, 700, 120, s), 700, 120, 1.0);

        List<double[]> found =
                open(0).gramEigenvalues(List.of(matrix, matrix.transposed()), new Solve(Precision.F32, Method.GRAM, 1));

        assertSame(found, onCpu(List.of(matrix, matrix), Method.GRAM), 1e-5);
        assertThat(Shim.count("cublasSsyrk_v2")).isEqualTo(2);
        assertThat(Shim.bytesToDevice()).isEqualTo(2L * 700 * 120 * Math.min(4, dtype.bytes()) + 120 * 4);
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "BF16"})
    void float32FindsSingularValues(DType dtype) {
        Matrix matrix = weights(dtype, 3, 200, 90);

        List<double[]> found =
                open(0).gramEigenvalues(List.of(matrix, matrix.transposed()), new Solve(Precision.F32, Method.SVD, 1));

        assertSame(found, onCpu(List.of(matrix, matrix), Method.SVD), 1e-5);
        assertThat(said).isEmpty();
    }

    @Test
    void float32FindsTheEigenvaluesOfAnIndefiniteMatrix() {
        double[] lambda = sequence(50, i -> i - 20);

        double[] found =
                open(0).symmetricEigenvalues(withEigenvalues(7, lambda), 50, new Solve(Precision.F32, Method.GRAM, 1));

        assertThat(found).containsExactly(lambda, within(1e-4));
        assertThat(said).isEmpty();
    }

    @Test
    void wrongEigenvaluesAreNoticedAndRedone() {
        List<Matrix> batch = List.of(weights(DType.F32, 1, 70, 64), weights(DType.F32, 2, 80, 64));
        open(0);
        Shim.spoil(1);

        assertSame(backend.gramEigenvalues(batch, Solve.DEFAULT), onCpu(batch, Method.GRAM), 1e-13);

        assertThat(said).singleElement().asString().startsWith("70 x 64: ").endsWith("redone on the CPU");
    }

    @Test
    void wrongSingularValuesAreNoticedAndRedone() {
        List<Matrix> one = List.of(weights(DType.F32, 1, 70, 64));
        open(0);
        Shim.spoil(1);

        List<double[]> found = backend.gramEigenvalues(one, new Solve(Precision.F64, Method.SVD, 1));

        assertSame(found, onCpu(one, Method.SVD), 1e-14);
        assertThat(said).singleElement().asString().endsWith("redone on the CPU");
    }

    @Test
    void wrongEigenvaluesOfASymmetricMatrixAreNoticedAndRedone() {
        double[] lambda = sequence(40, i -> 1 + i);
        open(0);
        Shim.spoil(1);

        double[] found = backend.symmetricEigenvalues(withEigenvalues(3, lambda), 40, Solve.DEFAULT);

        assertThat(found).containsExactly(lambda, within(1e-12));
        assertThat(said).singleElement().asString().endsWith("redone on the CPU");
    }

    @Test
    void whatDoesNotConvergeIsRedone() {
        List<Matrix> one = List.of(weights(DType.F32, 1, 70, 64));
        open(0);
        Shim.unconverged(1);

        assertSame(backend.gramEigenvalues(one, Solve.DEFAULT), onCpu(one, Method.GRAM), 1e-13);
        assertThat(said).singleElement().asString().contains("code 1").endsWith("redone on the CPU");
    }

    /// All that a backend does: the four routes, of which one is that of an older CUDA.
    private List<double[]> everything() {
        List<Matrix> batch =
                List.of(weights(DType.BF16, 1, 50, 40), weights(DType.F32, 2, 40, 60), weights(DType.F16, 3, 20, 30));
        List<double[]> all = new ArrayList<>(backend.gramEigenvalues(batch, Solve.DEFAULT));
        all.addAll(backend.gramEigenvalues(batch, new Solve(Precision.F32, Method.GRAM, 1)));
        all.addAll(backend.gramEigenvalues(batch, new Solve(Precision.F64, Method.SVD, 1)));
        all.add(summed(33, gaussian(3, 50, 33)));
        all.add(similarities(backend, new Similarity.Rbf(1.5), gaussian(4, 35, 6), 35, true));
        all.add(similarities(backend, new Similarity.Polynomial(3, 0.2, 1), gaussian(4, 35, 6), 35, false));
        all.add(backend.symmetricEigenvalues(withEigenvalues(3, sequence(33, i -> 1 + i)), 33, Solve.DEFAULT));
        return all;
    }

    /// Whichever call fails, once, and for whatever reason: the numbers come, and everything is given back.
    @ParameterizedTest
    @CsvSource({"true, 719", "true, 2", "false, 3"})
    void anyCallMayFail(boolean hasBatched, int code) {
        cuda = FfmCuda.api(hasBatched);
        open(0);
        List<double[]> expected = everything();
        backend.close();
        long calls = Shim.calls();
        assertThat(calls).isGreaterThan(150);

        for (long k = 1; k <= calls; k++) {
            Shim.fail(k, code);
            try {
                open(0);
            } catch (CudaException e) {
                continue; // a device that cannot be looked at is not opened
            }
            assertSame(everything(), expected, 1e-5);
            backend.close();
            assertThat(Shim.alive()).as("after call %d failed", k).isZero();
        }
    }

    @Test
    void aLayerThatDoesNotFitWholeIsDoneInSmallerBlocks() {
        Matrix matrix = weights(DType.BF16, 2, 33_000, 260);
        Shim.memory(0, 30 * MIB); // one block of 4 Mi elements takes 32 MiB as float64

        List<double[]> found = open(0).gramEigenvalues(List.of(matrix), Solve.DEFAULT);

        assertSame(found, onCpu(List.of(matrix), Method.GRAM), 1e-13);
        assertThat(Shim.count("cublasDsyrk_v2")).isGreaterThan(8);
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLayerThatDoesNotFitAtAllIsDoneOnTheCpu(Method method) {
        List<Matrix> one = List.of(weights(DType.F32, 2, 600, 500));
        Shim.memory(0, MIB); // the Gram matrix takes 2 MB

        List<double[]> found = open(0).gramEigenvalues(one, new Solve(Precision.F64, method, 1));

        assertSame(found, onCpu(one, method), 1e-13);
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("600 x 500: does not fit GPU 0")
                .endsWith("computed on the CPU");
    }

    @Test
    void whoComputedALayerIsKnown() {
        List<Matrix> batch = List.of(weights(DType.F32, 1, 70, 64), weights(DType.F32, 2, 80, 64));
        open(0);
        Shim.spoil(1);

        assertThat(backend.gramSpectra(batch, Solve.DEFAULT))
                .extracting(Backend.Found::by)
                .containsExactly("openblas", "cuda");
    }

    @Test
    void theHostsMemoryIsCountedForWhoComputes() {
        open(0, 1);
        assertThat(backend.lanes()).isEqualTo(6);
        assertThat(backend.workspaceBytes(20_000, 12_000, Solve.DEFAULT))
                .as("two pinned blocks of 4 Mi elements, and eigenvalues")
                .isEqualTo((64L * MIB) + 8 * 12_000);
        long onCpu = Shim.cpu().workspaceBytes(40_000, 30_000, Solve.DEFAULT);
        assertThat(backend.workspaceBytes(40_000, 30_000, Solve.DEFAULT))
                .as("7 GB, which do not fit the shim's 4 GiB")
                .isEqualTo(onCpu);
    }

    /// Planned from what was free, which others then took.
    @Test
    void memoryThatIsGoneIsNotFatal() {
        Matrix matrix = weights(DType.BF16, 2, 33_000, 260);
        open(0);
        Shim.memory(0, 30 * MIB);

        assertSame(backend.gramEigenvalues(List.of(matrix), Solve.DEFAULT), onCpu(List.of(matrix), Method.GRAM), 1e-13);
        assertThat(said).isEmpty();

        Shim.memory(0, 0);
        List<Matrix> larger = List.of(weights(DType.F32, 2, 600, 1500));
        assertSame(backend.gramEigenvalues(larger, Solve.DEFAULT), onCpu(larger, Method.GRAM), 1e-13);
        assertThat(said).singleElement().asString().contains("cudaMalloc", "out of memory", "computed on the CPU");
    }
}
