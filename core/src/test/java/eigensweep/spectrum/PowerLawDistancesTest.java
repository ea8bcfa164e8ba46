package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.spectrum.PowerLaw.Distances;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PowerLawDistancesTest {

    /// Of 2 and 11 points less their bias, and of tails of at least 8.
    @Test
    void areThoseOfTheDefinition() {
        for (int seed = 0; seed < 40; seed++) {
            double[] points = points(new SplittableRandom(seed), 2 + 9 * seed);
            boolean few = points.length < 20;
            Distances distances = PowerLaw.distances(points);
            assertThat(distances.xmin())
                    .containsExactly(Arrays.copyOf(points, few ? Math.max(1, points.length - 7) : points.length - 1));
            for (int i = 0; i < distances.d().length; i++) {
                double alpha = alpha(points, i);
                assertThat(distances.alpha()[i]).isCloseTo(alpha, within(1e-9 * alpha));
                assertThat(distances.d()[i]).isCloseTo(distance(points, i, alpha), within(1e-9));
            }
        }
    }

    @Test
    void haveTheirLowestPointWhereTheFitIs() {
        for (int seed = 0; seed < 200; seed++) {
            double[] points = points(new SplittableRandom(seed), 2 + 5 * seed);
            PowerLawFit fit = PowerLaw.fit(points).orElseThrow();
            Distances distances = PowerLaw.distances(points);
            int lowest = IntStream.range(0, distances.d().length)
                    .reduce((a, b) -> distances.d()[b] < distances.d()[a] ? b : a)
                    .orElseThrow();
            assertThat(distances.d()[lowest]).isEqualTo(fit.d());
            assertThat(distances.xmin()[lowest]).isEqualTo(fit.xmin());
            assertThat(distances.alpha()[lowest]).isEqualTo(fit.alpha());
        }
    }

    @Test
    void ofSomeStartsAreThoseOfAll() {
        double[] points = points(new SplittableRandom(1), 500);
        Distances all = PowerLaw.distances(points);
        Distances some = PowerLaw.distances(points, new int[] {0, 17, 300, 498, 499});
        assertThat(some.xmin()).containsExactly(points[0], points[17], points[300], points[498]);
        assertThat(some.d()).containsExactly(all.d()[0], all.d()[17], all.d()[300], all.d()[498]);
    }

    @Test
    void aStartFromWhichAllPointsAreEqualHasNone() {
        assertThat(PowerLaw.distances(new double[] {1, 2, 2, 2}).xmin()).containsExactly(1);
        assertThat(PowerLaw.distances(new double[] {2, 2, 2}).d()).isEmpty();
        assertThat(PowerLaw.distances(new double[] {2}).d()).isEmpty();
        assertThat(PowerLaw.distances(new double[0]).d()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> PowerLaw.distances(new double[] {0, 1}));
    }

    private static double[] points(SplittableRandom random, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> i % 7 == 0 ? Math.pow(1 - random.nextDouble(), -0.5) : random.nextDouble(0.01, 1.5))
                .sorted()
                .toArray();
    }

    private static double alpha(double[] x, int i) {
        double sum = 0;
        for (int j = i; j < x.length; j++) {
            sum += Math.log(x[j] / x[i]);
        }
        return 1 + (x.length - i - (x.length < 20 ? 1 : 0)) / sum;
    }

    private static double distance(double[] x, int i, double alpha) {
        double distance = 0;
        double n = x.length - i;
        for (int j = i; j < x.length; j++) {
            distance = Math.max(distance, Math.abs(1 - Math.pow(x[j] / x[i], 1 - alpha) - (j - i) / n));
        }
        return distance;
    }
}
