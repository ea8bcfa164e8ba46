package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.testing.Matrices;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixStepTest {

    private static final int ROWS = 12;
    private static final int COLUMNS = 10;

    private final double[] values = Matrices.gaussian(1, ROWS, COLUMNS);

    /// Whatever is read of it, whole rows or a part, as it is or transposed, in a block: element `(i, j)` is
    /// `w(i, j) * f(i / rowsEach, j / columnsEach) - 2 f(i / rowsEach, j / columnsEach)`, to the last bit.
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 5", "4, 1", "3, 2", "12, 10", "5, 4", "1, 10", "20, 1"})
    void anElementHasTheCellOfItsPlace(int rowsEach, int columnsEach) {
        int cellColumns = Math.ceilDiv(COLUMNS, columnsEach);
        double[] cells = Matrices.gaussian(2, Math.ceilDiv(ROWS, rowsEach), cellColumns);
        Tensor grid = Tensor.of(
                "cells", DType.F64, new long[] {cells.length / cellColumns, cellColumns}, MemorySegment.ofArray(cells));
        long[] each = {rowsEach, columnsEach};
        Matrix m = Tensor.of("w", DType.F64, new long[] {ROWS, COLUMNS}, MemorySegment.ofArray(values))
                .then(new Step.Times(grid, each))
                .then(new Step.Plus(grid, -2, each))
                .matrix(0, 1, new long[2], 1.0);
        double[] expected = Matrices.sequence(ROWS * COLUMNS, at -> {
            double cell = cells[at / COLUMNS / rowsEach * cellColumns + at % COLUMNS / columnsEach];
            return values[at] * cell - 2 * cell;
        });

        double[] whole = new double[ROWS * COLUMNS];
        Widen.toF64(m, 0, 0, whole.length, MemorySegment.ofArray(whole), 0);
        assertThat(whole).containsExactly(expected);
        for (List<Integer> part : List.of(List.of(0, 0), List.of(2, 3), List.of(11, 9), List.of(7, 1))) {
            int row = part.get(0);
            int column = part.get(1);
            Matrix block = m.block(row, column, ROWS - row, COLUMNS - column);
            double[] along = new double[block.columns()];
            Widen.toF64(block, 0, 0, along.length, MemorySegment.ofArray(along), 0);
            assertThat(along)
                    .containsExactly(Matrices.sequence(along.length, j -> expected[row * COLUMNS + column + j]));
            double[] down = new double[block.rows()];
            Widen.toF64(block.transposed(), 0, 0, down.length, MemorySegment.ofArray(down), 0);
            assertThat(down)
                    .containsExactly(Matrices.sequence(down.length, i -> expected[(row + i) * COLUMNS + column]));
            assertThat(Widen.at(m, row, column)).isEqualTo(expected[row * COLUMNS + column]);
        }
    }
}
