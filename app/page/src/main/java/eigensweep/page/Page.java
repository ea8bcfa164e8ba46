package eigensweep.page;

import static eigensweep.figure.Markup.escape;

import eigensweep.page.Template.Part;
import eigensweep.table.Json;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A page of sections, written once: words, figures and tables that its scripts sort. That of a sweep, which has
/// thousands of layers to open, is a [SweepPage].
///
/// @param title of the page
/// @param what pages of this kind show, in a few words
/// @param subtitle the facts below the title
/// @param tiles the numbers people ask for first; may be none
/// @param sections from the top
/// @param names what lies along the abscissa of figures made by [PageFrame#namedFigure], from 1 on, under the name
///     of the list that they name
public record Page(
        String title,
        String what,
        String subtitle,
        List<Tile> tiles,
        List<Section> sections,
        Map<String, List<String>> names) {

    private static final List<String> SCRIPTS = List.of("page/plain.js", "page/figures.js");

    /// From so many headings on a page has a list of them, and from so many more on one in columns.
    private static final int LONG = 4;

    private static final int VERY_LONG = 8;

    /// A number with its label, as text.
    public record Tile(String label, String number) {}

    /// A part of the page below a heading.
    ///
    /// @param heading as text
    /// @param html as made by the functions below, [PageFrame] and [PageTable]
    /// @param parts below headings of their own
    public record Section(String heading, String html, List<Section> parts) {

        public Section(String heading, String html) {
            this(heading, html, List.of());
        }
    }

    /// Numbers in large type.
    ///
    /// @return HTML; empty without any
    public static String tiles(List<Tile> tiles) {
        return tiles.isEmpty()
                ? ""
                : tiles.stream()
                        .map(tile -> item(tile.label(), escape(tile.number())))
                        .collect(Collectors.joining("", "<dl class=\"tiles\">", "</dl>"));
    }

    /// Paragraphs of text.
    public static String prose(List<String> paragraphs) {
        return paragraphs.stream()
                .map(line -> "<p>" + escape(line) + "</p>")
                .collect(Collectors.joining("\n", "<div class=\"prose columns\">", "</div>"));
    }

    /// Figures, two side by side.
    public static String figures(List<String> figures) {
        return "<div class=\"overview-figures pairwise\">" + String.join("\n", figures) + "</div>";
    }

    /// Names and what they stand for.
    public static String pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> item(pair.getKey(), escape(pair.getValue())))
                .collect(Collectors.joining("", "<dl class=\"pairs origin\">", "</dl>"));
    }

    /// The last part of a path, as a title has it; a separator at its end stays.
    public static String lastPart(String path) {
        return path.replaceFirst("^.*[/\\\\](?=[^/\\\\])", "");
    }

    /// One of them.
    ///
    /// @param html what it stands for
    public static String item(String name, String html) {
        return "<div><dt>" + escape(name) + "</dt><dd>" + html + "</dd></div>";
    }

    /// Names below a summary that counts them, which opens.
    ///
    /// @param most of the names that are listed
    public static String folded(String summary, List<String> names, int most) {
        String listed = names.stream()
                .limit(most)
                .map(name -> "<code>" + escape(name) + "</code>")
                .collect(Collectors.joining(" "));
        return "<details><summary>" + escape(summary) + " <span class=\"count\">" + names.size()
                + "</span></summary><p class=\"names\">" + listed
                + (names.size() <= most ? "" : " and " + (names.size() - most) + " more") + "</p></details>";
    }

    public void write(Writer writer) throws IOException {
        Map<String, Part> parts = Map.of(
                "tiles", Part.of(tiles(tiles) + contents()),
                "sections", this::writeSections,
                "names", Part.of(namesAsJson()));
        new PageFrame(title, what, subtitle, SCRIPTS)
                .write(writer, out -> Template.write("page/plain.html", parts, out));
    }

    /// Where the sections are, of a page that has many.
    private String contents() {
        int all = sections.stream()
                .mapToInt(section -> 1 + section.parts().size())
                .sum();
        return all < LONG
                ? ""
                : "<nav class=\"contents" + (all > VERY_LONG ? " long" : "") + "\" aria-label=\"Contents\">"
                        + contents(sections, "") + "</nav>";
    }

    private static String contents(List<Section> sections, String above) {
        StringBuilder html = new StringBuilder("<ul>");
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            String place = above + (i + 1);
            html.append("<li><a href=\"#part-" + place + "\">"
                            + escape(section.heading()).replaceAll("(Fig\\.|Table) (?=\\d)", "$1\u00a0") + "</a>")
                    .append(section.parts().isEmpty() ? "" : contents(section.parts(), place + "-"))
                    .append("</li>");
        }
        return html.append("</ul>").toString();
    }

    private void writeSections(Writer writer) throws IOException {
        writeSections(writer, sections, "", 2);
    }

    private static void writeSections(Writer writer, List<Section> sections, String above, int level)
            throws IOException {
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            String place = above + (i + 1);
            writer.write("<section id=\"part-" + place + "\"><h" + level + ">" + escape(section.heading()) + "</h"
                    + level + ">\n");
            writer.write(section.html());
            writeSections(writer, section.parts(), place + "-", level + 1);
            writer.write("</section>\n");
        }
    }

    /// In the order of their keys, as JSON that can stand in an HTML script element.
    private String namesAsJson() {
        return Json.text(new TreeMap<>(names)).replace("<", "\\u003c");
    }
}
