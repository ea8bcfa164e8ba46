package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VendiIntervalTest {

    private static final double[] ORDERS = {1, 2};

    @Test
    void samplesAllAlikeLeaveNoDoubt() {
        double[][] alike =
                IntStream.range(0, 30).mapToObj(i -> new double[] {1, 2, 3}).toArray(double[][]::new);
        VendiInterval interval = interval(Sets.of(alike), null, 1)[0];
        assertThat(interval.low()).isCloseTo(1, within(1e-12));
        assertThat(interval.high()).isCloseTo(1, within(1e-12));
    }

    /// `n` samples unlike each other: of a resample about `n (1 - (1 - 1/n)^n)` are distinct, and the score of
    /// order 0 is their number.
    @Test
    void theBiasIsThatOfDrawingWithReplacement() {
        int n = 40;
        double[][] axes = new double[n][n];
        for (int i = 0; i < n; i++) {
            axes[i][i] = 1;
        }
        Samples samples = Sets.cosine(Sets.of(axes));
        VendiInterval interval =
                VendiInterval.of(samples, null, Sets.score(samples), new double[] {0}, 400, 7, Sets.RUN)[0];
        double distinct = n * (1 - Math.pow(1 - 1.0 / n, n));
        assertThat(interval.bias()).isCloseTo(distinct - n, within(0.5));
        assertThat(interval.low()).isGreaterThan(n);
    }

    /// Fresh sets of the same kind say how uncertain the score is: longer in one direction than in another, so
    /// that the score is not at its largest.
    @Test
    void theIntervalIsAboutAsWideAsTheScoreIsUncertain() {
        double[] fresh = IntStream.range(0, 200)
                .mapToDouble(
                        seed -> Sets.score(Sets.cosine(elongated(seed + 100))).order(2))
                .sorted()
                .toArray();
        double width = fresh[194] - fresh[5];
        VendiInterval interval = interval(elongated(1), null, 3)[1];
        assertThat(interval.q()).isEqualTo(2);
        assertThat(interval.high() - interval.low()).isBetween(width / 1.5, width * 1.5);
    }

    private static Vectors elongated(long seed) {
        double[][] rows = new double[400][3];
        SplittableRandom random = new SplittableRandom(seed);
        for (double[] row : rows) {
            row[0] = 3 * random.nextGaussian();
            row[1] = random.nextGaussian();
            row[2] = random.nextGaussian() / 2;
        }
        return Sets.of(rows);
    }

    @Test
    void theSeedDecidesAndWeightlessSamplesAreNeverDrawn() {
        Vectors vectors = Sets.gaussian(4, 20, 4);
        assertThat(interval(vectors, null, 5)).isEqualTo(interval(vectors, null, 5));
        assertThat(interval(vectors, null, 5)).isNotEqualTo(interval(vectors, null, 6));
        double[] one = new double[20];
        one[13] = 1;
        assertThat(interval(vectors, one, 5)[0].high()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aQuantileTakesEnoughReplicas() {
        Samples samples = Sets.cosine(Sets.gaussian(4, 20, 4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VendiInterval.of(samples, null, Sets.score(samples), ORDERS, 38, 1, Sets.RUN));
    }

    private static VendiInterval[] interval(Vectors vectors, double @Nullable [] weights, long seed) {
        Samples samples = Sets.cosine(vectors);
        VendiScore score = VendiScore.of(samples, weights, Sets.RUN);
        return VendiInterval.of(samples, weights, score, ORDERS, 100, seed, Sets.RUN);
    }
}
