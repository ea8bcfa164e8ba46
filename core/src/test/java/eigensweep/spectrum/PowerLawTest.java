package eigensweep.spectrum;

import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.testing.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerLawTest {

    private static final int SPECTRA_A_SHAPE = 60;

    /// What spectra look like, roughly; drawn again for each seed.
    enum Shape {
        PARETO,
        BULK_AND_TAIL,
        LOG_NORMAL,
        WITH_DUPLICATES,
        UNIFORM,
        TEN_DECADES;

        double[] draw(SplittableRandom random, int count) {
            double[] points = new double[count];
            for (int i = 0; i < count; i++) {
                points[i] = switch (this) {
                    case PARETO -> pareto(random, 2.5);
                    case BULK_AND_TAIL -> i % 10 == 0 ? 2 * pareto(random, 3.5) : random.nextDouble(0.1, 2);
                    case LOG_NORMAL -> Math.exp(1.5 * random.nextGaussian());
                    case WITH_DUPLICATES -> Math.ceil(8 * pareto(random, 2)) / 8;
                    case UNIFORM -> 1 + random.nextDouble();
                    case TEN_DECADES -> Math.pow(10, -10 * random.nextDouble());
                };
            }
            Arrays.sort(points);
            return points;
        }
    }

    /// `p(x) ~ x^-alpha` for `x >= 1`, by inversion.
    private static double pareto(SplittableRandom random, double alpha) {
        return Math.pow(1 - random.nextDouble(), -1 / (alpha - 1));
    }

    private static PowerLawFit fit(double[] points) {
        return PowerLaw.fit(points).orElseThrow();
    }

    /// The definition, as plainly as it can be written: every start that is allowed, every point.
    private static PowerLawFit fullScan(double[] x) {
        int count = x.length;
        double bestAlpha = 0;
        double bestDistance = Double.POSITIVE_INFINITY;
        int best = 0;
        boolean few = count < 20;
        int starts = few ? Math.max(1, count - 7) : count - 1;
        for (int i = 0; i < starts; i++) {
            int n = count - i;
            double sum = 0;
            for (int j = i; j < count; j++) {
                sum += Math.log(x[j] / x[i]);
            }
            double alpha = 1 + (few ? n - 1 : n) / sum;
            double distance = 0;
            for (int j = i; j < count; j++) {
                double fitted = 1 - Math.exp(Math.log(x[j] / x[i]) * (1 - alpha));
                distance = Math.max(distance, Math.abs(fitted - (j - i) / (double) n));
            }
            boolean isFirst = i == 0 || x[i - 1] < x[i];
            if (isFirst && sum > 0 && distance < bestDistance) {
                bestAlpha = alpha;
                bestDistance = distance;
                best = i;
            }
        }
        double xmin = x[best];
        double sigma = (bestAlpha - 1) / Math.sqrt(count - best);
        int tail = (int) Arrays.stream(x).filter(point -> point >= xmin).count();
        return new PowerLawFit(bestAlpha, bestDistance, sigma, xmin, x[count - 1], tail);
    }

    private static void assertSameFit(double[] points) {
        PowerLawFit expected = fullScan(points);
        PowerLawFit found = fit(points);
        assertThat(found.xmin()).isEqualTo(expected.xmin());
        assertThat(found.numPlSpikes()).isEqualTo(expected.numPlSpikes());
        assertThat(found.xmax()).isEqualTo(expected.xmax());
        assertThat(found.alpha()).isCloseTo(expected.alpha(), within(1e-13 * expected.alpha()));
        assertThat(found.sigma()).isCloseTo(expected.sigma(), within(1e-13 * expected.alpha()));
        assertThat(found.d()).isCloseTo(expected.d(), within(1e-13));
    }

    @ParameterizedTest
    @EnumSource
    void isTheAnswerOfTheFullScan(Shape shape) {
        for (int seed = 0; seed < SPECTRA_A_SHAPE; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            assertSameFit(shape.draw(random, 4 + random.nextInt(500)));
        }
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {2, 3, 4, 7, 8, 9, 19, 20, 21, 63, 64, 65, 127, 128, 129, 1000})
    void isTheAnswerOfTheFullScanForSizesAroundTheGrid(int count) {
        for (Shape shape : new Shape[] {Shape.PARETO, Shape.BULK_AND_TAIL, Shape.LOG_NORMAL, Shape.TEN_DECADES}) {
            assertSameFit(shape.draw(new SplittableRandom(count), count));
        }
    }

    /// 6000 points are work for the vector twin.
    @Test
    void isTheAnswerOfTheFullScanForLargeSpectra() {
        assertSameFit(Shape.BULK_AND_TAIL.draw(new SplittableRandom(1), 5000));
        assertSameFit(Shape.LOG_NORMAL.draw(new SplittableRandom(2), 6000));
    }

    @Test
    void twoPointsHaveOneStart() {
        PowerLawFit fit = fit(new double[] {1, Math.E});

        assertThat(fit.alpha()).isCloseTo(2, within(1e-15));
        assertThat(fit.xmin()).isEqualTo(1);
        assertThat(fit.xmax()).isEqualTo(Math.E);
        assertThat(fit.numPlSpikes()).isEqualTo(2);
        assertThat(fit.sigma()).isCloseTo(Math.sqrt(0.5), within(1e-15));
        // At e the fit has reached 1 - e^-1, the points one half.
        assertThat(fit.d()).isCloseTo(0.5 - Math.exp(-1), within(1e-15));
    }

    /// powerlaw 2.0.0 on issue 37 of its tracker, case 80 of ours: a tail holds every value that equals its
    /// first. Within the run of 200 ones a later start has an alpha of 2.30.
    @Test
    void aTailHoldsAllPointsThatEqualItsFirst() {
        double[] points = sequence(261, i -> i < 200 ? 1 : i < 250 ? 10 : i < 260 ? 100 : 1000);

        PowerLawFit fit = fit(points);

        assertThat(fit.alpha()).isCloseTo(2.552751503791078, within(1e-12));
        assertThat(fit.sigma()).isCloseTo(0.09611290520047003, within(1e-13));
        assertThat(fit.xmin()).isEqualTo(1);
        assertThat(fit.numPlSpikes()).isEqualTo(261);
        assertSameFit(points);
    }

    @Test
    void equalPointsAtTheTopAreNoTail() {
        double[] points = {1, 2, 3, 4, 5, 6, 6, 6, 6};

        assertSameFit(points);
        assertThat(fit(points).alpha()).isFinite();
    }

    /// WeightWatcher 0.7.7's own fits of spectra around its 20 eigenvalues. Below 8 its sigma is `-1 /
    /// sqrt(n)`, made before there is an alpha; there ours is that of the alpha it reports. Where
    /// eigenvalues are equal, its tail may leave some of them out that equal its first.
    @Test
    void isWeightWatchersFromFewPointsToMany() {
        List<Golden.Row> rows = Golden.rows("0.7.7/ww_small_spectra.csv");
        assertThat(rows).hasSize(60);
        for (Golden.Row row : rows) {
            double[] points = Arrays.stream(row.text("evals").split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (Arrays.stream(points).distinct().count() < points.length) {
                assertSameFit(points);
                continue;
            }
            double alpha = row.number("alpha");
            double sigma = points.length < 8 ? (alpha - 1) / Math.sqrt(points.length) : row.number("sigma");

            PowerLawFit fit = fit(points);

            assertThat(fit.alpha()).as(row.text("longname")).isCloseTo(alpha, within(1e-12 * alpha));
            assertThat(fit.sigma()).as(row.text("longname")).isCloseTo(sigma, within(1e-12 * alpha));
            assertThat(fit.d()).as(row.text("longname")).isCloseTo(row.number("D"), within(1e-12));
            assertThat(fit.xmin()).as(row.text("longname")).isEqualTo(row.number("xmin"));
            assertThat(fit.numPlSpikes()).as(row.text("longname")).isEqualTo(row.count("num_pl_spikes"));
        }
    }

    /// Ten that are equal but for rounding, above nine that are not: the noise of the ten is no tail.
    @Test
    void equalPointsAreNoTailWhereRoundingPartsThem() {
        double[] points = sequence(19, i -> i < 9 ? 0.1 * (i + 1) : 2 + 1e-15 * i);

        assertThat(fit(points).xmin()).isLessThan(1);
        assertThat(PowerLaw.fit(Arrays.copyOfRange(points, 9, 19))).isEmpty();
    }

    @ParameterizedTest(name = "times {0}")
    @ValueSource(doubles = {0x1p100, 0x1p-100, 0.1, 3e7, 1e-200, 1e200})
    void doesNotDependOnTheScale(double factor) {
        double[] points = Shape.BULK_AND_TAIL.draw(new SplittableRandom(7), 700);
        PowerLawFit plain = fit(points);

        PowerLawFit scaled = fit(Arrays.stream(points).map(x -> factor * x).toArray());

        assertThat(scaled.numPlSpikes()).isEqualTo(plain.numPlSpikes());
        assertThat(scaled.xmin()).isEqualTo(factor * plain.xmin());
        assertThat(scaled.alpha()).isCloseTo(plain.alpha(), within(1e-13 * plain.alpha()));
        assertThat(scaled.d()).isCloseTo(plain.d(), within(1e-13));
    }

    /// Points may lie further apart than the largest number there is.
    @Test
    void spansTheWholeRangeOfNumbers() {
        PowerLawFit fit = fit(sequence(41, i -> Math.pow(10, 15 * (i - 20))));

        assertThat(fit.alpha()).isGreaterThan(1).isLessThan(2);
        assertThat(fit.d()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.8, 2.5, 3.5, 6})
    void recoversTheExponentThatDrewThePoints(double alpha) {
        SplittableRandom random = new SplittableRandom(11);
        double[] points = random.doubles(4000)
                .map(u -> Math.pow(1 - u, -1 / (alpha - 1)))
                .sorted()
                .toArray();

        PowerLawFit fit = fit(points);

        assertThat(fit.alpha()).isCloseTo(alpha, within(4 * fit.sigma()));
        assertThat(fit.d()).isLessThan(1.63 / Math.sqrt(fit.numPlSpikes())); // Kolmogorov's 1 % point
    }

    @Test
    void thereIsNoneForFewerThanTwoDifferentPoints() {
        assertThat(PowerLaw.fit(new double[] {})).isEmpty();
        assertThat(PowerLaw.fit(new double[] {3})).isEmpty();
        assertThat(PowerLaw.fit(new double[] {3, 3, 3, 3})).isEmpty();
    }

    @Test
    void refusesPointsThatAreNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PowerLaw.fit(new double[] {0, 1, 2}))
                .withMessageContaining("0.0");
    }

    @Test
    void leavesThePointsAlone() {
        double[] points = {1, 2, 4, 9};

        fit(points);

        assertThat(points).containsExactly(1, 2, 4, 9);
    }
}
