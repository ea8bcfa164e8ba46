package eigensweep.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines for people, broken between words where a window is narrower.
public final class Wrapping {

    /// What stands to the left, and behind a gap of two blanks or more what is said of it.
    private static final Pattern TWO_PARTS = Pattern.compile("(?<left> *\\S+(?: \\S+)*) {2,}(?<right>\\S.*)");

    /// The least width at which the right part still reads well beside the left one.
    private static final int LEAST_BESIDE = 24;

    /// How much further in a line goes on.
    private static final int FURTHER = 4;

    private Wrapping() {}

    /// A line, or several that are no wider, unless a word is. What was indented stays so; of a line in two parts
    /// (`command   what it does`) the second goes on beside the first, or below it where that leaves no room.
    public static List<String> of(String line, int width) {
        if (line.length() <= width) {
            return List.of(line);
        }
        int indent = indent(line);
        Matcher parts = TWO_PARTS.matcher(line);
        if (!parts.matches()) {
            return words(line.strip(), width, indent, indent == 0 ? 0 : indent + FURTHER);
        }
        String left = parts.group("left");
        int start = parts.start("right");
        if (width - start >= LEAST_BESIDE) {
            List<String> right = words(parts.group("right"), width, start, start);
            List<String> lines = new ArrayList<>(right);
            lines.set(0, line.substring(0, start) + right.getFirst().strip());
            return lines;
        }
        List<String> lines = new ArrayList<>(words(left.strip(), width, indent, indent + FURTHER));
        int below = lines.size() == 1 ? indent + FURTHER : indent + 2 * FURTHER;
        lines.addAll(words(parts.group("right"), width, below, below));
        return lines;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /// @param first how far the first line is indented
    /// @param others how far all others are
    private static List<String> words(String text, int width, int first, int others) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(" ".repeat(first));
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(others));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
