package eigensweep.report;

import eigensweep.files.Printable;
import eigensweep.report.figure.Markup;
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
        lines.add(Arrays.stream(cells).map(Printable::brief).toList());
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

    /// The same as an HTML table of the class `guide`.
    String html() {
        StringBuilder html = new StringBuilder("<table class=\"guide\"><thead>");
        row(html, lines.getFirst(), "th scope=\"col\"", "th");
        html.append("</thead><tbody>");
        lines.stream().skip(1).forEach(line -> row(html, line, "td", "td"));
        return html.append("</tbody></table>").toString();
    }

    private static void row(StringBuilder html, List<String> cells, String open, String close) {
        html.append("<tr>");
        for (String cell : cells) {
            html.append('<')
                    .append(open)
                    .append('>')
                    .append(Markup.escape(cell))
                    .append("</")
                    .append(close)
                    .append('>');
        }
        html.append("</tr>");
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
