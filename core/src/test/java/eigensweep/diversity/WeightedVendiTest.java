package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.diversity.WeightedVendi.Matching;
import eigensweep.diversity.WeightedVendi.Rows;
import eigensweep.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedVendiTest {

    private static final Vectors ORIGINAL = Sets.of(new double[][] {{1, 0}, {0, 2}});

    /// NumPy in float64 on two sets of 500 embeddings.
    @Test
    void theGoldenPairHasItsRhoAndItsWeightedScore() {
        double rho = Golden.number("vendi_golden.json", "rho");
        Vectors made = Sets.golden("embed_aug_500x384");
        WeightedVendi weighted = new WeightedVendi(
                WeightedVendi.rho(Sets.golden("embed_500x384"), made, Matching.PLAIN),
                Sets.score(Sets.cosine(made)).score());
        assertThat(weighted.rho()).isCloseTo(rho, within(1e-13));
        assertThat(weighted.score()).isCloseTo(Golden.number("vendi_golden.json", "VS_aug"), within(1e-10));
        assertThat(weighted.weighted()).isCloseTo(Golden.number("vendi_golden.json", "weighted_VS"), within(1e-10));
    }

    /// Table 4 of the paper, whose four digits each may be off by half a unit.
    @ParameterizedTest
    @CsvSource({
        "1, 1.4697, 1.4697",
        "0.9891, 1.5037, 1.4872",
        "0.9219, 1.4636, 1.3493",
        "0.9222, 1.4740, 1.3593",
        "0.9216, 1.4659, 1.3510"
    })
    void theRowsOfTheTableMultiplyOut(double rho, double score, double weighted) {
        double rounding = 0.5e-4 * (rho + score + 1);
        assertThat(new WeightedVendi(rho, score).weighted()).isCloseTo(weighted, within(rounding));
    }

    @Test
    void aSetIsItselfAndTheOppositeOfItsNegative() {
        Vectors negative = Sets.of(new double[][] {{-3, 0}, {0, -6}});
        assertThat(WeightedVendi.rho(ORIGINAL, ORIGINAL, Matching.PLAIN)).isEqualTo(1);
        assertThat(WeightedVendi.rho(ORIGINAL, negative, Matching.PLAIN)).isEqualTo(-1);
    }

    /// `<X, Y> = 1`, `||X||^2 = 5`, `||Y||^2 = 2`; with rows of length 1 the norms are both the root of 2.
    @Test
    void longRowsCountForMoreUnlessTheyAreNormalised() {
        Vectors made = Sets.of(new double[][] {{1, 0}, {1, 0}});
        assertThat(WeightedVendi.rho(ORIGINAL, made, Matching.PLAIN)).isCloseTo(1 / Math.sqrt(10), within(1e-15));
        assertThat(WeightedVendi.rho(ORIGINAL, made, Matching.of(null, null, Rows.NORMALISED)))
                .isCloseTo(0.5, within(1e-15));
    }

    /// Of three rows the first two equal the original and the third is a copy of its first.
    @Test
    void rowsOfSetsOfDifferentSizeAreMatchedAsAsked() {
        Vectors added = Sets.of(new double[][] {{1, 0}, {0, 2}, {1, 0}});
        assertThat(WeightedVendi.rho(ORIGINAL, added, Matching.of(Alignment.FIRST, null, Rows.RAW)))
                .isEqualTo(1);
        assertThat(WeightedVendi.rho(
                        ORIGINAL, added, Matching.of(Alignment.SOURCE_INDEX, new int[] {0, 1, 0}, Rows.RAW)))
                .isCloseTo(1, within(1e-15));
        // Sources <X, Y> = 0 + 0 + 1 with ||X||^2 = 4 + 1 + 1 and ||Y||^2 = 1 + 4 + 1.
        assertThat(WeightedVendi.rho(
                        ORIGINAL, added, Matching.of(Alignment.SOURCE_INDEX, new int[] {1, 0, 0}, Rows.RAW)))
                .isCloseTo(1.0 / 6, within(1e-15));
        // Means (1/2, 1) and (2/3, 2/3).
        assertThat(WeightedVendi.rho(ORIGINAL, added, Matching.of(Alignment.MEAN, null, Rows.RAW)))
                .isCloseTo(1 / (Math.sqrt(1.25) * Math.sqrt(8.0 / 9)), within(1e-15));
    }

    @Test
    void setsThatDoNotMatchAreRefused() {
        Vectors three = Sets.gaussian(1, 3, 2);
        assertRefused(three, Matching.PLAIN, "3 rows, set has 2; say with --align");
        assertRefused(Sets.gaussian(1, 2, 3), Matching.PLAIN, "3 dimensions, set has 2");
        assertRefused(Sets.of(new double[2][2]), Matching.PLAIN, "rho is undefined");
        assertRefused(three, Matching.of(Alignment.SOURCE_INDEX, new int[] {0, 2, 0}, Rows.RAW), "names 2 for row 1");
        assertRefused(three, Matching.of(Alignment.SOURCE_INDEX, new int[] {0}, Rows.RAW), "sources of 1");
        assertRefused(Sets.of(new double[][] {{1, 2}, {Double.NaN, 0}}), Matching.PLAIN, "row 1 holds NaN in column 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Matching.of(Alignment.SOURCE_INDEX, null, Rows.RAW));
        assertThatIllegalArgumentException().isThrownBy(() -> Matching.of(null, new int[] {0}, Rows.RAW));
    }

    private static void assertRefused(Vectors made, Matching matching, String words) {
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> WeightedVendi.rho(ORIGINAL, made, matching))
                .withMessageContaining(words);
    }
}
