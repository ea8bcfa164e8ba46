package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.testing.Golden;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden values are vendi-score 0.0.3's, on 500 embeddings of 384 dimensions.
class VendiScoreTest {

    private static final String GOLDEN = "vendi_golden.json";
    private static final Offset<Double> TIGHT = within(1e-10);

    @ParameterizedTest
    @CsvSource({
        "0, score_dual_q0",
        "0.1, score_dual_q0.1",
        "0.5, score_dual_q0.5",
        "1, score_dual_q1",
        "2, score_dual_q2",
        "3, score_dual_q3",
        "5, score_dual_q5",
        "10, score_dual_q10",
        "Infinity, score_dual_qinf"
    })
    void scoresAreThePeersWhereItIsRight(double q, String golden) {
        double expected = Golden.number(GOLDEN, golden);
        VendiScore score = Sets.score(Sets.cosine(Sets.golden("embed_500x384")));
        assertThat(score.order(q)).isCloseTo(expected, TIGHT);
    }

    /// The peer counts the 58 positive eigenvalues that rounding left of its kernel: 442 of order 0, 322.5 of
    /// order 0.1.
    @Test
    void roundOffEigenvaluesOfTheKernelAreNotDiversity() {
        Vectors vectors = Sets.golden("embed_500x384");
        VendiScore score = Sets.score(kernel(vectors));
        assertThat(score.form()).isEqualTo(Form.KERNEL);
        assertThat(score.rank()).isEqualTo(384);
        assertThat(score.order(0.1)).isCloseTo(Golden.number(GOLDEN, "score_dual_q0.1"), TIGHT);
        assertThat(score.order(2)).isCloseTo(Golden.number(GOLDEN, "score_K_q2"), TIGHT);
    }

    /// The peer's `score_X` takes an order and ignores it.
    @Test
    void anOrderIsNeverIgnored() {
        assertThat(Golden.number(GOLDEN, "score_X_q2_BUG_returns_q1"))
                .isEqualTo(Golden.number(GOLDEN, "score_X_cosine"));
        VendiScore score = Sets.score(Sets.cosine(Sets.golden("embed_500x384")));
        assertThat(score.order(2)).isCloseTo(Golden.number(GOLDEN, "score_K_q2"), TIGHT);
    }

    @Test
    void weightsAreThePeers() {
        double expected = Golden.number(GOLDEN, "score_K_p_linear");
        Vectors vectors = Sets.golden("embed_500x384");
        double[] weights = IntStream.rangeClosed(1, 500).asDoubleStream().toArray();
        assertThat(VendiScore.of(Sets.cosine(vectors), weights, Sets.RUN).score())
                .isCloseTo(expected, TIGHT);
        assertThat(VendiScore.of(kernel(vectors), weights, Sets.RUN).score()).isCloseTo(expected, TIGHT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1, 2, 7, Double.POSITIVE_INFINITY})
    void samplesUnlikeEachOtherCountEach(double q) {
        double[][] axes = new double[6][9];
        for (int i = 0; i < 6; i++) {
            axes[i][i] = i + 1;
        }
        assertThat(Sets.score(Sets.cosine(Sets.of(axes))).order(q)).isCloseTo(6, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1, 2, 7, Double.POSITIVE_INFINITY})
    void samplesAllAlikeCountOnce(double q) {
        for (int d : new int[] {3, 40}) {
            double[] sample = Sets.gaussian(5, 1, d).matrix().data().toArray(ValueLayout.JAVA_DOUBLE);
            double[][] alike = new double[20][];
            Arrays.setAll(alike, i -> sample);
            assertThat(Sets.score(Sets.cosine(Sets.of(alike))).order(q)).isCloseTo(1, within(1e-13));
        }
    }

    @Test
    void oneSampleCountsOnce() {
        assertThat(Sets.score(Sets.cosine(Sets.gaussian(1, 1, 7))).score()).isEqualTo(1);
    }

