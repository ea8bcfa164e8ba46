package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileTest {

    /// The `k`-th of four at `k / 5`, straight lines between, and no further than the ends.
    @ParameterizedTest
    @CsvSource({"0, 1", "0.1, 1", "0.25, 1.25", "0.5, 4", "0.7, 7", "0.75, 7.5", "0.9, 8", "1, 8"})
    void aFurtherDrawStaysBelowWithTheProbability(double p, double quantile) {
        assertThat(Quantile.of(new double[] {1, 2, 6, 8}, p)).isEqualTo(quantile);
    }
}
