package eigensweep.lab.embedding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// English sentences from templates: nobody's text, and the same for a seed.
public final class Sentences {

    private static final List<String> PEOPLE =
            List.of("the nurse", "a farmer", "my neighbour", "the pilot", "an old friend", "the teacher", "a child");
    private static final List<String> VERBS =
            List.of("painted", "repaired", "forgot", "measured", "sold", "found", "carried", "described");
    private static final List<String> THINGS = List.of(
            "the bridge",
            "a broken clock",
            "seven red apples",
            "the long letter",
            "an empty boat",
            "the new engine",
            "a heavy book",
            "the garden gate",
            "two old maps");
    private static final List<String> PLACES =
            List.of("in the harbour", "near the station", "on the hill", "behind the school", "by the river");
    private static final List<String> TIMES =
            List.of("yesterday", "before sunrise", "last winter", "after the storm", "every Tuesday", "at noon");

    private Sentences() {}

    /// Some sentences.
    public static List<String> of(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> sentence(random)).limit(count).toList();
    }

    /// The sentences, in each of which two words changed places.
    static List<String> swapped(List<String> sentences, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return sentences.stream()
                .map(sentence -> {
                    List<String> words = new ArrayList<>(List.of(sentence.split(" ")));
                    int first = random.nextInt(words.size());
                    Collections.swap(words, first, (first + 1 + random.nextInt(words.size() - 1)) % words.size());
                    return String.join(" ", words);
                })
                .toList();
    }

    private static String sentence(SplittableRandom random) {
        String plain = one(PEOPLE, random) + " " + one(VERBS, random) + " " + one(THINGS, random);
        return switch (random.nextInt(3)) {
            case 0 -> plain + " " + one(PLACES, random);
            case 1 -> one(TIMES, random) + " " + plain;
            default -> plain + " " + one(PLACES, random) + " " + one(TIMES, random);
        };
    }

    private static String one(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }
}
