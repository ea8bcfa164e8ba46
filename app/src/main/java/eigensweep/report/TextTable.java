package eigensweep.report;

import eigensweep.files.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table for people: columns as wide as their widest cell, text to the left, numbers to the right.
final class TextTable {

    private final List<List<String>> lines = new ArrayList<>();
    private final int textColumns;

    /// @param textColumns how many columns, from the left, hold text
    TextTable(int textColumns, String... heads) {
        this.textColumns = textColumns;
        lines.add(List.of(heads));
    }

    void add(String... cells) {
        lines.add(Arrays.stream(cells).map(Printable::line).toList());
    }

    /// The lines, without blanks at their ends.
    List<String> render() {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        return lines.stream().map(line -> render(line, widths)).toList();
    }

    private String render(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - line.get(c).length());
            boolean last = c == widths.length - 1;
            text.append(c < textColumns || last ? line.get(c) + padding : padding + line.get(c));
            text.append("  ");
        }
        return text.toString().stripTrailing();
    }
}
