package eigensweep.natives.gpu;

import static eigensweep.testing.Matrices.gaussian;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.GramSum;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.natives.gpu.binding.FfmCuda;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which eigensolver takes a matrix, how many it takes at once, and what that is not to be seen in; over the shim.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class CudaBatchesTest extends OverTheShim {

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
        "31, true, false, cusolverDnDsyevjBatched",
        "31, true, true, cusolverDnDsyevjBatched",
        "31, false, true, cusolverDnDsyevjBatched",
        "32, true, false, cusolverDnXsyevBatched",
        "32, false, true, cusolverDnXsyevd",
        "128, true, false, cusolverDnXsyevBatched",
        "129, true, false, cusolverDnXsyevd",
        "129, true, true, cusolverDnXsyevBatched",
        "129, false, true, cusolverDnXsyevd"
    })
    void theOrderDecidesWhichEigensolverAndWhetherThereAreMany(
            int n, boolean hasBatched, boolean many, String function) {
        cuda = FfmCuda.api(hasBatched);
        List<Matrix> batch = List.of(weights(DType.F32, n, n, n), weights(DType.F32, n + 1, n, n));
        Solve solve = many ? Solve.DEFAULT.amongMany() : Solve.DEFAULT;

        assertSame(open(0).gramEigenvalues(batch, solve), onCpu(batch, Method.GRAM), 1e-12);

        for (String each : List.of("cusolverDnDsyevjBatched", "cusolverDnXsyevBatched", "cusolverDnXsyevd")) {
            assertThat(Shim.count(each) > 0).as(each).isEqualTo(each.equals(function));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "128, F64, GRAM, false",
        "129, F64, GRAM, true",
        "129, F64, SVD, false",
        "600, F64, GRAM, true",
        "700, F64, GRAM, false",
        "700, F32, GRAM, true",
        "4097, F32, GRAM, false"
    })
    void thereAreBatchesWhereOneFitsALane(int n, Precision precision, Method method, boolean batched) {
        open(0); // of 4 GiB a lane has 1228 MiB, and 64 places of order 700 may take 1435 in float64

        assertThat(backend.isBatched(n, new Solve(precision, method, 1))).isEqualTo(batched);
    }

    /// A sweep that goes on while somebody else has the GPU's memory must find its results again.
    @Test
    void whetherThereAreBatchesIsNoMatterOfWhatIsFree() {
        open(0);
        try (GramSum sum = backend.gramSum(12_000, 1)) { // 1.1 GiB of the shim's 4
            sum.add(new double[12_000], 1);
            CudaBackend later = new CudaBackend(cuda, List.of(0), Shim.cpu(), said::add);

            assertThat(later.isBatched(600, Solve.DEFAULT)).isTrue();
            later.close();
        }
    }

    /// Of the places in a call those that are left over are zeros.
    @Test
    void aBatchOfALargeOrderAlwaysHasTheSameSize() {
        List<Matrix> batch = IntStream.range(0, 66)
                .mapToObj(i -> weights(DType.F32, i, 140, 130))
                .toList();
        Solve solve = Solve.DEFAULT.amongMany();

        assertSame(open(0).gramEigenvalues(batch, solve), onCpu(batch, Method.GRAM), 1e-13);
        assertThat(Shim.count("cusolverDnXsyevBatched")).isEqualTo(2);
        assertThat(Shim.bytesToHost()).isEqualTo(2 * 64 * (130 * 8 + 4) + 66 * 3 * 8);
        assertThat(backend.batch(140, 130, solve)).isEqualTo(64);
        assertThat(backend.batch(140, 130, Solve.DEFAULT)).isEqualTo(1);
        assertThat(said).isEmpty();
    }

    @Test
    void aMatrixOutOfRangeSpoilsNoneBesideIt() {
        Matrix plain = weights(DType.F32, 1, 70, 64);
        Matrix huge = Matrix.of(
                DoubleStream.of(gaussian(1, 70, 64)).map(v -> v * 1e100).toArray(), 70, 64);
        List<Matrix> batch = List.of(plain, huge, plain);

        assertSame(open(0).gramEigenvalues(batch, Solve.DEFAULT), onCpu(batch, Method.GRAM), 1e-13);

        assertThat(said).singleElement().asString().contains("leaves the range of the arithmetic; redone on the CPU");
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
}
