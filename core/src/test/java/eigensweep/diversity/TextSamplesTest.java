package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import eigensweep.diversity.NGrams.Unit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextSamplesTest {

    private static final NGrams WORDS = new NGrams(Unit.WORDS, 1);

    @Test
    void nGramsAreRunsOfNeighbours() {
        assertThat(new NGrams(Unit.CHARACTERS, 3).of("a cat")).containsExactly("a c", " ca", "cat");
        assertThat(new NGrams(Unit.CHARACTERS, 1).of("x\ud83d\ude00")).containsExactly("x", "\ud83d\ude00");
        assertThat(new NGrams(Unit.WORDS, 2).of("The cat's out, the cat!"))
                .containsExactly("the cat's", "cat's out", "out the", "the cat");
        assertThat(new NGrams(Unit.WORDS, 5).of("too short")).containsExactly("too short");
        assertThat(WORDS.of(" -- ")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new NGrams(Unit.WORDS, 0));
    }

    /// `a b` and `a c` share one of two words: their cosine is a half.
    @Test
    void textsAreAsSimilarAsTheirCounts() {
        VendiScore score = Sets.score(TextSamples.of("texts", List.of("a b", "a c"), WORDS));
        assertThat(score.lambda()).containsExactly(new double[] {0.25, 0.75}, within(1e-15));
        assertThat(score.form()).isEqualTo(Form.DUAL);
    }

    /// 200 texts of five words: the matrix of words is the smaller one, and has the eigenvalues of that of
    /// texts.
    @Test
    void bothFormsHaveTheKernelsEigenvalues() {
        List<String> texts = IntStream.range(0, 200)
                .mapToObj(i -> "w" + i % 5 + " w" + i % 3 + " w" + i * i % 7 % 5)
                .toList();
        TextSamples samples = TextSamples.of("texts", texts, WORDS);
        VendiScore score = Sets.score(samples);
        Sparse counts = samples.counts();
        VendiScore oracle = Sets.score(
                KernelSamples.of("texts", IntStream.range(0, 200).boxed().toList(), (i, j) -> cosine(counts, i, j)));
        assertThat(score.form()).isEqualTo(Form.PRIMAL);
        assertThat(score.lambda()).containsExactly(oracle.lambda(), within(1e-13));
    }

    private static double cosine(Sparse counts, int i, int j) {
        double[] x = new double[counts.width()];
        for (int k = 0; k < counts.columns()[i].length; k++) {
            x[counts.columns()[i][k]] = counts.values()[i][k];
        }
        double sum = 0;
        for (int k = 0; k < counts.columns()[j].length; k++) {
            sum += x[counts.columns()[j][k]] * counts.values()[j][k];
        }
        return sum / counts.length(i) / counts.length(j);
    }

    @Test
    void aTextWithoutWordsIsRefusedWithItsPlace() {
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> TextSamples.of("texts", List.of("a", "..."), WORDS))
                .withMessageContaining("text 1 (from 0) has no words");
    }
}
