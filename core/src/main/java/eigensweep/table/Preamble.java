package eigensweep.table;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands before a table in a text file: `sep=;`, as Excel writes it, and comments. The last comment
/// is the line of names, as NumPy's savetxt writes it, if it has as many cells as the line that follows,
/// which is none itself. word2vec's `40 6`, before 40 rows of a word and six numbers, stands there, too.
///
/// @param lines that are passed over
/// @param comments how many of them are comments
/// @param separator that the first line tells, or null
/// @param size the first line where it is the one that word2vec writes, or null
record Preamble(
        int lines,
        int comments,
        @Nullable Character separator,
        @Nullable String size) {

    private static final Pattern TOLD = Pattern.compile("\"?sep=(.)\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARK = Pattern.compile("[,;|\t]");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s+(\\d{1,9})\\s*");
    private static final Pattern WORD = Pattern.compile("[^\\s,;|\"]+");

    /// @param start the first lines of the file
    static Preamble of(List<String> start) {
        if (isWord2vec(start)) {
            return new Preamble(1, 0, null, start.getFirst().strip());
        }
        int at = 0;
        Character separator = null;
        if (!start.isEmpty()) {
            Matcher told = TOLD.matcher(start.getFirst());
            if (told.matches()) {
                separator = told.group(1).charAt(0);
                at = 1;
            }
        }
        int begin = at;
        while (at < start.size() && isPassedOver(start.get(at))) {
            at++;
        }
        while (at > begin && start.get(at - 1).isBlank()) {
            at--;
        }
        if (at > begin && at < start.size() && isOfNames(start.get(at - 1), start.subList(at, start.size()))) {
            at--;
        }
        int comments = (int) start.subList(begin, at).stream()
                .filter(line -> !line.isBlank())
                .count();
        return new Preamble(at, comments, separator, null);
    }

    /// Whether the first line counts rows and numbers, at least two, and the others are a word and as many.
    private static boolean isWord2vec(List<String> start) {
        Matcher size = SIZE.matcher(start.isEmpty() ? "" : start.getFirst());
        if (!size.matches()) {
            return false;
        }
        int d = Integer.parseInt(size.group(2));
        List<String> rows =
                start.stream().skip(1).filter(line -> !line.isBlank()).toList();
        return d > 1
                && !rows.isEmpty()
                && rows.size() <= Long.parseLong(size.group(1))
                && rows.stream().allMatch(line -> {
                    List<String> words = Separator.words(line);
                    return words.size() == d + 1 && words.stream().skip(1).allMatch(Separator::isNumber);
                });
    }

    private static boolean isPassedOver(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }

    private static boolean isOfNames(String comment, List<String> rest) {
        String names = withoutMark(comment);
        String next = rest.getFirst();
        long marks = count(MARK, names);
        boolean alike = marks == count(MARK, next) && (marks > 0 || count(WORD, names) == count(WORD, next));
        return alike && (hasNumber(next) || rest.size() < 2 || !hasNumber(rest.get(1)));
    }

    private static boolean hasNumber(String line) {
        return WORD.matcher(line).results().anyMatch(word -> Separator.isNumber(word.group()));
    }

    private static long count(Pattern pattern, String line) {
        return pattern.matcher(line).results().count();
    }

    /// A line without the `#` before it.
    static String withoutMark(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") ? text.replaceFirst("^#+\\s*", "") : line;
    }
}
