package eigensweep.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What parts the cells of a line.
enum Separator {
    TAB('\t'),
    SEMICOLON(';'),
    COMMA(','),
    BAR('|'),
    SPACES(' ');

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"]|\"\")*)\"(?!\\S)|\\S+");
    private static final Pattern PIECE = Pattern.compile("[,;|\\[({].*|.*[,;|\\])}]|.*\".*");

    private final char mark;

    Separator(char mark) {
        this.mark = mark;
    }

    char mark() {
        return mark;
    }

    /// The one of a mark; that of commas for any other.
    static Separator of(char mark) {
        return Stream.of(values())
                .filter(separator -> separator.mark == mark && separator != SPACES)
                .findFirst()
                .orElse(COMMA);
    }

    /// What parts the cells of a file: of the marks in its first line the one that is as frequent in the
    /// others, tabs before semicolons before commas. Where a line of numbers is parted by nothing but
    /// spaces, those do. The first line may be one cell short, as R writes it where rows have names.
    ///
    /// @param lines the first of the file that are not blank, at least one; a line in quotes may be several
    /// @param usual where no line has one
    static Separator of(List<String> lines, Separator usual) {
        if (isOfSpaces(lines)) {
            return SPACES;
        }
        List<Separator> marks = List.of(TAB, SEMICOLON, COMMA, BAR);
        for (int lacking = 0; lacking <= 1; lacking++) {
            for (Separator separator : marks) {
                if (separator.parts(lines, lacking)) {
                    return separator;
                }
            }
        }
        return marks.stream()
                .filter(separator -> separator.count(lines.getFirst()) > 0)
                .findFirst()
                .orElse(usual);
    }

    /// Whether it is as frequent in all lines, the first of which may lack some.
    private boolean parts(List<String> lines, int lacking) {
        int count = count(lines.getLast());
        return count > 0
                && count(lines.getFirst()) + lacking == count
                && lines.stream().skip(1).allMatch(line -> count(line) == count);
    }

    private int count(String line) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            count += !quoted && c == mark ? 1 : 0;
        }
        return count;
    }

    private static boolean isOfSpaces(List<String> lines) {
        List<String> last = words(lines.getLast());
        if (last.size() < 2
                || lines.stream().anyMatch(line -> line.indexOf('\t') >= 0 || hasPieces(line))
                || SEMICOLON.parts(lines, 0)
                || BAR.parts(lines, 0)) {
            return false;
        }
        long numbers = last.stream().filter(Separator::isNumber).count();
        int first = words(lines.getFirst()).size();
        return 2 * numbers >= last.size()
                && (first == last.size() || (first == last.size() - 1 && lines.size() > 1))
                && lines.stream().skip(1).allMatch(line -> words(line).size() == last.size());
    }

    /// Whether a word is a piece of something, so that not spaces part cells: `1,` or `[0.5`.
    private static boolean hasPieces(String line) {
        return WORD.matcher(line)
                .results()
                .anyMatch(word ->
                        word.group(1) == null && PIECE.matcher(word.group()).matches());
    }

    /// Whether a word is a number, whatever stands before its fraction.
    static boolean isNumber(String word) {
        return Decimal.POINT.parse(word) != null || (Decimal.COMMA.parse(word) != null && !word.endsWith(","));
    }

    /// The cells of a line that is parted by spaces; what is in quotes is one.
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group() : word.group(1).replace("\"\"", "\""));
        }
        return words;
    }
}
