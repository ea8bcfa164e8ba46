package eigensweep.checkpoint.parts;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The same elements under other axes, their scales with them: what a program that copies them would get.
class ArrangementTest {

    /// Elements 0, 1, 2, ...
    private static Tensor counted(long... shape) {
        float[] values = new float[(int) Tensor.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensor.of("t", DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)));
    }

    private static double[] values(@Nullable Tensor tensor) {
        Tensor matrix = Objects.requireNonNull(tensor);
        return Opened.values(matrix.matrix(0, 1, new long[2], 1.0));
    }

    @Test
    void axesAreSplitAndJoinedRowByRow() {
        assertThat(values(Arrangement.reshaped(counted(2, 3, 2), new long[] {3, 4})))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(values(Arrangement.reshaped(counted(6), new long[] {2, 3}))).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(Arrangement.reshaped(counted(6), new long[] {2, 2})).isNull();
        assertThat(Arrangement.reshaped(counted(6), new long[] {1L << 40, 1L << 40}))
                .isNull();
    }

    /// Of a matrix that is turned over, columns follow each other: no stride runs through its rows.
    @Test
    void whatWouldHaveToBeCopiedIsNull() {
        Tensor turned = Objects.requireNonNull(Arrangement.permuted(counted(2, 3), new long[] {1, 0}));
        assertThat(values(turned)).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(Arrangement.reshaped(turned, new long[] {2, 3})).isNull();
        assertThat(Arrangement.reshaped(turned, new long[] {6, 1})).isNull();
        assertThat(values(Arrangement.reshaped(turned, new long[] {3, 2}))).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(Arrangement.permuted(counted(2, 3), new long[] {1, 1})).isNull();
        assertThat(Arrangement.permuted(counted(2, 3), new long[] {0})).isNull();
    }

    /// `[2, 2 blocks, 3]` with a scale a block becomes `[2, 6]`, and is turned over.
    @Test
    void scalesOfBlocksGoWithTheirElements() {
        Tensor scaled = counted(2, 2, 3).then(new Step.Times(powers(2, 2, 1), new long[] {1, 1, 3}));
        double[] expected = {0, 1, 2, 6, 8, 10, 24, 28, 32, 72, 80, 88};

        Tensor joined = Arrangement.reshaped(scaled, new long[] {2, 6});
        assertThat(values(joined)).containsExactly(expected);
        assertThat(values(Arrangement.permuted(Objects.requireNonNull(joined), new long[] {1, 0})))
                .startsWith(expected[0], expected[6], expected[1], expected[7]);
        assertThat(Arrangement.reshaped(scaled, new long[] {12, 1}))
                .as("blocks of rows and columns that become one axis, of one scale for three")
                .satisfies(column -> assertThat(values(column)).containsExactly(expected));
        assertThat(Arrangement.reshaped(scaled, new long[] {4, 3}))
                .satisfies(rows -> assertThat(values(rows)).containsExactly(expected));
    }

    /// 1, 2, 4, ...
    private static Tensor powers(long... shape) {
        float[] values = new float[(int) Tensor.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 << i;
        }
        return Tensor.of("s", DType.F32, shape, MemorySegment.ofArray(Bytes.floats(values)));
    }

    @Test
    void partsAlongTheFirstAxisKeepTheirScales() {
        Tensor scaled = counted(2, 2, 3).then(new Step.Plus(powers(2, 1, 3), -1.0, new long[] {1, 2, 1}));

        assertThat(values(Arrangement.at(scaled, 0))).containsExactly(-1, -1, -2, 2, 2, 1);
        assertThat(values(Arrangement.at(scaled, 1))).containsExactly(-2, -9, -24, 1, -6, -21);
        Tensor nibbles = Tensor.of("n", DType.U4, new long[] {2, 1, 3}, MemorySegment.ofArray(new byte[3]));
        assertThat(Arrangement.at(nibbles, 1)).as("begins within a byte").isNull();
    }

    @Test
    void scalesAreSpreadOverShapesThatTheyFit() {
        long[] shape = {4, 6};
        assertThat(spread(counted(), shape, 0, 0)).containsExactly(4, 6);
        assertThat(spread(counted(4), shape, 0, 0)).containsExactly(1, 6);
        assertThat(spread(counted(6), shape, 1, 0)).containsExactly(4, 1);
        assertThat(spread(counted(2, 6), shape, 0, 0)).containsExactly(2, 1);
        assertThat(spread(counted(4, 2), shape, 1, 4)).containsExactly(1, 4);
        assertThat(Arrangement.spread(counted(5), shape, 0, 0)).isNull();
        assertThat(Arrangement.spread(counted(4, 5), shape, 1, 0)).isNull();
        assertThat(Arrangement.spread(counted(4, 3), shape, 1, 4)).isNull();
        assertThat(Arrangement.spread(counted(4), shape, 2, 0)).isNull();
    }

    private static long[] spread(Tensor cells, long[] shape, int axis, long block) {
        return Objects.requireNonNull(Arrangement.spread(cells, shape, axis, block))
                .each();
    }
}
