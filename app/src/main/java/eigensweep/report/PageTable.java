package eigensweep.report;

import static eigensweep.report.figure.Markup.escape;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table of a page, sorted by a click on a head.
final class PageTable {

    /// What is in a column.
    enum Kind {
        NAME("text name"),
        TEXT("text"),
        NUMBER(""),
        /// Numbers that a narrow page does without.
        MINOR("minor");

        private final String css;

        Kind(String css) {
            this.css = css;
        }
    }

    /// The head of a column.
    ///
    /// @param label what is written
    /// @param title what it is, in a few words
    record Head(String label, String title, Kind kind) {}

    /// A cell.
    ///
    /// @param text what is written; an empty one sorts last
    /// @param key the number that is meant, where the text is a rounded one
    /// @param best whether it is the best of its kind
    record Cell(String text, @Nullable Double key, boolean best) {

        static Cell of(String text) {
            return new Cell(text, null, false);
        }

        /// A number as it is written, and as it is.
        static Cell of(String text, @Nullable Double number) {
            return new Cell(text, number, false);
        }
    }

    private final List<Head> heads;
    private final List<List<Cell>> rows = new ArrayList<>();

    PageTable(List<Head> heads) {
        this.heads = List.copyOf(heads);
    }

    /// Adds a row of text.
    ///
    /// @param cells as many as heads
    void add(List<String> cells) {
        addCells(cells.stream().map(Cell::of).toList());
    }

    /// Adds a row.
    ///
    /// @param cells as many as heads
    void addCells(List<Cell> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException(cells.size() + " cells under " + heads.size() + " heads");
        }
        rows.add(List.copyOf(cells));
    }

    String html() {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"sortable\"><thead><tr>");
        for (Head head : heads) {
            html.append("<th scope=\"col\" class=\"" + head.kind().css + "\" title=\"" + escape(head.title()) + "\">")
                    .append(escape(head.label()))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (List<Cell> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(html(row.get(i), heads.get(i).kind()));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String html(Cell cell, Kind kind) {
        String text = escape(cell.text());
        boolean name = kind == Kind.NAME;
        return "<td class=\"" + kind.css + (cell.best() ? " best" : "") + "\""
                + (cell.key() == null || !Double.isFinite(cell.key()) ? "" : " data-key=\"" + cell.key() + "\"")
                + (name ? " title=\"" + text + "\"><bdi>" + text + "</bdi>" : ">" + text) + "</td>";
    }
}
