package eigensweep.page;

import static eigensweep.figure.Markup.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table of a page, sorted by a click on a head.
public final class PageTable {

    /// What is in a column.
    public enum Kind {
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
    public record Head(String label, String title, Kind kind) {}

    /// A cell.
    ///
    /// @param text what is written; an empty one sorts last
    /// @param key the number that is meant, where the text is a rounded one
    /// @param best whether it is the best of its kind
    public record Cell(String text, @Nullable Double key, boolean best) {

        public static Cell of(String text) {
            return new Cell(text, null, false);
        }

        /// A number as it is written, and as it is.
        public static Cell of(String text, @Nullable Double number) {
            return new Cell(text, number, false);
        }
    }

    /// The longest head that stays on one line.
    private static final int SHORT = 10;

    private final List<Head> heads;
    private final List<List<Cell>> rows = new ArrayList<>();

    public PageTable(List<Head> heads) {
        this.heads = List.copyOf(heads);
    }

    /// Adds a row of text.
    ///
    /// @param cells as many as heads
    public void add(List<String> cells) {
        addCells(cells.stream().map(Cell::of).toList());
    }

    /// Adds a row.
    ///
    /// @param cells as many as heads
    public void addCells(List<Cell> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException(cells.size() + " cells under " + heads.size() + " heads");
        }
        rows.add(List.copyOf(cells));
    }

    public String html() {
        return html("");
    }

    /// The same of what lies along figures: its rows are filtered by name, and the figures follow.
    ///
    /// @param list the page's list of names, one a row
    public String html(String list) {
        List<String> css = IntStream.range(0, heads.size()).mapToObj(this::css).toList();
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"sortable\"")
                .append(list.isEmpty() ? "" : " data-list=\"" + escape(list) + "\"")
                .append("><thead><tr>");
        for (int i = 0; i < heads.size(); i++) {
            Head head = heads.get(i);
            html.append("<th scope=\"col\" class=\"" + css.get(i)
                            + (head.label().length() <= SHORT ? " short" : "") + "\" title=\"" + escape(head.title())
                            + "\">")
                    .append(escape(head.label()))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (List<Cell> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(html(row.get(i), heads.get(i).kind(), css.get(i)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>").toString();
    }

    /// A narrow page does without a text that is the same in all rows.
    private String css(int column) {
        Kind kind = heads.get(column).kind();
        boolean isSame = rows.size() > 1
                && rows.stream().map(row -> row.get(column).text()).distinct().count() == 1;
        return kind.css + (kind == Kind.TEXT && isSame ? " minor" : "");
    }

    private static String html(Cell cell, Kind kind, String css) {
        String text = escape(cell.text());
        boolean name = kind == Kind.NAME;
        return "<td class=\"" + css + (cell.best() ? " best" : "") + "\""
                + (cell.key() == null || !Double.isFinite(cell.key()) ? "" : " data-key=\"" + cell.key() + "\"")
                + (name ? " title=\"" + text + "\"><bdi>" + text + "</bdi>" : ">" + text) + "</td>";
    }
}
