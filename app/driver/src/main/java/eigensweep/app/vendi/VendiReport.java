package eigensweep.app.vendi;

import eigensweep.app.vendi.VendiResult.OneClass;
import eigensweep.diversity.VendiScore;
import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.Frame;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Ticks.Tick;
import eigensweep.figure.Tone;
import eigensweep.files.WholeFile;
import eigensweep.page.Digits;
import eigensweep.page.HumanUnits;
import eigensweep.page.Page;
import eigensweep.page.Page.Section;
import eigensweep.page.Page.Tile;
import eigensweep.page.PageFrame;
import eigensweep.page.PageTable;
import eigensweep.page.PageTable.Cell;
import eigensweep.page.PageTable.Head;
import eigensweep.page.PageTable.Kind;
import eigensweep.page.ResultFiles;
import eigensweep.page.Version;
import eigensweep.table.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// What `vendi` leaves in a folder: the numbers, a page and its figures.
public final class VendiReport {

    /// Orders that are drawn: beyond 5 the score hardly falls any more.
    private static final double LARGEST_ORDER = 5;

    private static final int STEPS = 100;

    /// Eigenvalues that are drawn as points; of more, some are left out.
    private static final int MOST_POINTS = 600;

    /// Classes that an axis can name one by one.
    private static final int MOST_NAMED = 24;

    private final VendiResult result;
    private final VendiScore score;

    private VendiReport(VendiResult result) {
        this.result = result;
        this.score = result.score();
    }

    /// Writes the files, each whole or not at all.
    ///
    /// @param name what people call the data set
    /// @param formats of the figures
    public static void write(Path folder, VendiResult result, String name, Set<FigureFormat> formats)
            throws IOException {
        Path figures = Files.createDirectories(folder.resolve(ResultFiles.FIGURES));
        WholeFile.write(folder.resolve(ResultFiles.DIVERSITY), writer -> Json.line(result, writer));
        VendiReport report = new VendiReport(result);
        FigureFormat.write(figures, "", report.figures(), formats);
        WholeFile.write(folder.resolve(ResultFiles.REPORT), report.page(name)::write);
    }

