package eigensweep.diversity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

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
            List<String> grams = of(texts.get(i));
            if (grams.isEmpty()) {
                throw new DiversityException(
                        name, "text " + i + " (from 0) has no " + unit.name().toLowerCase(Locale.ROOT) + "; remove it");
            }
            Map<Integer, Double> counts = new HashMap<>();
            for (String gram : grams) {
                counts.merge(columns.computeIfAbsent(gram, unseen -> columns.size()), 1.0, Double::sum);
            }
            builder.add(counts);
        }
        return builder.build(columns.size());
    }

    /// The n-grams of a text, in order.
    List<String> of(String text) {
        List<String> units = unit == Unit.WORDS ? words(text) : characters(text);
        if (units.isEmpty()) {
            return units;
        }
        String between = unit == Unit.WORDS ? " " : "";
        List<String> grams = new ArrayList<>();
        for (int i = 0; i == 0 || i + n <= units.size(); i++) {
            grams.add(String.join(between, units.subList(i, Math.min(i + n, units.size()))));
        }
        return grams;
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(found -> found.group().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }
}
