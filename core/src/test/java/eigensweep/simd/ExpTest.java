package eigensweep.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpTest {

    private static final MathContext DIGITS = new MathContext(45);

    @Test
    void isWithinAnUlpOfTheTrueValue() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3000; i++) {
            double x = i % 2 == 0 ? random.nextDouble(Exp.LOWEST, 0) : random.nextDouble(-2, 0);

            assertThat(errorInUlps(x)).as("exp(%s)", x).isLessThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.34657359027997264, -0.34657359027997270, -1.0397207708399179, -707.9999999, -1e-300})
    void isWithinAnUlpWhereTheReductionChanges(double x) {
        assertThat(errorInUlps(x)).isLessThan(1);
    }

    @Test
    void agreesWithStrictMathToTwoUlps() {
        for (double x = Exp.LOWEST; x <= 0; x += 0.0137) {
            double reference = StrictMath.exp(x);
            assertThat(Math.abs(Exp.exp(x) - reference) / Math.ulp(reference))
                    .as("exp(%s)", x)
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void isExactAtZero() {
        assertThat(Exp.exp(0.0)).isEqualTo(1.0);
        assertThat(Exp.exp(-0.0)).isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-708.0000001, -745, -1e6, -1e300, Double.NEGATIVE_INFINITY})
    void isClampedBelow(double x) {
        assertThat(Exp.exp(x)).isEqualTo(Exp.exp(Exp.LOWEST)).isBetween(0.0, 4e-308);
    }

    private static double errorInUlps(double x) {
        BigDecimal truth = exp(x);
        double ulp = Math.ulp(truth.doubleValue());
        return new BigDecimal(Exp.exp(x)).subtract(truth).abs().doubleValue() / ulp;
    }

    /// `exp(x) = exp(x / 2^12)^(2^12)`, the inner one by its Taylor series: good to 40 digits.
    private static BigDecimal exp(double x) {
        BigDecimal reduced = new BigDecimal(x).divide(BigDecimal.valueOf(4096), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; i < 30; i++) {
            term = term.multiply(reduced, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.pow(4096, DIGITS);
    }
}
