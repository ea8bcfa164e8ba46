package eigensweep.report;

import static eigensweep.report.figure.Markup.escape;

import java.util.ArrayList;
import java.util.List;

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

    private final List<Head> heads;
    private final List<List<String>> rows = new ArrayList<>();

    PageTable(List<Head> heads) {
        this.heads = List.copyOf(heads);
    }

    /// Adds a row.
    ///
    /// @param cells as text, as many as heads; an empty one sorts last
    void add(List<String> cells) {
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
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append("<td class=\"" + heads.get(i).kind().css + "\">")
                        .append(escape(row.get(i)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>").toString();
    }
}
