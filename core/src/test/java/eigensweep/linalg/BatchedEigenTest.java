package eigensweep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.simd.SmallEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchedEigenTest {

    @BeforeEach
    void lanesAreNeeded() {
        assumeTrue(SmallEigen.lanes() > 1, "these kernels take one matrix at a time");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9, 17, 32, 63, 64, 100, 128})
    void agreesWithTheReductionOfOneMatrix(int n) {
        Random random = new Random(n);
        List<double[]> matrices = new ArrayList<>();
        for (int k = 0; k < 21; k++) {
            matrices.add(gram(random, n, 1 + random.nextInt(2 * n), k % 3));
        }
        List<double[]> eigenvalues = BatchedEigen.eigenvalues(matrices, n);
        for (int k = 0; k < matrices.size(); k++) {
            double[] expected = SymmetricEigen.eigenvalues(matrices.get(k), n);
            assertThat(eigenvalues.get(k))
                    .as("order %d, matrix %d", n, k)
                    .containsExactly(expected, within(1e-14 * n * Math.max(expected[n - 1], Double.MIN_NORMAL)));
        }
    }

    @Test
    void findsKnownEigenvalues() {
        int n = 12;
        double[] path = new double[n * n];
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            path[i * n + i] = 2;
            if (i > 0) {
                path[i * n + i - 1] = -1;
            }
            expected[i] = 2 - 2 * Math.cos((i + 1) * Math.PI / (n + 1));
        }
        assertThat(BatchedEigen.eigenvalues(List.of(path), n).getFirst()).containsExactly(expected, within(1e-14));
    }

    @Test
    void takesDiagonalZeroAndRankOneMatrices() {
        int n = 9;
        double[] diagonal = new double[n * n];
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        for (int i = 0; i < n; i++) {
            diagonal[i * n + i] = n - i;
        }
        List<double[]> eigenvalues = BatchedEigen.eigenvalues(List.of(diagonal, new double[n * n], ones), n);
        assertThat(eigenvalues.get(0)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(eigenvalues.get(1)).containsOnly(0);
        assertThat(eigenvalues.get(2)[n - 1]).isCloseTo(n, within(1e-14));
        assertThat(eigenvalues.get(2)[n - 2]).isCloseTo(0, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-600, 0x1p-1000, 0x1p600, 0x1p1000})
    void scalesAreExact(double scale) {
        double[] matrix = gram(new Random(5), 11, 20, 0);
        double[] scaled = Arrays.stream(matrix).map(x -> x * scale).toArray();
        double[] expected = Arrays.stream(
                        BatchedEigen.eigenvalues(List.of(matrix), 11).getFirst())
                .map(x -> x * scale)
                .toArray();
        assertThat(BatchedEigen.eigenvalues(List.of(scaled), 11).getFirst()).containsExactly(expected);
    }

    @Test
    void aMatrixDoesNotDependOnItsNeighbours() {
        Random random = new Random(8);
        List<double[]> matrices = new ArrayList<>();
        for (int k = 0; k < 30; k++) {
            matrices.add(gram(random, 14, 1 + random.nextInt(30), k % 3));
        }
        List<double[]> together = BatchedEigen.eigenvalues(matrices, 14);
        Collections.reverse(matrices);
        List<double[]> reversed = BatchedEigen.eigenvalues(matrices, 14);
        for (int k = 0; k < matrices.size(); k++) {
            double[] alone =
                    BatchedEigen.eigenvalues(List.of(matrices.get(k)), 14).getFirst();
            assertThat(reversed.get(k)).containsExactly(alone);
            assertThat(together.get(29 - k)).containsExactly(alone);
        }
    }

    /// A Gram matrix of `rank` vectors whose lengths fall by `10^-graded` each.
    private static double[] gram(Random random, int n, int rank, int graded) {
        double[] gram = new double[n * n];
        for (int k = 0; k < rank; k++) {
            double[] w = random.doubles(n, -1, 1).toArray();
            double length = Math.pow(10, -graded * k);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    gram[i * n + j] += length * w[i] * w[j];
                }
            }
        }
        return gram;
    }
}
