package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSamplesTest {

    /// Eigenvalues of `[[1, c], [c, 1]] / 2` are `(1 + c) / 2` and `(1 - c) / 2`.
    @Test
    void twoSamplesHaveTheEigenvaluesOfTheirSimilarity() {
        VendiScore score = Sets.score(KernelSamples.of("pair", Matrix.of(new double[] {1, 0.5, 0.5, 1}, 2, 2)));
        assertThat(score.lambda()).containsExactly(new double[] {0.25, 0.75}, within(1e-15));
        assertThat(score.order(2)).isCloseTo(1.6, within(1e-14));
    }

    @Test
    void aFunctionOfAnythingIsAKernel() {
        VendiScore score =
                Sets.score(KernelSamples.of("words", List.of("a", "b", "a", "c"), (x, y) -> x.equals(y) ? 1 : 0));
        assertThat(score.lambda()).containsExactly(new double[] {0.25, 0.25, 0.5}, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 0.5 0.4 1; is not symmetric: 0.5 at row 0, column 1 (from 0), but 0.4 across",
                "1 NaN NaN 1; row 0 holds NaN in column 1",
                "1 2 2 1; is no matrix of similarities: it has the eigenvalue -"
            })
    void whatIsNoKernelIsRefused(String entries, String words) {
        double[] kernel = List.of(entries.split(" ")).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> Sets.score(KernelSamples.of("kernel", Matrix.of(kernel, 2, 2))))
                .withMessageContaining(words);
    }

    @Test
    void aKernelIsSquare() {
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> KernelSamples.of("kernel", Matrix.of(new double[6], 2, 3)))
                .withMessageContaining("2 x 3");
    }
}
