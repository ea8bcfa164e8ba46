package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import eigensweep.testing.Matrices;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocksTest {

    /// Only the shape: blocks are planned before anything is read.
    private static Matrix shape(int rows, int columns) {
        return new Matrix(MemorySegment.NULL, DType.F32, 0, rows, columns, columns, 1, 1.0);
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({
        "1, 1",
        "127, 127",
        "128, 5",
        "129, 129",
        "4095, 256",
        "4096, 256",
        "4097, 256",
        "5000, 257",
        "9000, 8191",
        "9000, 8193",
        "262144, 512",
        "70, 2147483647",
        "2147483647, 1"
    })
    void coverTheLongerSideExactlyOnce(int rows, int columns) {
        for (Matrix matrix : new Matrix[] {shape(rows, columns), shape(columns, rows)}) {
            Blocks blocks = Blocks.of(matrix);
            int last = blocks.count() - 1;

            assertThat(blocks.side()).isEqualTo(Math.min(rows, columns));
            assertThat((long) last * blocks.depth() + blocks.extent(last)).isEqualTo(matrix.largeSide());
            assertThat(blocks.extent(last)).isBetween(1, blocks.depth());
            assertThat(last == 0 ? blocks.depth() : blocks.extent(0)).isEqualTo(blocks.depth());
            assertThat(blocks.elements()).isEqualTo((long) blocks.depth() * blocks.side());
        }
    }

    /// What keeps a widened block in the cache, and the memory of a sweep bounded.
    @ParameterizedTest(name = "side {0}: depth {1}")
    @CsvSource({"1, 4096", "256, 4096", "257, 4032", "512, 2048", "1024, 1024", "4096, 256", "8192, 128", "20000, 128"})
    void areAsDeepAsAMillionElementsAllow(int side, int depth) {
        assertThat(Blocks.of(shape(1_000_000, side)).depth()).isEqualTo(depth);
        assertThat(Blocks.of(shape(side, 1_000_000)).depth()).isEqualTo(depth);
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"9001, 3", "3, 9001", "5, 5", "1, 4097", "4097, 1"})
    void widenEveryElementIntoItsPlace(int rows, int columns) {
        Matrix matrix = Matrix.of(Matrices.gaussian(1, rows, columns), rows, columns);
        Blocks blocks = Blocks.of(matrix);
        double[] wide = new double[(int) blocks.elements()];
        float[] narrow = new float[wide.length];
        for (int b = 0; b < blocks.count(); b++) {
            int first = blocks.rows(b) / 2;
            int others = blocks.rows(b) - first;
            blocks.widenF64(b, 0, first, MemorySegment.ofArray(wide));
            blocks.widenF64(b, first, others, MemorySegment.ofArray(wide));
            blocks.widenF32(b, 0, first, MemorySegment.ofArray(narrow));
            blocks.widenF32(b, first, others, MemorySegment.ofArray(narrow));
            int blockRows = blocks.isTall() ? blocks.extent(b) : rows;
            int blockColumns = blocks.isTall() ? columns : blocks.extent(b);
            int from = b * blocks.depth();
            for (int i = 0; i < blockRows; i++) {
                for (int j = 0; j < blockColumns; j++) {
                    double element = Widen.at(matrix, blocks.isTall() ? from + i : i, blocks.isTall() ? j : from + j);
                    assertThat(wide[i * blockColumns + j]).isEqualTo(element);
                    assertThat(narrow[i * blockColumns + j]).isEqualTo((float) element);
                }
            }
        }
    }

    @Test
    void aTraceThatIsInRangeNeedsNoSearch() {
        Matrix matrix = Matrix.of(new double[] {Double.NaN}, 1, 1);

        Blocks.checkTrace(matrix, 1.0, Precision.F64);
    }

    @Test
    void aTraceOutOfRangeIsExplainedByTheWeights() {
        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> Blocks.checkTrace(
                        Matrix.of(new double[] {1, 2, 3, Double.NaN}, 2, 2), Double.NaN, Precision.F64))
                .withMessage("holds NaN at row 1, column 1");
        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> Blocks.checkTrace(Matrix.of(new double[] {-2e200}, 1, 1), 1 / 0.0, Precision.F64))
                .withMessageContaining("2.0E200");
        Blocks.checkTrace(Matrix.of(new double[2], 1, 2), 0, Precision.F64);
    }

    @Test
    void float32HasLessRange() {
        Matrix small = Matrix.of(new double[] {1e-20}, 1, 1);

        Blocks.checkTrace(small, 1e-40, Precision.F64);
        assertThatExceptionOfType(SpectrumException.class)
                .isThrownBy(() -> Blocks.checkTrace(small, 1e-40, Precision.F32));
    }
}