    private Page page(String name) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("In words", Page.prose(words())));
        List<String> drawn = new ArrayList<>();
        figures().forEach(figure -> drawn.add(PageFrame.figure(figure, Frame.HALF)));
        sections.add(new Section("In pictures", Page.figures(drawn)));
        List<OneClass> classes = classes();
        if (!classes.isEmpty()) {
            sections.add(new Section("Within classes", table(classes).html()));
        }
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put("data", name);
        origin.put("similarity", result.kernel());
        origin.put("form", result.form());
        origin.put("backend", result.backend());
        origin.put("time", HumanUnits.duration(result.seconds()));
        sections.add(new Section("Where the numbers come from", Page.pairs(origin)));
        String subtitle = result.n() + " samples" + (result.d() == null ? "" : " of " + result.d() + " dimensions")
                + " \u00b7 " + result.kernel() + result.skipped() + " \u00b7 eigensweep " + Version.TEXT;
        return new Page(
                Page.lastPart(name.replaceFirst("[/\\\\]+$", "")),
                "how diverse a data set is",
                subtitle,
                tiles(),
                sections,
                Map.of());
    }

    private List<OneClass> classes() {
        VendiResult.Classes classes = result.extras().classes();
        return classes == null ? List.of() : classes.classes();
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        tiles.add(new Tile("Vendi Score", number(result.vs())));
        tiles.add(new Tile("samples", Integer.toString(result.n())));
        tiles.add(new Tile("rank", Integer.toString(result.rank())));
        if (result.rho() != null && result.weighted() != null) {
            tiles.add(new Tile("rho", Digits.of("%.4f", result.rho())));
            tiles.add(new Tile("weighted score", number(result.weighted())));
        }
        return tiles;
    }

    private List<String> words() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "These %d samples are as diverse as %s that have nothing in common (order 1, the Vendi Score). Counting"
                        + " every direction alike, however rare, it is %d (order 0, the rank); counting the commonest"
                        + " only, %s (order infinity).",
                result.n(),
                number(result.vs()),
                result.rank(),
                number(score.order(Double.POSITIVE_INFINITY))));
        if (result.rho() != null && result.weighted() != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Sample by sample they are aligned with what they were made from to rho = %.3f (1 is the same,"
                            + " 0 unrelated), so that %s of that diversity counts.",
                    result.rho(),
                    number(result.weighted())));
        }
        return lines;
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(List.of(orders(), eigenvalues()));
        if (!classes().isEmpty()) {
            figures.add(drawn(classes()));
        }
        return figures;
    }

    private Figure orders() {
        double[] q = IntStream.rangeClosed(0, STEPS)
                .mapToDouble(i -> LARGEST_ORDER * i / STEPS)
                .toArray();
        double[] scores = DoubleStream.of(q).map(score::order).toArray();
        return new Figure(
                "orders",
                "The score of every order",
                "",
                new Axis("order q", Scale.LINEAR, 0, LARGEST_ORDER),
                Axis.log("score", scores, new double[] {result.vs()}),
                List.of(
                        new Line("", Tone.DATA, q, scores),
                        new Rule("Vendi Score", Tone.FOUND, Side.X, 1),
                        new Points("", Tone.FOUND, 1, result.vs())));
    }

    private Figure eigenvalues() {
        double[] lambda = score.lambda();
        int stride = Math.ceilDiv(lambda.length, MOST_POINTS);
        int[] places = IntStream.range(0, lambda.length)
                .filter(i -> i < 20 || i % stride == 0)
                .toArray();
        double[] values = IntStream.of(places)
                .mapToDouble(i -> lambda[lambda.length - 1 - i])
                .toArray();
        return new Figure(
                "eigenvalues",
                "How the diversity is spread: eigenvalues, largest first",
                "",
                new Axis("rank", Scale.LINEAR, 0, lambda.length + 1.0),
                Axis.log("share of the whole", values),
                List.of(new Points(
                        "",
                        Tone.DATA,
                        IntStream.of(places).mapToDouble(i -> i + 1).toArray(),
                        values)));
    }

    private Figure drawn(List<OneClass> classes) {
        String order = result.q().keySet().iterator().next();
        List<String> labels = classes.stream().map(OneClass::label).toList();
        double[] scores = classes.stream()
                .mapToDouble(one -> one.q().getOrDefault(order, 0.0))
                .toArray();
        return new Figure(
                "classes",
                "Within each class (order " + order + ")",
                "",
                along(labels),
                Axis.linear("score", new double[] {0}, scores),
                List.of(new Points(
                        "",
                        Tone.DATA,
                        IntStream.rangeClosed(1, scores.length).asDoubleStream().toArray(),
                        scores,
                        labels)));
    }

    /// An axis of classes in the order of the table: each by its label, or of many some.
    private static Axis along(List<String> labels) {
        if (labels.size() <= MOST_NAMED) {
            return Axis.of("class", labels);
        }
        return new Axis("class, in the order of the table", Scale.LINEAR, 0, labels.size() + 1.0)
                .marked(IntStream.range(0, labels.size())
                        .mapToObj(i -> new Tick(i + 1, labels.get(i)))
                        .toList());
    }

    private PageTable table(List<OneClass> classes) {
        List<Head> heads = new ArrayList<>(
                List.of(new Head("class", "its label", Kind.TEXT), new Head("n", "samples of it", Kind.NUMBER)));
        result.q().keySet().forEach(order -> heads.add(new Head("q = " + order, "score of this order", Kind.NUMBER)));
        PageTable table = new PageTable(heads);
        for (OneClass one : classes) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(one.label()), Cell.of(Integer.toString(one.n()))));
            for (String order : result.q().keySet()) {
                double score = one.q().getOrDefault(order, Double.NaN);
                cells.add(Cell.of(number(score), score));
            }
            table.addCells(cells);
        }
        return table;
    }

    private static String number(double value) {
        return Digits.of(value >= 1000 ? "%.0f" : "%.4g", value);
    }
}
