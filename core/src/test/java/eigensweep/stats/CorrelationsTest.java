package eigensweep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.Correlations.Kind;
import eigensweep.stats.Correlations.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CorrelationsTest {

    private static final Variable X =
            new Variable("x", new double[] {2.1, 3.4, 1.9, 5.6, 4.4, 3.4, 7.1, 6.0, 2.2, 5.1});
    private static final Variable Y =
            new Variable("y", new double[] {1.0, 2.2, 1.7, 2.9, 4.1, 2.2, 4.8, 3.0, 1.1, 4.6});
    private static final Variable Z =
            new Variable("z", new double[] {9.0, 7.5, 9.5, 4.0, 6.6, 6.6, 1.0, 5.0, 8.8, 2.0});

    /// SciPy 1.17.1 `pearsonr`, `spearmanr`, with ties: scripts/references/statistics.py.
    @ParameterizedTest(name = "{0} of x and {1}")
    @CsvSource({
        "PEARSON, y, 0.841484903740861, 0.002270725124687428",
        "PEARSON, z, -0.9232300072306521, 0.00013840843284330722",
        "SPEARMAN, y, 0.8658536585365854, 0.001201191358214671",
        "SPEARMAN, z, -0.9420731707317074, 4.5918074976477104e-05"
    })
    void areSciPys(Kind kind, String other, double r, double p) {
        Correlation correlation = Correlations.of(kind, X, other.equals("y") ? Y : Z);
        assertThat(correlation.r()).isCloseTo(r, within(1e-13));
        assertThat(correlation.p()).isCloseTo(p, within(1e-14));
        assertThat(correlation.n()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMatrixIsSymmetricWithOnesOnItsDiagonal(Kind kind) {
        List<Correlation> matrix = Correlations.matrix(kind, List.of(X, Y, Z));
        assertThat(matrix).hasSize(9);
        for (int i = 0; i < 3; i++) {
            assertThat(matrix.get(4 * i).r()).isCloseTo(1, within(1e-15));
            assertThat(matrix.get(4 * i).p()).isLessThan(1e-50);
            for (int j = 0; j < i; j++) {
                assertThat(matrix.get(3 * i + j).r())
                        .isEqualTo(matrix.get(3 * j + i).r());
            }
        }
    }

    @Test
    void spearmanSeesAnyRisingCurve() {
        Variable x = new Variable("x", new double[] {1, 2, 3, 4, 5});
        Variable exponential = new Variable("y", new double[] {1, 10, 1e3, 1e7, 1e200});
        assertThat(Correlations.of(Kind.SPEARMAN, x, exponential).r()).isCloseTo(1, within(1e-15));
        assertThat(Correlations.of(Kind.PEARSON, x, exponential).r()).isLessThan(0.8);
    }

    @Test
    void tiesShareTheirMeanRank() {
        assertThat(Correlations.ranks(3, 1, 3, 2, 3)).containsExactly(4, 1, 4, 2, 4);
    }

    @Test
    void whatHasNoCorrelationSaysWhy() {
        Variable constant = new Variable("flat", new double[] {0.1, 0.1, 0.1});
        Variable rising = new Variable("rising", new double[] {1, 2, 3});
        Correlation undefined = Correlations.of(Kind.PEARSON, rising, constant);
        assertThat(undefined.r()).isNull();
        assertThat(undefined.reason()).isEqualTo("flat is constant");
        Correlation two = Correlations.of(
                Kind.PEARSON, new Variable("a", new double[] {1, 2}), new Variable("b", new double[] {5, 3}));
        assertThat(two.r()).isCloseTo(-1, within(1e-15));
        assertThat(two.p()).isNull();
        assertThat(two.reason()).contains("2 values");
    }

    @Test
    void misuseIsRefused() {
        Variable two = new Variable("a", new double[] {1, 2});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlations.of(Kind.PEARSON, X, two))
                .withMessage("x has 10 values, a 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Variable("a", new double[] {1, Double.NaN}))
                .withMessage("a holds NaN");
    }
}
