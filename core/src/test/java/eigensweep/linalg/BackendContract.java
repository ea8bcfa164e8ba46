package eigensweep.linalg;

import static eigensweep.linalg.BackendUnderTest.assertClose;
import static eigensweep.linalg.BackendUnderTest.tolerance;
import static eigensweep.testing.Matrices.gaussian;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What every backend owes, in float64. A class of tests implements it and names the backend, which may refuse a
/// method, and never gets it wrong.
public interface BackendContract extends SpectrumContract, StorageContract, SymmetricContract, GramSumContract {

    /// A sweep that is resumed cuts its batches differently; its numbers must not show that.
    @ParameterizedTest
    @EnumSource
    default void aBatchOfMixedShapesIsTheSameAsOneByOne(Method method) {
        List<Matrix> batch = new ArrayList<>();
        for (int[] shape : new int[][] {{40, 30}, {1, 1}, {3, 200}, {300, 7}, {33, 33}, {1, 5}, {40, 30}}) {
            batch.add(Matrix.of(gaussian(batch.size(), shape[0], shape[1]), shape[0], shape[1]));
        }

        List<double[]> together = backend().gramEigenvalues(batch, solve(method));

        assertThat(together).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(together.get(i)).isEqualTo(spectrum(batch.get(i), method));
        }
        assertThat(backend().gramEigenvalues(List.of(), solve(method))).isEmpty();
    }

    /// Orders on either side of every boundary between a GPU's eigensolvers.
    @ParameterizedTest(name = "of {0} matrices of order {1}, many: {2}")
    @CsvSource({
        "9, 31, false",
        "9, 32, false",
        "9, 33, false",
        "7, 64, false",
        "5, 128, false",
        "5, 129, false",
        "5, 129, true",
        "5, 300, true",
        "2, 1024, true"
    })
    default void aLargeBatchIsTheSameAsOneByOne(int count, int order, boolean many) {
        Solve solve = many ? solve(Method.GRAM).amongMany() : solve(Method.GRAM);
        List<Matrix> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(Matrix.of(gaussian(i, order, order), order, order));
        }

        List<double[]> together = backend().gramEigenvalues(batch, solve);

        for (int i = 0; i < count; i++) {
            assertThat(Arrays.equals(
                            together.get(i),
                            backend()
                                    .gramEigenvalues(List.of(batch.get(i)), solve)
                                    .getFirst()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    default void theSameCallGivesTheSameBits(Method method) throws Exception {
        Matrix matrix = Matrix.of(gaussian(47, 300, 120), 300, 120);
        Solve solve = solve(method);
        double[] alone = spectrum(matrix, method);
        CyclicBarrier start = new CyclicBarrier(4);
        Callable<double[]> call = () -> {
            start.await();
            return backend().gramEigenvalues(List.of(matrix), solve).getFirst();
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<double[]> together : threads.invokeAll(List.of(call, call, call, call))) {
                assertThat(together.get()).isEqualTo(alone);
            }
        }
        assertThat(spectrum(matrix, method)).isEqualTo(alone);
    }

    @Test
    default void severalThreadsGiveTheSameSpectrumToRounding() {
        Matrix matrix = Matrix.of(gaussian(53, 400, 300), 400, 300);
        Solve two = solve(Method.GRAM).withThreads(2);

        double[] found = backend().gramEigenvalues(List.of(matrix), two).getFirst();

        assertClose(found, spectrum(matrix, Method.GRAM), tolerance(matrix));
        assertThat(backend().gramEigenvalues(List.of(matrix), two).getFirst()).isEqualTo(found);
    }

    @ParameterizedTest
    @EnumSource
    default void workspaceHoldsAtLeastTheSquareOfTheSmallerSide(Method method) {
        assertThat(backend().workspaceBytes(5000, 300, solve(method))).isGreaterThanOrEqualTo(8L * 300 * 300);
        assertThat(backend().workspaceBytes(300, 5000, solve(method)))
                .isEqualTo(backend().workspaceBytes(5000, 300, solve(method)));
    }

    @Test
    default void itSaysWhatItIs() {
        assertThat(backend().name()).matches("[a-z]+");
        assertThat(backend().description()).isNotBlank().doesNotContain("\n");
    }
}
