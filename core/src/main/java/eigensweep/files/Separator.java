package eigensweep.files;

import java.util.ArrayList;
import java.util.List;

/// What parts the cells of a line.
enum Separator {
    TAB('\t'),
    SEMICOLON(';'),
    COMMA(','),
    BAR('|'),
    SPACES(' ');

    private final char mark;

    Separator(char mark) {
        this.mark = mark;
    }

    char mark() {
        return mark;
    }

    /// What parts the cells of a file: of the marks in its first line the one that is as frequent in the others, tabs
    /// before semicolons before commas. Where a line of numbers is parted by nothing but spaces, those do.
    ///
    /// @param lines the first of the file that are not blank, at least one; a line in quotes may be several
    /// @param usual where the first line has none
    static Separator of(List<String> lines, Separator usual) {
        if (isOfSpaces(lines)) {
            return SPACES;
        }
        List<Separator> there = new ArrayList<>(List.of(TAB, SEMICOLON, COMMA, BAR));
        there.removeIf(separator -> separator.count(lines.getFirst()) == 0);
        if (there.isEmpty()) {
            return usual;
        }
        return there.stream()
                .filter(separator ->
                        lines.stream().allMatch(line -> separator.count(line) == separator.count(lines.getFirst())))
                .findFirst()
                .orElse(there.getFirst());
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
        String[] last = words(lines.getLast());
        if (last.length < 2 || lines.stream().anyMatch(line -> line.indexOf('\t') >= 0)) {
            return false;
        }
        long numbers = List.of(last).stream().filter(Separator::isNumber).count();
        return 2 * numbers >= last.length && lines.stream().allMatch(line -> words(line).length == last.length);
    }

    private static boolean isNumber(String word) {
        return Decimal.POINT.parse(word) != null || Decimal.COMMA.parse(word) != null;
    }

    /// The cells of a line that is parted by spaces.
    static String[] words(String line) {
        return line.strip().split("\\s+");
    }
}
