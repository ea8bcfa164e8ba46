package eigensweep.files;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What somebody meant who wrote a word that is not known: the known ones at the least distance, if that is small.
///
/// The distance is Damerau's and Levenshtein's in its restricted form: letters added, left out or changed, and
/// neighbours that changed places, whether large or small; blanks and the signs between words do not count.
public final class Suggestion {

    private static final int MOST = 3;

    /// Longer words are none that somebody types; to compare thousands of them takes minutes.
    private static final int LONGEST = 100;

    private Suggestion() {}

    /// `; did you mean ...?` to be put behind a message; empty if nothing known is near.
    public static String after(String word, Collection<String> known) {
        List<String> near = near(word, known);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    /// The nearest known words, at most three.
    static List<String> near(String word, Collection<String> known) {
        String plain = plain(word);
        int allowed = plain.length() < MOST ? 0 : Math.max(1, plain.length() / 3);
        List<String> comparable = plain.length() > LONGEST
                ? List.of()
                : known.stream()
                        .filter(candidate -> plain(candidate).length() <= LONGEST)
                        .toList();
        int least = comparable.stream()
                .mapToInt(candidate -> distance(plain, plain(candidate)))
                .min()
                .orElse(allowed + 1);
        if (plain.isEmpty() || least > allowed) {
            return known.stream()
                    .filter(candidate ->
                            plain.length() >= MOST && plain(candidate).startsWith(plain))
                    .sorted(Comparator.naturalOrder())
                    .limit(MOST)
                    .toList();
        }
        return comparable.stream()
                .filter(candidate -> distance(plain, plain(candidate)) == least)
                .distinct()
                .limit(MOST)
                .collect(Collectors.toList());
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    private static int distance(String from, String to) {
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= from.length(); i++) {
            int[] beforeLast = last;
            last = row;
            row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + changed);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[to.length()];
    }
}
