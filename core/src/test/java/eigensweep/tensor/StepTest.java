package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.testing.Matrices;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Steps against the sums that define them, element by element and in rows, whole, in blocks and transposed.
class StepTest {

    private static Tensor tensor(long seed, long... shape) {
        int count = (int) Tensor.count(shape);
        MemorySegment data = MemorySegment.ofArray(Matrices.gaussian(seed, 1, count));
        return Tensor.of("t" + seed, DType.F64, shape, data);
    }

    private static double at(Tensor tensor, long... index) {
        long[] position = index.clone();
        return Widen.at(tensor.matrix(0, 1, position, 1.0), (int) index[0], (int) index[1]);
    }

    /// What an element should be.
    private interface Element {
        double at(int i, int j);
    }

    private static void assertMatrix(Matrix m, Element expected) {
        double[] row = new double[m.columns()];
        Matrix transposed = m.transposed();
        Matrix block = m.block(2, 1, m.rows() - 2, m.columns() - 1);
        for (int i = 0; i < m.rows(); i++) {
            Widen.toF64(m, i, 0, row.length, MemorySegment.ofArray(row), 0);
            for (int j = 0; j < row.length; j++) {
                assertThat(row[j]).isCloseTo(expected.at(i, j), within(1e-13));
                assertThat(Widen.at(m, i, j)).isCloseTo(row[j], within(1e-13));
                assertThat(Widen.at(transposed, j, i)).isCloseTo(row[j], within(1e-13));
                if (i >= 2 && j >= 1) {
                    assertThat(Widen.at(block, i - 2, j - 1)).isCloseTo(row[j], within(1e-13));
                }
            }
        }
    }

    @Test
    void aKroneckerProductHasABlockForEachElementOfTheFirst() {
        Tensor left = tensor(1, 3, 2);
        Tensor right = tensor(2, 2, 4);
        Tensor whole = tensor(3, 6, 8);
        Matrix m = whole.then(new Step.Kronecker(left, right, 0.5)).matrix(0, 1, new long[2], 1.0);
        assertMatrix(m, (i, j) -> at(whole, i, j) + 0.5 * at(left, i / 2, j / 4) * at(right, i % 2, j % 4));
    }

    @Test
    void aKroneckerProductOfAKernelIsOneForEachPosition() {
        Tensor left = tensor(1, 3, 2);
        Tensor right = tensor(2, 2, 4, 3);
        Tensor kernel = tensor(3, 6, 8, 3).then(new Step.Kronecker(left, right, 1));
        assertMatrix(
                kernel.matrix(0, 1, new long[] {0, 0, 2}, 1.0),
                (i, j) -> at(tensor(3, 6, 8, 3), i, j, 2) + at(left, i / 2, j / 4) * at(right, i % 2, j % 4, 2));
    }

    @Test
    void bothFactorsOfAProductMayHavePositions() {
        Tensor left = tensor(1, 4, 2, 3);
        Tensor right = tensor(2, 2, 5, 3);
        Tensor kernel = tensor(3, 4, 5, 3).then(new Step.Product(left, right, 2));
        assertMatrix(
                kernel.matrix(0, 1, new long[] {0, 0, 1}, 1.0),
                (i, j) -> at(tensor(3, 4, 5, 3), i, j, 1)
                        + 2 * (at(left, i, 0, 1) * at(right, 0, j, 1) + at(left, i, 1, 1) * at(right, 1, j, 1)));
    }

    @Test
    void aTensorIsTransposedWithItsSteps() {
        long[] each = {1, 3};
        List<Step> steps = List.of(
                new Step.Product(tensor(1, 4, 2), tensor(2, 2, 6), 0.5),
                new Step.Times(tensor(3, 4, 2), each),
                new Step.Plus(tensor(4, 4, 2), 2, each),
                new Step.Kronecker(tensor(5, 2, 2), tensor(6, 2, 3), 3));
        Tensor whole = tensor(7, 4, 6);
        for (Step step : steps) {
            whole = whole.then(step);
        }
        Matrix m = whole.matrix(0, 1, new long[2], 1.0);
        assertMatrix(whole.transposed().matrix(0, 1, new long[2], 1.0), (i, j) -> Widen.at(m, j, i));
    }

    @Test
    void aKernelIsNotTransposed() {
        assertThatIllegalArgumentException().isThrownBy(() -> tensor(1, 2, 3, 4).transposed());
    }
}
