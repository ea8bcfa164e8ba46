package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.encoded;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static eigensweep.testing.Matrices.withEigenvalues;
import static eigensweep.testing.Matrices.withSingularValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.Run;
import eigensweep.diversity.Similarity;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.Vectors;
import eigensweep.linalg.Backend;
import eigensweep.linalg.DeviceLostException;
import eigensweep.linalg.GramKernel;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.linalg.SpectrumException;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend on GPUs owes beyond the contract, over the shim: bytes on the bus, routes, failures, memory,
/// several devices. Reference numbers are those of the CPU's float64 route.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class CudaBackendTest {

    private static final long MIB = 1 << 20;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private CudaApi cuda;
    private CudaBackend backend;

    @BeforeEach
    void load() {
        cuda = Shim.cuda();
        backend = new CudaBackend(cuda, List.of(0), Shim.cpu(), said::add);
    }

    @AfterEach
    void everythingIsGivenBackAndNothingWasDoneThatAGpuWouldNotBear() {
        if (backend != null) {
            backend.close();
        }
        if (cuda != null) {
            assertThat(Shim.alive()).isZero();
            assertThat(Shim.breaches()).isZero();
        }
    }

    private CudaBackend open(Integer... devices) {
        backend.close();
        Shim.devices(devices.length);
        backend = new CudaBackend(cuda, List.of(devices), Shim.cpu(), said::add);
        return backend;
    }

    private static Matrix weights(DType dtype, int seed, int rows, int columns) {
        return encoded(dtype, gaussian(seed, rows, columns), rows, columns, 1.0);
    }

    private static void assertSame(List<double[]> found, List<double[]> expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            double[] reference = expected.get(i);
            double largest = Math.max(Math.abs(reference[0]), reference[reference.length - 1]);
            assertThat(found.get(i)).containsExactly(reference, within(tolerance * largest));
        }
    }

    private static List<double[]> onCpu(List<Matrix> matrices, Method method) {
        return Shim.cpu().gramEigenvalues(matrices, new Solve(Precision.F64, method, 1));
    }

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

    @Test
    void equalLayersAreSolvedAtOnce() {
        List<Matrix> batch = IntStream.range(0, 9)
                .mapToObj(i -> weights(DType.F32, i, 70 + i, 64))
                .toList();

        assertSame(open(0).gramEigenvalues(batch, Solve.DEFAULT), onCpu(batch, Method.GRAM), 1e-13);

        assertThat(Shim.count("cusolverDnXsyevBatched")).isEqualTo(1);
        assertThat(Shim.count("cusolverDnXsyevd")).isZero();
        assertThat(backend.batch(70, 64, Solve.DEFAULT)).isGreaterThanOrEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "31, true, cusolverDnDsyevjBatched",
        "31, false, cusolverDnDsyevjBatched",
        "32, true, cusolverDnXsyevBatched",
        "32, false, cusolverDnXsyevd",
        "1024, true, cusolverDnXsyevBatched",
        "1025, true, cusolverDnXsyevd"
    })
    void theOrderDecidesWhichEigensolver(int n, boolean hasBatched, String function) {
        cuda = FfmCuda.api(hasBatched);
        List<Matrix> batch = List.of(weights(DType.F32, n, n, n), weights(DType.F32, n + 1, n, n));

        assertSame(open(0).gramEigenvalues(batch, Solve.DEFAULT), onCpu(batch, Method.GRAM), 1e-12);

        for (String each : List.of("cusolverDnDsyevjBatched", "cusolverDnXsyevBatched", "cusolverDnXsyevd")) {
            assertThat(Shim.count(each) > 0).as(each).isEqualTo(each.equals(function));
        }
    }

    @ParameterizedTest
    @CsvSource({"F64, cublasSsyrk_v2", "F32, cublasSsyrk_v2", "F16, cublasGemmEx", "BF16, cublasGemmEx"})
    void float32TakesHalvesAsTheyAre(DType dtype, String product) {
        double[] s = sequence(120, i -> 5.0 / (1 + 0.1 * i));
        Matrix matrix = encoded(dtype, withSingularValues(5, 700, 120, s), 700, 120, 1.0);

        List<double[]> found =
                open(0).gramEigenvalues(List.of(matrix, matrix.transposed()), new Solve(Precision.F32, Method.GRAM, 1));

        assertSame(found, onCpu(List.of(matrix, matrix), Method.GRAM), 1e-5);
        assertThat(Shim.count(product)).isEqualTo(2);
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

    /// Planned from what was free, which others then took: 64 Gram matrices take 2 MiB.
    @Test
    void aBatchThatDoesNotFitIsDoneInSmallerOnes() {
        List<Matrix> batch = IntStream.range(0, 64)
                .mapToObj(i -> weights(DType.F32, i, 70, 64))
                .toList();
        open(0);
        Shim.memory(0, 3 * MIB / 2);

        assertSame(backend.gramEigenvalues(batch, Solve.DEFAULT), onCpu(batch, Method.GRAM), 1e-13);

        assertThat(Shim.count("cusolverDnXsyevBatched")).isEqualTo(2);
        assertThat(said).isEmpty();
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

    /// `X^T X` of 50 rows added in three stretches.
    private double[] summed(int order, double[] rows) {
        try (GramSum sum = backend.gramSum(order, 1)) {
            for (int from = 0; from < 50; from += 20) {
                int count = Math.min(20, 50 - from);
                sum.add(Arrays.copyOfRange(rows, from * order, (from + count) * order), count);
            }
            double trace = Arrays.stream(sum.diagonal()).sum();
            sum.map((i, row) -> {
                for (int j = i; j < order; j++) {
                    row[j] /= trace;
                }
            });
            return sum.eigenvalues();
        }
    }

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

    /// The eigenvalues of a matrix of similarities.
    private static double[] similarities(
            Backend backend, Similarity similarity, double[] samples, int n, boolean weighted) {
        Vectors vectors = new Vectors("samples", Matrix.of(samples, n, samples.length / n));
        double[] weights = weighted ? sequence(n, i -> 1.0 + i % 3) : null;
        while (true) {
            try {
                return VectorSamples.of(vectors, similarity, FourierFeatures.Options.DEFAULT)
                        .eigenvalues(weights, new Run(backend, 1))
                        .values();
            } catch (DeviceLostException e) {
                // As VendiScore does: again, elsewhere.
            }
        }
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
        double[] samples = gaussian(3, 20, 4);
        open(0);

        assertThat(similarities(backend, new Similarity.Rbf(1e-12), samples, 20, false))
                .containsOnly(1);
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

    /// Runs layers side by side, as a sweep does.
    private List<double[]> sideBySide(List<Matrix> layers) throws Exception {
        List<Callable<double[]>> calls = new ArrayList<>();
        for (Matrix layer : layers) {
            calls.add(
                    () -> backend.gramEigenvalues(List.of(layer), Solve.DEFAULT).getFirst());
        }
        List<double[]> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<double[]> one : threads.invokeAll(calls)) {
                found.add(one.get());
            }
        }
        return found;
    }

    private static List<Matrix> layers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> weights(DType.BF16, i, 300 - i, 100 + 5 * i))
                .toList();
    }

    @Test
    void severalGpusShareTheWork() throws Exception {
        List<Matrix> layers = layers(24);
        open(0, 1, 2);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);

        assertThat(backend.usage()).hasSize(3).allSatisfy(gpu -> {
            assertThat(gpu.bytes()).isPositive();
            assertThat(gpu.busySeconds()).isPositive();
        });
        assertThat(said).isEmpty();
    }

    @Test
    void onlyTheChosenGpusWork() throws Exception {
        List<Matrix> layers = layers(6);
        backend.close();
        Shim.devices(3);
        backend = new CudaBackend(cuda, List.of(2), Shim.cpu(), said::add);
        Shim.breakDevice(0);
        Shim.breakDevice(1);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);

        assertThat(said).isEmpty();
        assertThat(backend.description()).contains("GPU 2: Shim 2").doesNotContain("GPU 0");
    }

    @Test
    void aFailingGpuIsTakenOutAndNothingIsLost() throws Exception {
        List<Matrix> layers = layers(24);
        open(0, 1);
        sideBySide(layers.subList(0, 6));
        Shim.breakDevice(0);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);

        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("GPU 0 is taken out: ")
                .endsWith("to the other GPU");
    }

    @Test
    void whenAllGpusFailTheCpuGoesOn() throws Exception {
        List<Matrix> layers = layers(10);
        open(0, 1);
        sideBySide(layers.subList(0, 6));
        Shim.breakDevice(0);
        Shim.breakDevice(1);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);

        assertThat(said).hasSize(2).anyMatch(line -> line.endsWith("to the CPU"));
    }

    /// Small devices, so that callers get in each other's way: some need a GPU for themselves.
    @Test
    void layersThatNeedAGpuForThemselvesTakeTurns() throws Exception {
        List<Matrix> layers = new ArrayList<>(layers(12));
        for (int i = 0; i < 4; i++) {
            layers.add(3 * i, weights(DType.BF16, 90 + i, 4000, 200));
        }
        Shim.memory(0, 24 * MIB);
        Shim.memory(1, 24 * MIB);
        open(0, 1);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);
        assertThat(said).isEmpty();
    }

    /// cuBLAS wants memory for each handle, of which a lane has two.
    @Test
    void aGpuWithoutRoomForAllLanesGoesOnWithThoseThatItHas() throws Exception {
        List<Matrix> layers = layers(12);
        double[] rows = gaussian(3, 50, 33);
        open(0);
        double[] expected = summed(33, rows);
        Shim.handles(5);
        try (GramSum first = backend.gramSum(33, 1);
                GramSum second = backend.gramSum(33, 1)) {
            first.add(rows, 50);
            second.add(rows, 50);
            assertSame(List.of(summed(33, rows)), List.of(expected), 1e-14);
        }
        assertThat(said).hasSize(2);
        assertThat(said.poll()).startsWith("GPU 0 goes on with 2 of 3 lanes: cuBLAS: cublasCreate failed with code 3");
        assertThat(said.poll()).startsWith("33 x 33: this thread has a Gram matrix open on a GPU");

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);
        assertThat(said).isEmpty();
    }

    @Test
    void aGpuWithoutRoomForAnyLaneIsTakenOut() throws Exception {
        List<Matrix> layers = layers(6);
        open(0);
        Shim.handles(1);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);

        assertThat(said)
                .filteredOn(line -> line.startsWith("GPU 0 is taken out: cuBLAS: cublasCreate failed"))
                .hasSize(1);
        assertThat(backend.gramSpectra(layers, Solve.DEFAULT))
                .extracting(Backend.Found::by)
                .containsOnly("openblas");
    }

    /// Which is another matter than no room for a lane.
    @Test
    void aGpuThatFailsWhileALaneIsMadeIsTakenOut() {
        List<Matrix> layers = layers(2);
        open(0);
        try (GramSum sum = backend.gramSum(33, 1)) {
            sum.add(gaussian(3, 50, 33), 50);
            Shim.breakDevice(0);

            assertSame(backend.gramEigenvalues(layers, Solve.DEFAULT), onCpu(layers, Method.GRAM), 1e-13);
        }
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("GPU 0 is taken out: CUDA: cudaStreamCreateWithFlags failed with code 719")
                .endsWith("to the CPU");
    }

    /// A thread with a sum open on the only GPU asks for all of it: it would wait for itself.
    @Test
    void whoHasASumOpenWaitsForNobody() {
        Matrix large = weights(DType.BF16, 2, 33_000, 260); // its blocks take more than a third of 256 MiB
        double[] rows = gaussian(3, 50, 33);
        Shim.memory(0, 256 * MIB);
        open(0);
        double[] expected = summed(33, rows);
        try (GramSum sum = backend.gramSum(33, 1)) {
            sum.add(rows, 50);

            assertSame(
                    backend.gramEigenvalues(List.of(large), Solve.DEFAULT), onCpu(List.of(large), Method.GRAM), 1e-13);
            assertThat(said)
                    .singleElement()
                    .asString()
                    .startsWith("33000 x 260: this thread has a Gram matrix open on a GPU");

            // What fits beside it is done there.
            assertThat(summed(33, rows)).isEqualTo(expected);
            assertThat(said).hasSize(1);
        }
    }

    /// Three threads have all lanes, and each asks for another; a fourth wants the GPU for itself meanwhile.
    @Test
    void threadsWithSumsOpenDoNotWaitForEachOther() throws Exception {
        double[] rows = gaussian(3, 50, 33);
        Shim.memory(0, 256 * MIB);
        open(0);
        double[] expected = summed(33, rows);
        CyclicBarrier allHaveOne = new CyclicBarrier(4);
        Callable<double[]> nested = () -> {
            try (GramSum sum = backend.gramSum(33, 1)) {
                sum.add(rows, 50);
                allHaveOne.await();
                return summed(33, rows);
            }
        };
        Callable<double[]> whole = () -> {
            allHaveOne.await();
            return backend.gramEigenvalues(List.of(weights(DType.BF16, 2, 33_000, 260)), Solve.DEFAULT)
                    .getFirst();
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<double[]>> all = threads.invokeAll(List.of(nested, nested, nested, whole));
            for (Future<double[]> one : all.subList(0, 3)) {
                assertSame(List.of(one.get()), List.of(expected), 1e-14);
            }
            assertThat(all.getLast().get()).hasSize(260);
        }
        assertThat(said)
                .hasSizeBetween(1, 3)
                .allMatch(line -> line.startsWith("33 x 33: this thread has a Gram matrix open on a GPU"));
    }

    @Test
    void theSameBitsOnEveryGpuAndInEveryBatch() throws Exception {
        List<Matrix> layers = layers(12);
        open(0, 1);
        List<double[]> apart = sideBySide(layers);

        List<double[]> together = backend.gramEigenvalues(layers, Solve.DEFAULT);

        for (int i = 0; i < layers.size(); i++) {
            assertThat(together.get(i)).isEqualTo(apart.get(i));
        }
        assertThat(Arrays.stream(apart.getFirst()).sum()).isPositive();
    }
}
