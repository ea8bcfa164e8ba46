package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixTest {

    private static final MemorySegment DATA = MemorySegment.ofArray(new byte[1024]);

    private static Matrix view(int rows, int columns, long rowStride, long columnStride) {
        return new Matrix(DATA, DType.F32, 7, rows, columns, rowStride, columnStride, 0.5);
    }

    @Test
    void ofAnArrayIsRowMajor() {
        Matrix m = Matrix.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

        assertThat(Widen.at(m, 0, 2)).isEqualTo(3);
        assertThat(Widen.at(m, 1, 0)).isEqualTo(4);
    }

    @Test
    void transposedExchangesRowsAndColumnsAndNothingElse() {
        assertThat(view(3, 5, 8, 1).transposed()).isEqualTo(view(5, 3, 1, 8));
        assertThat(view(3, 5, 8, 1).transposed().transposed()).isEqualTo(view(3, 5, 8, 1));
    }

    @Test
    void rowContiguousIsTheViewWhoseRowNeighboursAreCloser() {
        assertThat(view(3, 5, 8, 1).rowContiguous()).isEqualTo(view(3, 5, 8, 1));
        assertThat(view(3, 5, 1, 8).rowContiguous()).isEqualTo(view(5, 3, 8, 1));
    }

    @Test
    void rowContiguousLeavesASingleColumnAlone() {
        assertThat(view(5, 1, 1, 8).rowContiguous()).isEqualTo(view(5, 1, 1, 8));
    }

    @Test
    void denseIsWhatHasNoGaps() {
        assertThat(view(3, 5, 5, 1).isDense()).isTrue();
        assertThat(view(3, 5, 8, 1).isDense()).isFalse();
        assertThat(view(3, 5, 1, 3).isDense()).isFalse();
    }

    @Test
    void tallHasAtLeastAsManyRowsAsColumns() {
        assertThat(view(5, 3, 8, 1).tall()).isEqualTo(view(5, 3, 8, 1));
        assertThat(view(4, 4, 8, 1).tall()).isEqualTo(view(4, 4, 8, 1));
        assertThat(view(3, 5, 8, 1).tall()).isEqualTo(view(5, 3, 1, 8));
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "5, 3"})
    void sidesDoNotDependOnOrientation(int rows, int columns) {
        assertThat(view(rows, columns, columns, 1).smallSide()).isEqualTo(3);
        assertThat(view(rows, columns, columns, 1).largeSide()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "5, 0", "-1, 5"})
    void refusesToBeEmpty(int rows, int columns) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view(rows, columns, 8, 1))
                .withMessageContaining(rows + " x " + columns);
    }

    @ParameterizedTest
    @EnumSource(names = {"F6_E2M3", "F6_E3M2", "U64", "C64", "C128", "STRING", "OTHER"})
    void refusesTypesThatCannotBeWidened(DType dtype) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Matrix(DATA, dtype, 0, 1, 1, 1, 1, 1.0))
                .withMessageContaining(dtype.name());
    }
}
