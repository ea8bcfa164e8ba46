package eigensweep.app.compare;

import static eigensweep.figure.Markup.escape;

import eigensweep.app.sweep.Depth;
import eigensweep.figure.Figure;
import eigensweep.figure.Frame;
import eigensweep.findings.Numbers;
import eigensweep.page.Digits;
import eigensweep.page.Page;
import eigensweep.page.Page.Section;
import eigensweep.page.Page.Tile;
import eigensweep.page.PageFrame;
import eigensweep.page.PageTable;
import eigensweep.page.PageTable.Cell;
import eigensweep.page.PageTable.Head;
import eigensweep.page.PageTable.Kind;
import eigensweep.page.Template;
import eigensweep.page.Version;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Comparison.LayerChanges;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The page of a comparison.
final class ComparisonPage {

    /// What figures and the table call the list of the layers' names.
    private static final String LAYERS = "layers";

    private final Comparison comparison;
    private final Compared compared;
    private final List<LayerChanges> layers;
    private final boolean relative;

    ComparisonPage(Comparison comparison, Compared compared) {
        this.comparison = comparison;
        this.compared = compared;
        this.layers = Depth.order(
                comparison.layers(),
                layer -> "",
                layer -> layer.changes().getFirst().longname());
        this.relative = comparison.isRelative();
    }

    /// The figures of the page, one a metric.
    List<Figure> figures() {
        return new ComparisonFigures(layers, relative).all();
    }

    Page page() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("In words", Page.prose(ComparisonReading.of(layers, relative))));
        sections.add(new Section(
                "Through the depth of the model",
                Page.figures(figures().stream()
                        .map(figure -> PageFrame.namedFigure(figure, Frame.HALF, LAYERS))
                        .toList())));
        sections.add(new Section("Layers", table().html(LAYERS) + note()));
        sections.add(new Section("On one side only", unmatched()));
        sections.add(new Section("How to read a rise or a fall", Template.resource("page/guide.html")));
        sections.add(new Section("What was compared", Page.pairs(compared.pairs())));
        return new Page(
                title(),
                "the change of every layer between two models",
                layers.size() + " layers of the same name in both models" + (relative ? ", relative to a baseline" : "")
                        + " \u00b7 eigensweep " + Version.TEXT,
                tiles(),
                sections,
                Map.of(LAYERS, layers.stream().map(LayerChanges::title).toList()));
    }

    private String title() {
        return name(compared.before()) + " \u2192 " + name(compared.after());
    }

    private static String name(String model) {
        return Page.lastPart(model.replaceFirst("[/\\\\]+$", ""));
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        for (PaperMetric metric : PaperMetric.ALL) {
            OptionalDouble mean = layers.stream()
                    .map(layer -> layer.of(metric.column()))
                    .filter(Objects::nonNull)
                    .map(change -> ComparisonReading.value(change, relative))
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .average();
            tiles.add(new Tile(
                    "mean change of " + metric.label(), mean.isPresent() ? Signed.text(mean.getAsDouble()) : "\u2013"));
        }
        return tiles;
    }

    private PageTable table() {
        List<Head> heads = new ArrayList<>(List.of(
                new Head("#", "place in the model", Kind.NUMBER), new Head("layer", "name of the tensor", Kind.NAME)));
        for (PaperMetric metric : PaperMetric.ALL) {
            heads.add(new Head(metric.label(), "its value after", Kind.MINOR));
            heads.add(new Head(
                    "\u0394 " + metric.label(), "change of " + metric.label() + ", after less before", Kind.NUMBER));
            if (relative) {
                heads.add(new Head(
                        "\u0394 rel. " + metric.label(),
                        "the same, less the baseline's change of " + metric.label(),
                        Kind.NUMBER));
            }
        }
        PageTable table = new PageTable(heads);
        for (int i = 0; i < layers.size(); i++) {
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.of(String.valueOf(i + 1)), Cell.of(layers.get(i).title())));
            for (PaperMetric metric : PaperMetric.ALL) {
                Change change = layers.get(i).of(metric.column());
                cells.add(change == null ? Cell.of("") : Cell.of(Digits.of("%.4f", change.after()), change.after()));
                cells.add(change == null ? Cell.of("") : changed(change, change.delta(), !relative));
                if (relative) {
                    cells.add(change == null ? Cell.of("") : changed(change, change.relative(), true));
                }
            }
            table.addCells(cells);
        }
        return table;
    }

    /// @param isRead whether it is this change that is read
    private static Cell changed(Change change, @Nullable Double value, boolean isRead) {
        return Cell.of(isRead ? ComparisonTable.marked(change, value) : Signed.text(value), value);
    }

    private String note() {
        return ComparisonTable.isMarked(comparison) ? "<p class=\"note\">" + escape(ComparisonTable.NOTE) + "</p>" : "";
    }

    private String unmatched() {
        String remarks = comparison.names().remarks("the model before", "the model after").stream()
                .map(line -> "<p>" + escape(Numbers.capital(line)) + ".</p>")
                .collect(Collectors.joining());
        return remarks + names("Only before", comparison.onlyBefore()) + names("Only after", comparison.onlyAfter());
    }

    private static String names(String where, List<String> names) {
        return names.isEmpty() ? "<p>" + where + ": none.</p>" : Page.folded(where, names, Integer.MAX_VALUE);
    }
}
