package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.linalg.Backend;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Method;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// Who works on which GPU, and what becomes of the work when one fails or has no room, over the shim.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class CudaDevicesTest extends OverTheShim {

    private static List<Matrix> layers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> weights(DType.BF16, i, 300 - i, 100 + 5 * i))
                .toList();
    }

    @Test
    void whereProcessorsAreFewTheirThreadsWaitAsleep() {
        assertThat(Gpu.areWaitsCostly(2, 1)).isTrue();
        assertThat(Gpu.areWaitsCostly(5, 1)).isTrue();
        assertThat(Gpu.areWaitsCostly(6, 1)).isFalse();
        assertThat(Gpu.areWaitsCostly(16, 8)).isTrue();
        boolean here = Gpu.areWaitsCostly(Runtime.getRuntime().availableProcessors(), 2);

        long before = Shim.count("cudaSetDeviceFlags");

        open(0, 1);

        assertThat(Shim.count("cudaSetDeviceFlags") - before).isEqualTo(here ? 2 : 0);
    }

    @Test
    void severalGpusShareTheWork() throws Exception {
        List<Matrix> layers = layers(24);
        open(0, 1, 2);

        assertSame(sideBySide(layers), onCpu(layers, Method.GRAM), 1e-13);

        assertThat(said).isEmpty();
    }

    /// Three threads that have a lane at the same time have one of each.
    @Test
    void workGoesWhereMostLanesAreFree() throws Exception {
        double[] rows = gaussian(3, 50, 33);
        open(0, 1, 2);
        CyclicBarrier allHaveOne = new CyclicBarrier(3);
        Callable<double[]> one = () -> {
            try (GramSum sum = backend.gramSum(33, 1)) {
                sum.add(rows, 50);
                allHaveOne.await();
                return sum.eigenvalues();
            }
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<double[]> each : threads.invokeAll(List.of(one, one, one))) {
                assertSame(List.of(each.get()), onCpu(List.of(Matrix.of(rows, 50, 33)), Method.GRAM), 1e-13);
            }
        }

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
    void aGpuThatFailsAtTheStartIsLeftOut() {
        List<Matrix> layers = layers(2);
        backend.close();
        Shim.devices(2);
        Shim.breakDevice(1);
        backend = new CudaBackend(cuda, List.of(1, 0), Shim.cpu(), said::add);

        assertSame(backend.gramEigenvalues(layers, Solve.DEFAULT), onCpu(layers, Method.GRAM), 1e-13);
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("GPU 1 is left out: CUDA: ")
                .contains("719");
        assertThat(backend.description()).contains("GPU 0").doesNotContain("GPU 1");
    }

    @Test
    void withoutAnyGpuThatAnswersThereIsNoBackend() {
        backend.close();
        Shim.devices(2);
        Shim.breakDevice(0);
        Shim.breakDevice(1);
        assertThatThrownBy(() -> new CudaBackend(cuda, List.of(0, 1), Shim.cpu(), said::add))
                .isInstanceOf(CudaException.class);
        assertThat(said).isEmpty();
    }

    @Test
    void whatAGpuDidIsKnownAfterItWasTakenOut() throws Exception {
        List<Matrix> layers = layers(6);
        open(0);
        sideBySide(layers);
        long bytes = backend.usage().getFirst().bytes();
        Shim.breakDevice(0);
        sideBySide(layers);

        assertThat(backend.usage().getFirst().bytes())
                .isGreaterThanOrEqualTo(bytes)
                .isPositive();
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