    /// Two orthogonal pairs, three of one and one of the other: `lambda = 3/4, 1/4`, and `H_q` by hand.
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 1.7547653506033232", "2, 1.6", "Infinity, 1.3333333333333333"})
    void aWeightIsARepetition(double q, double expected) {
        double[][] four = {{1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {0, 1, 0}};
        double[][] two = {{1, 0, 0}, {0, 1, 0}};
        assertThat(Sets.score(Sets.cosine(Sets.of(four))).order(q)).isCloseTo(expected, within(1e-14));
        assertThat(VendiScore.of(Sets.cosine(Sets.of(two)), new double[] {3, 1}, Sets.RUN)
                        .order(q))
                .isCloseTo(expected, within(1e-14));
    }

    @Test
    void scoresFallWithTheOrderAndDoNotJumpAtOne() {
        VendiScore score = Sets.score(Sets.cosine(Sets.gaussian(2, 60, 10)));
        double[] orders = {0, 0.5, 0.98, 0.989, 0.9901, 1 - 1e-9, 1, 1 + 1e-12, 1.0099, 1.011, 2, 50, 2000};
        for (int i = 1; i < orders.length; i++) {
            assertThat(score.order(orders[i])).isLessThan(score.order(orders[i - 1]) + 1e-13);
        }
        assertThat(score.order(1 + 1e-9)).isCloseTo(score.score(), within(1e-7));
        assertThat(score.order(1e6)).isCloseTo(score.order(Double.POSITIVE_INFINITY), within(1e-4));
    }

    @Test
    void theScaleOfSamplesIsNothingToTheCosine() {
        double[][] rows = {{1, 2, 3}, {-1, 0, 2}, {4, 4, -1}, {0, 1, 0}};
        double[][] scaled = {{1e-200, 2e-200, 3e-200}, {-1e-170, 0, 2e-170}, {4e250, 4e250, -1e250}, {0, 1, 0}};
        assertThat(Sets.score(Sets.cosine(Sets.of(scaled))).score())
                .isCloseTo(Sets.score(Sets.cosine(Sets.of(rows))).score(), within(1e-13));
    }

    @Test
    void whatHasNoScoreIsRefusedWithItsPlace() {
        assertRefused(new double[][] {{1, 2}, {3, Double.NaN}}, "set: row 1 holds NaN in column 1 (both from 0)");
        assertRefused(
                new double[][] {{1, 2, 3}, {3, Double.NEGATIVE_INFINITY, 0}}, "row 1 holds -Infinity in column 1");
        assertRefused(new double[][] {{1, 2}, {3, 4}, {0, 0}}, "row 2 (from 0) is the zero vector");
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() ->
                        Sets.score(VectorSamples.of(Sets.of(new double[2][2]), new Similarity.Linear(), Sets.FEATURES)))
                .withMessageContaining("every sample is zero");
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        Samples samples = Sets.cosine(Sets.gaussian(3, 3, 2));
        for (double[] weights : new double[][] {{1, 1}, {1, -1, 1}, {0, 0, 0}, {1, Double.NaN, 1}}) {
            assertThatExceptionOfType(DiversityException.class)
                    .isThrownBy(() -> VendiScore.of(samples, weights, Sets.RUN))
                    .withMessageContaining("weight");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN})
    void anOrderBelowZeroIsRefused(double q) {
        VendiScore score = Sets.score(Sets.cosine(Sets.gaussian(3, 3, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> score.order(q));
    }

    private static void assertRefused(double[][] rows, String words) {
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> Sets.score(Sets.cosine(Sets.of(rows))))
                .withMessageContaining(words);
    }

    /// The kernel matrix of cosines.
    private static KernelSamples kernel(Vectors vectors) {
        int n = vectors.size();
        double[] values = new double[n * vectors.dimension()];
        vectors.read(0, n, MemorySegment.ofArray(values));
        return KernelSamples.of("kernel", IntStream.range(0, n).boxed().toList(), (i, j) -> {
            int d = vectors.dimension();
            double length = Math.sqrt(Vectors.squaredLength(values, i * d, d))
                    * Math.sqrt(Vectors.squaredLength(values, j * d, d));
            return Vectors.product(values, i * d, values, j * d, d) / length;
        });
    }
}
