package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.lab.embedding.TextAugmentation.Operation;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextAugmentationTest {

    private static final List<String> TEXTS = Sentences.of(1, 1000);
    private static final String TEN = "a b c d e f g h i j";

    private static List<String> words(String text) {
        return Pattern.compile(" ").splitAsStream(text).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameTexts(Operation operation) {
        TextAugmentation augmentation = new TextAugmentation(operation, 0.2);
        List<String> first = augmentation.apply(TEXTS, 7);
        assertThat(augmentation.apply(TEXTS, 7)).isEqualTo(first);
        assertThat(augmentation.apply(TEXTS, 8)).isNotEqualTo(first);
        // A text does not depend on those before it but for its place.
        assertThat(augmentation.apply(TEXTS.subList(0, 10), 7)).isEqualTo(first.subList(0, 10));
    }

    @Test
    void aSwapOfTwoWordsMovesExactlyTwo() {
        TextAugmentation swap = new TextAugmentation(Operation.SWAP, 0.1);
        for (String text : swap.apply(Collections.nCopies(200, TEN), 3)) {
            assertThat(words(text)).containsExactlyInAnyOrderElementsOf(words(TEN));
            long moved = IntStream.range(0, 10)
                    .filter(i -> !words(text).get(i).equals(words(TEN).get(i)))
                    .count();
            assertThat(moved).isEqualTo(2);
        }
    }

    @Test
    void anInsertionAddsWordsOfTheText() {
        String text = new TextAugmentation(Operation.INSERT, 0.3).apply(TEN, new SplittableRandom(5));
        assertThat(words(text)).hasSize(13).containsAll(words(TEN));
        assertThat(words(TEN)).containsAll(words(text));
    }

    @Test
    void aDeletionKeepsTheShareThatItSays() {
        TextAugmentation delete = new TextAugmentation(Operation.DELETE, 0.3);
        double kept = delete.apply(Collections.nCopies(2000, TEN), 9).stream()
                .mapToInt(text -> words(text).size())
                .average()
                .orElseThrow();
        // Binomial(10, 0.7): the mean of 2000 has a standard error of 0.032.
        assertThat(kept).isBetween(7 - 4 * 0.032, 7 + 4 * 0.032);
        assertThat(words(new TextAugmentation(Operation.DELETE, 1).apply(TEN, new SplittableRandom(1))))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aTextOfOneWordStays(Operation operation) {
        assertThat(new TextAugmentation(operation, 0.9).apply("word", new SplittableRandom(1)))
                .isEqualTo("word");
    }

    @Test
    void aRatioOutsideOfZeroToOneIsRefused() {
        assertThatThrownBy(() -> new TextAugmentation(Operation.SWAP, 1.5)).hasMessageContaining("1.5");
    }
}
