package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kernels of vectors, held to the same kernels written out pair by pair.
class VectorSamplesTest {

    /// 5000 samples of the sizes in the issue; nothing is computed.
    @ParameterizedTest
    @CsvSource({"5000, 384, PRIMAL", "5000, 3072, PRIMAL", "3072, 3072, DUAL", "1000, 3072, DUAL"})
    void theSmallerMatrixIsChosen(int n, int d, Form form) {
        Matrix one = new Matrix(MemorySegment.ofArray(new double[1]), DType.F64, 0, n, d, 0, 0, 1.0);
        assertThat(Sets.cosine(new Vectors("one", one)).form()).isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource({"40, 7", "7, 40", "33, 33", "1, 5", "20, 1", "300, 17", "17, 300"})
    void bothFormsHaveTheKernelsEigenvalues(int n, int d) {
        Vectors vectors = Sets.gaussian(n, n, d);
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] = 1 + i % 3;
        }
        for (double[] w : new double[][] {null, weights}) {
            VendiScore score = VendiScore.of(Sets.cosine(vectors), w, Sets.RUN);
            VendiScore oracle = VendiScore.of(pairs(vectors, VectorSamplesTest::cosine), w, Sets.RUN);
            assertThat(score.form()).isEqualTo(d < n ? Form.PRIMAL : Form.DUAL);
            assertThat(score.lambda()).containsExactly(oracle.lambda(), within(1e-14));
        }
        VendiScore linear = Sets.score(VectorSamples.of(vectors, new Similarity.Linear(), Sets.FEATURES));
        assertThat(linear.lambda())
                .containsExactly(
                        Sets.score(pairs(vectors, VectorSamplesTest::product)).lambda(), within(1e-14));
    }

    /// Dense samples are read many at once, others one by one.
    @Test
    void theScoreDoesNotDependOnHowTheSamplesLie() {
        Vectors dense = Sets.gaussian(8, 600, 9);
        double[] columns = new double[600 * 9];
        int[] all = new int[600];
        for (int i = 0; i < 600; i++) {
            all[i] = i;
            for (int j = 0; j < 9; j++) {
                columns[j * 600 + i] = Widen.at(dense.matrix(), i, j);
            }
        }
        Vectors strided = new Vectors("strided", Matrix.of(columns, 9, 600).transposed());
        double[] lambda = Sets.score(Sets.cosine(dense)).lambda();
        assertThat(Sets.score(Sets.cosine(strided)).lambda()).isEqualTo(lambda);
        assertThat(Sets.score(Sets.cosine(dense.select(all))).lambda()).isEqualTo(lambda);
    }

    @Test
    void pixelsAreComparedByTheirCosine() {
        Vectors vectors = Sets.gaussian(4, 12, 30);
        assertThat(Sets.score(VectorSamples.of(vectors, new Similarity.Pixel(), Sets.FEATURES))
                        .lambda())
                .isEqualTo(Sets.score(Sets.cosine(vectors)).lambda());
    }

    @Test
    void gaussiansAreThoseOfTheDistances() {
        Vectors vectors = Sets.gaussian(5, 50, 6);
        VendiScore score = Sets.score(VectorSamples.of(vectors, new Similarity.Rbf(1.7), Sets.FEATURES));
        VendiScore oracle = Sets.score(pairs(vectors, (x, y) -> Math.exp(-squared(x, y) / (2 * 1.7 * 1.7))));
        assertThat(score.score()).isCloseTo(oracle.score(), within(1e-11));
        assertThat(score.form()).isEqualTo(Form.KERNEL);
    }

    /// Far from the origin the products of samples have no digits left for their distances.
    @Test
    void gaussiansDoNotDependOnTheOrigin() {
        Vectors near = Sets.gaussian(6, 30, 4);
        double[][] far = new double[30][4];
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 4; j++) {
                far[i][j] = Widen.at(near.matrix(), i, j) + 0x1p20;
            }
        }
        Similarity gaussian = new Similarity.Rbf(2);
        assertThat(Sets.score(VectorSamples.of(Sets.of(far), gaussian, Sets.FEATURES))
                        .score())
                .isCloseTo(
                        Sets.score(VectorSamples.of(near, gaussian, Sets.FEATURES))
                                .score(),
                        within(1e-8));
    }

    /// A power of two changes no digit, so that a set has the score of the same set in another unit, although its
    /// squares leave the range of float64. The last unit leaves numbers 41 bits at most.
    @ParameterizedTest
    @CsvSource({"-664, 1e-12", "664, 1e-12", "1000, 1e-12", "-1035, 1e-9"})
    void neitherVerySmallNorVeryLargeNumbersAreTakenForOthers(int exponent, double tolerance) {
        Vectors ordinary = Sets.gaussian(9, 40, 6);
        double[][] rows = new double[40][6];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 6; j++) {
                rows[i][j] = Math.scalb(Widen.at(ordinary.matrix(), i, j), exponent);
            }
        }
        Vectors extreme = Sets.of(rows);
        for (Similarity similarity : List.of(
                new Similarity.Cosine(),
                new Similarity.Linear(),
                new Similarity.Rbf(Similarity.Rbf.MEDIAN),
                new Similarity.Polynomial(3, 0, 0))) {
            assertThat(Sets.score(VectorSamples.of(extreme, similarity, Sets.FEATURES))
                            .score())
                    .as(similarity.name())
                    .isCloseTo(
                            Sets.score(VectorSamples.of(ordinary, similarity, Sets.FEATURES))
                                    .score(),
                            within(tolerance));
        }
        assertThat(WeightedVendi.rho(extreme, ordinary, WeightedVendi.Matching.PLAIN))
                .isCloseTo(1, within(tolerance));
    }

    /// A bandwidth and an offset are given in the unit of the data.
    @Test
    void parametersThatAreGivenKeepTheirUnit() {
        Vectors ordinary = Sets.gaussian(9, 40, 6);
        double unit = 0x1p-400;
        double[][] rows = new double[40][6];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 6; j++) {
                rows[i][j] = Widen.at(ordinary.matrix(), i, j) * unit;
            }
        }
        Vectors small = Sets.of(rows);
        assertThat(Sets.score(VectorSamples.of(small, new Similarity.Rbf(1.5 * unit), Sets.FEATURES))
                        .score())
                .isCloseTo(
                        Sets.score(VectorSamples.of(ordinary, new Similarity.Rbf(1.5), Sets.FEATURES))
                                .score(),
                        within(1e-12));
        assertThat(Sets.score(VectorSamples.of(small, new Similarity.Rbf(1), Sets.FEATURES))
                        .score())
                .isCloseTo(1, within(1e-12));
        assertThat(Sets.score(VectorSamples.of(
                                small, new Similarity.Polynomial(2, 0.5 / unit / unit, 2), Sets.FEATURES))
                        .score())
                .isCloseTo(
                        Sets.score(VectorSamples.of(ordinary, new Similarity.Polynomial(2, 0.5, 2), Sets.FEATURES))
                                .score(),
                        within(1e-12));
    }

    /// Two clusters so far apart that products have no digit left for the distances within them.
    @Test
    void gaussiansOfFarClustersAreThoseOfTheDistances() {
        double[][] rows = new double[60][4];
        Vectors near = Sets.gaussian(10, 60, 4);
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 4; j++) {
                rows[i][j] = Math.rint(Widen.at(near.matrix(), i, j) * 1024) / 1024 + (i % 2 == 0 ? 0x1p40 : -0x1p40);
            }
        }
        Vectors clusters = Sets.of(rows);
        double[] weights = new double[60];
        Arrays.setAll(weights, i -> 1 + i % 4);
        assertThat(VendiScore.of(VectorSamples.of(clusters, new Similarity.Rbf(1.7), Sets.FEATURES), weights, Sets.RUN)
                        .score())
                .isCloseTo(
                        VendiScore.of(
                                        pairs(clusters, (x, y) -> Math.exp(-squared(x, y) / (2 * 1.7 * 1.7))),
                                        weights,
                                        Sets.RUN)
                                .score(),
                        within(1e-12));
    }

    /// Of 2002 rows every second is looked at.
    @Test
    void aMedianOfRowsThatAreAlikeAmongOthersIsRefused() {
        double[][] rows = new double[2002][1];
        rows[1][0] = 1;
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(
                        () -> VectorSamples.of(Sets.of(rows), new Similarity.Rbf(Similarity.Rbf.MEDIAN), Sets.FEATURES))
                .withMessageContaining("row 1 (from 0) is another")
                .withMessageContaining("give --bandwidth");
    }

    @Test
    void aRowTooSmallForADirectionIsNotCalledZero() {
        Samples samples = Sets.cosine(Sets.of(new double[][] {{1e300, 1}, {1e-250, 1e-250}}));
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> Sets.score(samples))
                .withMessageContaining("row 1 (from 0) has no number beyond 1.0E-250");
    }

    /// Distances 1, 2, 3 (and 0, which does not count).
    @Test
    void theBandwidthIsTheMedianDistance() {
        Vectors line = Sets.of(new double[][] {{0}, {1}, {3}, {3}});
        assertThat(VectorSamples.of(line, new Similarity.Rbf(Similarity.Rbf.MEDIAN), Sets.FEATURES)
                        .similarity())
                .isEqualTo(new Similarity.Rbf(2));
        Vectors alike = Sets.of(new double[][] {{4}, {4}});
        assertThat(Sets.score(VectorSamples.of(alike, new Similarity.Rbf(0), Sets.FEATURES))
                        .score())
                .isCloseTo(1, within(1e-14));
    }

    @Test
    void polynomialsAreScaledToOneOnTheDiagonal() {
        Vectors vectors = Sets.gaussian(7, 40, 5);
        VendiScore score = Sets.score(VectorSamples.of(vectors, new Similarity.Polynomial(3, 0, 1), Sets.FEATURES));
        ToDoubleBiFunction<double[], double[]> kernel = (x, y) -> Math.pow(product(x, y) / 5 + 1, 3);
        VendiScore oracle = Sets.score(pairs(
                vectors,
                (x, y) -> kernel.applyAsDouble(x, y)
                        / Math.sqrt(kernel.applyAsDouble(x, x) * kernel.applyAsDouble(y, y))));
        assertThat(score.score()).isCloseTo(oracle.score(), within(1e-11));
    }

    @Test
    void moreSamplesThanAKernelTakesAreRefusedWhereNothingStandsInForIt() {
        Matrix one = new Matrix(MemorySegment.ofArray(new double[] {1}), DType.F64, 0, 20_001, 2, 0, 0, 1.0);
        Samples samples = VectorSamples.of(new Vectors("many", one), new Similarity.Polynomial(2, 1, 1), Sets.FEATURES);
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> Sets.score(samples))
                .withMessageContaining("20001 x 20001");
    }

    private static KernelSamples pairs(Vectors vectors, ToDoubleBiFunction<double[], double[]> kernel) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            double[] row = new double[vectors.dimension()];
            vectors.read(i, 1, MemorySegment.ofArray(row));
            rows.add(row);
        }
        return KernelSamples.of("pairs", rows, kernel);
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double cosine(double[] x, double[] y) {
        return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
    }

    private static double squared(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return sum;
    }
}
