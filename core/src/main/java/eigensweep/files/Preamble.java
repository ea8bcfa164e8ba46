package eigensweep.files;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands before a table in a text file: `sep=;`, as Excel writes it, and comments. The last comment
/// is the line of names, as NumPy's savetxt writes it, if it has as many cells as the line that follows,
/// which is none itself.
///
/// @param lines that are passed over
/// @param comments how many of them are comments
/// @param separator that the first line tells, or null
record Preamble(int lines, int comments, @Nullable Character separator) {

    private static final Pattern TOLD = Pattern.compile("\"?sep=(.)\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARK = Pattern.compile("[,;|\t]");
    private static final Pattern WORD = Pattern.compile("[^\\s,;|\"]+");

    /// @param start the first lines of the file
    static Preamble of(List<String> start) {
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
        return new Preamble(at, comments, separator);
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
