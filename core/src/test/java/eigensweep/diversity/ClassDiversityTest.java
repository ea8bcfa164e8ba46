package eigensweep.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassDiversityTest {

    /// Three samples all alike, and two unlike each other.
    private static final Vectors FIVE = Sets.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {2, 0, 0}, {3, 0, 0}, {0, 0, 1}});

    private static final List<String> LABELS = List.of("same", "other", "same", "same", "other");

    @Test
    void eachClassIsScoredByItself() {
        ClassDiversity found = ClassDiversity.of(Sets.cosine(FIVE), LABELS, null, Sets.RUN);
        assertThat(found.classes()).extracting(ClassDiversity.OneClass::label).containsExactly("same", "other");
        assertThat(found.classes()).extracting(ClassDiversity.OneClass::n).containsExactly(3, 2);
        assertThat(found.classes().getFirst().score().score()).isCloseTo(1, within(1e-14));
        assertThat(found.classes().getLast().score().score()).isCloseTo(2, within(1e-14));
        assertThat(found.intraClass(1)).isCloseTo(3.0 / 5 + 2 * 2.0 / 5, within(1e-14));
        assertThat(found.balancedMean(2)).isCloseTo(1.5, within(1e-14));
    }

    @Test
    void weightsCountWithinAndBetweenClasses() {
        double[] weights = {2, 3, 0, 2, 1};
        ClassDiversity found = ClassDiversity.of(Sets.cosine(FIVE), LABELS, weights, Sets.RUN);
        double other = found.classes().getLast().score().order(2);
        assertThat(other).isCloseTo(1.6, within(1e-14)); // 1 / (9/16 + 1/16)
        assertThat(found.intraClass(2)).isCloseTo((1 + 1.6) / 2, within(1e-14));
    }

    @Test
    void aLabelASampleIsExpected() {
        assertThatExceptionOfType(DiversityException.class)
                .isThrownBy(() -> ClassDiversity.of(Sets.cosine(FIVE), List.of("a"), null, Sets.RUN))
                .withMessageContaining("5 samples, and there are 1 labels");
    }
}
