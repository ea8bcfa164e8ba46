package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.testing.Matrices;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShuffleTest {

    private static double[] elements(Matrix m) {
        double[] elements = new double[m.rows() * m.columns()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Widen.at(m, i / m.columns(), i % m.columns());
        }
        return elements;
    }

    private static double[] shuffled(Matrix m, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            return elements(Shuffle.of(m, seed, arena));
        }
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /// Small ones are shuffled in one round, those beyond 2097152 elements in two.
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "5, 3", "64, 64", "1024, 2048", "1025, 2048", "1500, 1700"})
    void keepsEveryElement(int rows, int columns) {
        Matrix matrix = Matrix.of(Matrices.sequence(rows * columns, i -> i), rows, columns);

        double[] shuffled = shuffled(matrix, 3);

        assertThat(sorted(shuffled)).isEqualTo(elements(matrix));
        assertThat(shuffled(matrix, 3)).isEqualTo(shuffled);
        if (rows * columns > 10) {
            assertThat(shuffled).isNotEqualTo(elements(matrix));
            assertThat(shuffled(matrix, 4)).isNotEqualTo(shuffled);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void keepsTheStoredTypeAndTheScale(DType dtype) {
        double[] values = Matrices.sequence(60, i -> i % 15 - 7);
        Matrix matrix = Matrices.encoded(dtype, values, 12, 5, 0.5);

        try (Arena arena = Arena.ofConfined()) {
            Matrix shuffled = Shuffle.of(matrix, 1, arena);

            assertThat(shuffled.dtype()).isEqualTo(dtype);
            assertThat(shuffled.scale()).isEqualTo(0.5);
            assertThat(shuffled.data().byteSize()).isEqualTo(Shuffle.bytes(matrix));
            assertThat(sorted(elements(shuffled))).isEqualTo(sorted(elements(matrix)));
        }
    }

    /// Elements of a block cannot change places in it: they are shuffled as the numbers that they are.
    @Test
    void shufflesTheElementsOfBlocks() {
        byte[] blocks = new byte[3 * 34];
        for (int block = 0; block < 3; block++) {
            blocks[34 * block + 1] = (byte) (0x38 + 4 * block); // the upper byte of 1/2, 1 and 2 in float16
            for (int i = 0; i < 32; i++) {
                blocks[34 * block + 2 + i] = (byte) (3 * i + 1);
            }
        }
        Matrix matrix = new Matrix(MemorySegment.ofArray(blocks), DType.Q8_0, 0, 3, 32, 32, 1, 0.5);

        double[] shuffled = shuffled(matrix, 7);

        assertThat(shuffled).isNotEqualTo(elements(matrix));
        assertThat(sorted(shuffled)).isEqualTo(sorted(elements(matrix)));
        assertThat(Shuffle.bytes(matrix)).isEqualTo(8 * 96);
    }

    /// A slice of a kernel: no two of its elements are neighbours in memory.
    @Test
    void readsStridedElements() {
        double[] kernel = Matrices.sequence(2 * 3 * 4, i -> i);
        Matrix slice = new Matrix(Matrix.of(kernel, 1, 24).data(), DType.F64, 1, 3, 4, 8, 2, 1.0);

        assertThat(sorted(shuffled(slice, 1))).isEqualTo(Matrices.sequence(12, i -> 2 * i + 1));
    }

    /// Every order is as likely as every other: 24 of four elements, each drawn about 1000 times. Chi-squared with
    /// 23 degrees of freedom stays below 49.7 with probability 0.999.
    @Test
    void drawsEveryOrderAlike() {
        int[] counts = new int[256];
        for (int seed = 0; seed < 24_000; seed++) {
            double[] order = shuffled(Matrix.of(new double[] {0, 1, 2, 3}, 2, 2), seed);
            counts[(int) (64 * order[0] + 16 * order[1] + 4 * order[2] + order[3])]++;
        }
        double chiSquared = Arrays.stream(counts)
                .filter(count -> count > 0)
                .mapToDouble(count -> (count - 1000.0) * (count - 1000.0) / 1000)
                .sum();

        assertThat(Arrays.stream(counts).filter(count -> count > 0).count()).isEqualTo(24);
        assertThat(chiSquared).isLessThan(49.7);
    }

    /// Two rounds: where an element goes does not depend on where it was. The correlation of `n` pairs has the
    /// standard deviation `1 / sqrt(n)`; neighbours stay neighbours about twice in all.
    @Test
    void leavesNoTraceOfTheOldOrderInTwoRounds() {
        int n = 600 * 600;
        double[] order = shuffled(Matrix.of(Matrices.sequence(n, i -> i), 600, 600), 11);
        double mean = (n - 1) / 2.0;
        double covariance = 0;
        double variance = 0;
        int neighbours = 0;
        for (int i = 0; i < n; i++) {
            covariance += (order[i] - mean) * (i - mean);
            variance += (i - mean) * (i - mean);
            neighbours += i > 0 && Math.abs(order[i] - order[i - 1]) == 1 ? 1 : 0;
        }

        assertThat(Math.abs(covariance / variance)).isLessThan(4 / Math.sqrt(n));
        assertThat(neighbours).isLessThan(12);
    }
}
