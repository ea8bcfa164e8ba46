package eigensweep.diversity;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/// Texts as counts of their n-grams: runs of `n` neighbouring characters or words.
///
/// Words are runs of letters, digits and underscores (and apostrophes within), in lower case; characters are
/// taken as they are, blanks included. A text shorter than `n` is one n-gram by itself.
///
/// @param unit what is counted
/// @param n at least 1
public record NGrams(Unit unit, int n) {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+(?:['\u2019][\\p{L}\\p{N}_]+)*");

    /// What an n-gram is made of.
    public enum Unit {
        CHARACTERS,
        WORDS
    }

    public NGrams {
        if (n < 1) {
            throw new IllegalArgumentException(n + "-grams; at least 1 is expected");
        }
    }

    /// Counts.
    ///
    /// @param name what people call the texts
    /// @return a row a text, a column an n-gram, in the order of their first appearance
    /// @throws DiversityException if a text has none
    Sparse counts(String name, List<String> texts) {
        Map<String, Integer> columns = new HashMap<>();
        Sparse.Builder builder = new Sparse.Builder();
        for (int i = 0; i < texts.size(); i++) {
            Map<Integer, Double> counts = new HashMap<>();
            of(texts.get(i))
                    .forEach(gram ->
                            counts.merge(columns.computeIfAbsent(gram, unseen -> columns.size()), 1.0, Double::sum));
            if (counts.isEmpty()) {
                throw new DiversityException(
                        name, "text " + i + " (from 0) has no " + unit.name().toLowerCase(Locale.ROOT) + "; remove it");
            }
            builder.add(counts);
        }
        return builder.build(columns.size());
    }

    /// The n-grams of a text, in order, each made when it is asked for: a text of megabytes has as many as characters.
    Stream<String> of(String text) {
        String between = unit == Unit.WORDS ? " " : "";
        Stream<String> units = unit == Unit.WORDS ? words(text) : characters(text);
        return units.gather(Gatherers.windowSliding(n)).map(window -> String.join(between, window));
    }

    private static Stream<String> words(String text) {
        return WORD.matcher(text).results().map(found -> found.group().toLowerCase(Locale.ROOT));
    }

    private static Stream<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString);
    }
}
