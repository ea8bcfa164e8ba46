package eigensweep.page;

import eigensweep.figure.Markup;
import eigensweep.files.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A table for people: columns as wide as their widest cell, text to the left, numbers to the right. Where it is wider
/// than the window, the least important columns are left out and long texts shortened, and a line says so.
public final class TextTable {

    /// What a shortened text is at least: no number is as long, so that none is ever shortened.
    private static final int SHORTEST = 20;

    /// Names are no longer than that where others need the room, even if they then look alike.
    private static final int SHORTEST_NAMES = 40;

    /// What stands in a column of numbers: one, none, or how many of how many.
    private static final Predicate<String> NUMBER = Pattern.compile(
                    "\u2013?|(p )?[<+-]?\\d[\\d.e+-]*( (of|\\+-) [\\d.e+-]+)?")
            .asMatchPredicate();

    private static final String GAP = "  ";
    private static final String ELLIPSIS = "\u2026";

    private final List<List<String>> lines = new ArrayList<>();
    private final int textColumns;
    private List<String> leastImportant = List.of();

    /// @param textColumns how many columns, from the left, hold text
    public TextTable(int textColumns, String... heads) {
        this(textColumns, List.of(heads));
    }

    /// @param textColumns how many columns, from the left, hold text
    public TextTable(int textColumns, List<String> heads) {
        this.textColumns = textColumns;
        lines.add(List.copyOf(heads));
    }

    /// Which columns a narrow window does without, the least important first; after them the others from the right.
    /// The first column always stays.
    public TextTable leastImportant(String... heads) {
        leastImportant = List.of(heads);
        return this;
    }

    public void add(String... cells) {
        add(List.of(cells));
    }

    public void add(List<String> cells) {
        lines.add(cells.stream().map(Printable::brief).toList());
    }

    /// The lines, without blanks at their ends, none wider than a window; the last says what is missing.
    ///
    /// @param width of the window
    /// @param all what else has everything, as in `--format csv`
    public List<String> render(int width, String all) {
        int[] full = widths();
        Set<Integer> dropped = dropped(full, width);
        int[] widths = shortened(full, dropped, width);
        List<String> text = new ArrayList<>();
        lines.forEach(line -> text.add(render(line, widths, dropped)));
        String missing = missing(dropped, !Arrays.equals(full, widths));
        if (!missing.isEmpty()) {
            text.addAll(Wrapping.of("(" + missing + "; a wider terminal or " + all + " has all)", width));
        }
        return text;
    }

    private String missing(Set<Integer> dropped, boolean isShortened) {
        String columns = IntStream.range(0, lines.getFirst().size())
                .filter(dropped::contains)
                .mapToObj(c -> lines.getFirst().get(c))
                .distinct()
                .collect(Collectors.joining(", "));
        String texts = isShortened ? "long texts shortened" : "";
        return columns.isEmpty() ? texts : "not shown: " + columns + (isShortened ? "; " + texts : "");
    }

    private int[] widths() {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        return widths;
    }

    /// The places of the columns that there is no room for, even with all texts as short as they may be.
    private Set<Integer> dropped(int[] full, int width) {
        Set<Integer> dropped = new HashSet<>();
        List<Integer> order = new ArrayList<>(
                leastImportant.stream().map(lines.getFirst()::indexOf).toList());
        IntStream.iterate(full.length - 1, c -> c > 0, c -> c - 1)
                .filter(c -> !order.contains(c))
                .forEach(order::add);
        int[] least = IntStream.range(0, full.length)
                .map(c -> isText(c, full) ? Math.min(full[c], SHORTEST) : full[c])
                .toArray();
        least[0] = shortestName(full[0]);
        for (int c : order) {
            if (total(least, dropped) <= width) {
                break;
            }
            dropped.add(c);
        }
        return dropped;
    }

    private boolean isText(int column, int[] full) {
        return column < textColumns || column == full.length - 1;
    }

    /// The least width at which the names in the first column still differ.
    private int shortestName(int full) {
        List<String> names = lines.stream().map(List::getFirst).distinct().toList();
        return IntStream.range(SHORTEST, Math.min(full, SHORTEST_NAMES))
                .filter(width -> names.stream()
                                .map(name -> shortMiddle(name, width))
                                .distinct()
                                .count()
                        == names.size())
                .findFirst()
                .orElse(Math.min(full, SHORTEST_NAMES));
    }

    private static int total(int[] widths, Set<Integer> dropped) {
        int gaps = GAP.length() * (widths.length - dropped.size() - 1);
        return gaps
                + IntStream.range(0, widths.length)
                        .filter(c -> !dropped.contains(c))
                        .map(c -> widths[c])
                        .sum();
    }

    /// The widths with texts shortened as far as the window asks for: the last first, the name in the first column
    /// at the end.
    private int[] shortened(int[] full, Set<Integer> dropped, int width) {
        int[] widths = full.clone();
        for (int c = full.length - 1; c >= 0; c--) {
            int tooMuch = total(widths, dropped) - width;
            if (tooMuch > 0 && !dropped.contains(c) && isText(c, full)) {
                int shortest = c == 0 ? 1 : Math.min(full[c], SHORTEST);
                widths[c] = Math.max(shortest, full[c] - tooMuch);
            }
        }
        return widths;
    }

    /// The same as an HTML table of the class `guide`.
    public String html() {
        Set<Integer> numbers = IntStream.range(0, lines.getFirst().size())
                .filter(c -> lines.stream().skip(1).map(line -> line.get(c)).allMatch(NUMBER))
                .boxed()
                .collect(Collectors.toSet());
        StringBuilder html = new StringBuilder("<table class=\"guide\"><thead>");
        row(html, lines.getFirst(), "th", numbers);
        html.append("</thead><tbody>");
        lines.stream().skip(1).forEach(line -> row(html, line, "td", numbers));
        return html.append("</tbody></table>").toString();
    }

    private static void row(StringBuilder html, List<String> cells, String tag, Set<Integer> numbers) {
        html.append("<tr>");
        for (int c = 0; c < cells.size(); c++) {
            html.append('<')
                    .append(tag)
                    .append(tag.equals("th") ? " scope=\"col\"" : "")
                    .append(numbers.contains(c) ? " class=\"number\">" : ">")
                    .append(Markup.escape(cells.get(c)).replace(" +- ", " \u00b1 "))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        html.append("</tr>");
    }

    private String render(List<String> line, int[] widths, Set<Integer> dropped) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            if (dropped.contains(c)) {
                continue;
            }
            boolean last = c == widths.length - 1;
            String cell = c == 0 ? shortMiddle(line.get(c), widths[c]) : shortEnd(line.get(c), widths[c]);
            String padding = " ".repeat(widths[c] - cell.length());
            text.append(c < textColumns || last ? cell + padding : padding + cell);
            text.append(GAP);
        }
        return text.toString().stripTrailing();
    }

    /// A name whose ends tell it from others.
    private static String shortMiddle(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int end = width / 2;
        return text.substring(0, width - 1 - end) + ELLIPSIS + text.substring(text.length() - end);
    }

    private static String shortEnd(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + ELLIPSIS;
    }
}
