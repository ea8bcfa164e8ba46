package eigensweep.lab.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Texts with words moved about, after EDA (Wei and Zou 2019, "EDA: Easy Data Augmentation"). `n = max(1,
/// floor(ratio * words))` words are affected; words are what stands between blanks.
///
/// EDA's fourth operation, replacement by synonyms, needs a dictionary and is left out; its insertion puts in synonyms
/// of words of the text, this one the words themselves.
///
/// @param operation what is done
/// @param ratio how much of the text is affected, in [0, 1]; EDA's `alpha`, 0.1 by default there
public record TextAugmentation(Operation operation, double ratio) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /// What is done to a text.
    public enum Operation {
        /// `n` times, two words at different places change places.
        SWAP,
        /// `n` times, a word of the text is put in once more at any place.
        INSERT,
        /// Each word goes with probability `ratio`; one stays, if all would go.
        DELETE
    }

    public TextAugmentation {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("a ratio of " + ratio + " is not in [0, 1]");
        }
    }

    /// The texts, augmented; each has random numbers of its own, so that one does not depend on those before it.
    public List<String> apply(List<String> texts, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        return texts.stream()
                .map(text -> apply(text, new SplittableRandom(seeds.nextLong())))
                .toList();
    }

    /// A text, augmented. One of fewer than two words stays as it is.
    public String apply(String text, SplittableRandom random) {
        List<String> words = new ArrayList<>(BLANKS.splitAsStream(text.strip()).toList());
        if (words.size() < 2 || ratio == 0) {
            return text;
        }
        int times = Math.max(1, (int) (ratio * words.size()));
        switch (operation) {
            case SWAP -> IntStream.range(0, times).forEach(i -> swap(words, random));
            case INSERT ->
                IntStream.range(0, times)
                        .forEach(i ->
                                words.add(random.nextInt(words.size() + 1), words.get(random.nextInt(words.size()))));
            case DELETE -> delete(words, random);
        }
        return String.join(" ", words);
    }

    private static void swap(List<String> words, SplittableRandom random) {
        int first = random.nextInt(words.size());
        int second = (first + 1 + random.nextInt(words.size() - 1)) % words.size();
        String word = words.get(first);
        words.set(first, words.get(second));
        words.set(second, word);
    }

    private void delete(List<String> words, SplittableRandom random) {
        String survivor = words.get(random.nextInt(words.size()));
        words.removeIf(word -> random.nextDouble() < ratio);
        if (words.isEmpty()) {
            words.add(survivor);
        }
    }
}
