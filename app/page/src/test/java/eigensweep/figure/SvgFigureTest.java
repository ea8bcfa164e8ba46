package eigensweep.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.figure.Mark.Band;
import eigensweep.figure.Mark.Bars;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class SvgFigureTest {

    private static final String HOSTILE = "</svg><script>alert(1)</script> \"'&\u0000\u001b\ud800";

    private static final List<Mark> ONE_OF_EACH = List.of(
            new Band("usual", Tone.USUAL, Side.Y, 2, 6),
            new Bars("bulk", Tone.DATA, new double[] {1, 2, 4, 8}, new double[] {3, 0, 1}),
            new Line("fit", Tone.FIT, new double[] {1, 10}, new double[] {5, 0.5}),
            new Points("above", Tone.HIGH, new double[] {2, 5}, new double[] {7, 8}),
            new Points("below", Tone.LOW, new double[] {3}, new double[] {1}),
            new Rule("xmin", Tone.FOUND, Side.X, 4),
            new Rule("median", Tone.GUIDE, Side.Y, 3));

    @ParameterizedTest
    @EnumSource(Scale.class)
    void isWellFormedWhateverItsNamesAre(Scale scale) throws Exception {
        List<Mark> marks = new ArrayList<>(ONE_OF_EACH);
        marks.add(new Line(HOSTILE, Tone.DATA, new double[] {1, 2}, new double[] {1, 2}));
        marks.add(new Rule(HOSTILE, Tone.DATA, Side.X, 2));
        Figure figure = new Figure(
                "hostile", "A title", HOSTILE, axis(HOSTILE, scale), new Axis(HOSTILE, scale, 0.1, 10), marks);
        for (Frame frame : List.of(Frame.NARROW, Frame.WIDE, Frame.COLUMN)) {
            Document svg = parse(SvgFigure.draw(figure, frame));
            assertThat(svg.getElementsByTagName("script").getLength()).isZero();
            assertThat(texts(svg)).anyMatch(text -> text.startsWith("</svg><script>alert(1)</script> \"'&"));
        }
    }

    @Test
    void isTheSameBytesEachTime() {
        assertThat(draw(ONE_OF_EACH, Scale.LOG)).isEqualTo(draw(ONE_OF_EACH, Scale.LOG));
    }

    @Test
    void drawsEachMark() throws Exception {
        Document svg = parse(draw(ONE_OF_EACH, Scale.LINEAR));
        NodeList paths = plot(svg).getElementsByTagName("path");
        assertThat(classes(paths))
                .containsExactly(
                        "band t-usual",
                        "bars t-data",
                        "line t-fit",
                        "points t-high",
                        "points t-low",
                        "rule t-found",
                        "rule t-guide");
        assertThat(texts(svg)).contains("usual", "bulk", "fit", "above", "below", "xmin", "median", "x", "y");
    }

    @Test
    void aRibbonEndsWhereACurveHasNoNumber() throws Exception {
        double[] low = {1, 2, Double.NaN, 3, 4};
        double[] high = {2, 3, 4, 5, 6};
        Document svg = parse(draw(
                List.of(new Mark.Ribbon("", Tone.DROPOUT, new double[] {1, 2, 3, 4, 5}, low, high)), Scale.LINEAR));
        Element path = (Element) plot(svg).getElementsByTagName("path").item(0);
        assertThat(path.getAttribute("class")).isEqualTo("ribbon t-dropout");
        assertThat(path.getAttribute("d").chars().filter(c -> c == 'M').count()).isEqualTo(2);
        assertThat(path.getAttribute("d").chars().filter(c -> c == 'z').count()).isEqualTo(2);
    }

    @Test
    void anErrorBarHasThreeStrokesAndOneThatIsInfiniteNone() throws Exception {
        Document svg = parse(draw(
                List.of(new Mark.Errors(
                        "",
                        Tone.DECAY,
                        Side.Y,
                        new double[] {2, 3},
                        new double[] {1, Double.NEGATIVE_INFINITY},
                        new double[] {4, Double.POSITIVE_INFINITY})),
                Scale.LINEAR));
        Element path = (Element) plot(svg).getElementsByTagName("path").item(0);
        assertThat(path.getAttribute("d").chars().filter(c -> c == 'M').count()).isEqualTo(3);
    }

    @Test
    void cellsSayTheirNumbersAndTheirSigns() throws Exception {
        Document svg = parse(draw(
                List.of(new Mark.Cells("", Tone.DATA, new double[][] {{0.5, -1}, {Double.NaN, -0.001}})),
                Scale.LINEAR));
        assertThat(classes(plot(svg).getElementsByTagName("path")))
                .containsExactly("cell t-data", "cell t-tail", "cell t-tail");
        assertThat(texts(svg)).as("in narrow cells without zeros").contains(".50", "\u22121", "0");
    }

    @Test
    void namesStandAlongAnAxisAndNotesAreWrapped() throws Exception {
        Figure figure = new Figure(
                        "named",
                        "A title",
                        "",
                        Axis.of("", List.of("one", HOSTILE)),
                        Axis.of("", List.of("first", "second")),
                        List.of(new Points("", Tone.DIVERSITY, new double[] {1, 2}, new double[] {2, 1})))
                .noted(List.of("word ".repeat(60).strip()))
                .zoomed(new Figure.Zoom(Axis.of("", List.of("one", "two")), new Axis("", Scale.LINEAR, 0.5, 1.5)));
        Document svg = parse(SvgFigure.draw(figure, Frame.HALF));
        assertThat(texts(svg)).contains("one", "first", "second").anyMatch(text -> text.startsWith("</svg><scr\u2026"));
        assertThat(texts(svg).stream().filter(text -> text.startsWith("word")))
                .hasSizeGreaterThan(1)
                .allMatch(text -> text.length() <= 101);
        assertThat(texts(svg).stream().filter("one"::equals)).hasSize(2);
    }

    /// On a narrow screen names beside the plot take two lines; names keep their ends, which tell them apart.
    @Test
    void longNamesLeaveRoomForThePlot() throws Exception {
        String name = "weight decay 5e-4 and dropout 0.5";
        String other = "weight decay 5e-4 and dropout 0.1, of layers that are not the last";
        Figure figure = new Figure(
                "long",
                "A title",
                "",
                new Axis("", Scale.LINEAR, 0, 1),
                Axis.of("", List.of(name, other)),
                List.of(new Points("", Tone.DATA, new double[] {0.5, 0.5}, new double[] {1, 2}, List.of(name, other))));
        Document wide = parse(SvgFigure.draw(figure, Frame.HALF));
        Document slim = parse(SvgFigure.drawSlim(figure, Frame.HALF));
        assertThat(texts(wide)).contains(name, "weight decay 5e-4\u2026 are not the last");
        assertThat(texts(slim)).contains("weight decay 5e-4", "and dropout 0.5", "and dropo\u2026 the last");
        for (Document svg : List.of(wide, slim)) {
            double whole = Double.parseDouble(
                    svg.getDocumentElement().getAttribute("viewBox").split(" ")[2]);
            assertThat(Double.parseDouble(plot(svg).getAttribute("width"))).isGreaterThan(0.45 * whole);
            assertThat(((Element) plot(svg).getElementsByTagName("path").item(0)).getAttribute("data-each"))
                    .as("whole, a line each; XML makes a line end in an attribute a space")
                    .isEqualTo(name + " " + other);
        }
    }

    @Test
    void barsStandOnTheAxisAndAGapStaysAGap() throws Exception {
        Document svg = parse(draw(
                List.of(new Bars("", Tone.DATA, new double[] {0, 1, 2, 3, 4}, new double[] {10, 5, 0, 5})),
                Scale.LINEAR));
        String d = ((Element) plot(svg).getElementsByTagName("path").item(0)).getAttribute("d");
        // The plot is 292.8 by 207 units, and both axes go from 0 to 10: 29.28 and 20.7 units a step.
        assertThat(d).isEqualTo("M0 207v-207h29.3v103.5h29.3v103.5zM87.8 207v-103.5h29.3v103.5z");
    }

    @Test
    void whatHasNoPlaceIsLeftOut() throws Exception {
        double[] x = {1, 0, -1, Double.NaN, 2, Double.POSITIVE_INFINITY, 3};
        double[] y = {1, 1, 1, 1, 2, 1, 0};
        Document svg = parse(draw(
                List.of(
                        new Line("", Tone.DATA, x, y),
                        new Points("", Tone.DATA, x, y),
                        new Rule("", Tone.DATA, Side.X, -1)),
                Scale.LOG));
        NodeList paths = plot(svg).getElementsByTagName("path");
        assertThat(paths.getLength()).isEqualTo(2);
        assertThat(((Element) paths.item(1)).getAttribute("d").replaceAll("[^M]", ""))
                .hasSize(2);
    }

    @Test
    void whatLiesOutsideIsClipped() throws Exception {
        Document svg = parse(draw(
                List.of(new Line("", Tone.DATA, new double[] {-1e300, 1e300}, new double[] {5, 1e300})), Scale.LINEAR));
        Element plot = plot(svg);
        // An inner svg element cuts off what leaves it, unless told otherwise.
        assertThat(plot.hasAttribute("overflow")).isFalse();
        assertThat(Double.parseDouble(plot.getAttribute("width"))).isPositive();
        Matcher numbers = Pattern.compile("-?[\\d.]+")
                .matcher(((Element) plot.getElementsByTagName("path").item(0)).getAttribute("d"));
        assertThat(numbers.results().map(number -> Math.abs(Double.parseDouble(number.group()))))
                .allMatch(number -> number <= 2e5);
    }

    @Test
    void powersOfTenAreRaised() {
        Figure figure = new Figure(
                "powers",
                "Powers",
                "",
                new Axis("x", Scale.LOG, 1e-9, 1e9),
                new Axis("y", Scale.LINEAR, 0, 1),
                List.of());
        assertThat(SvgFigure.draw(figure, Frame.COLUMN))
                .containsPattern("10<tspan dy=\"-3.2\" font-size=\"6.7\">\u22124</tspan>");
    }

    @Test
    void aFileCarriesItsStyleAndIsOneColumnWide() throws Exception {
        Figure figure = new Figure("f", "A title", "a layer", axis("x", Scale.LOG), axis("y", Scale.LOG), ONE_OF_EACH);
        Document svg = parse(SvgFigure.draw(figure, Frame.COLUMN));
        assertThat(svg.getDocumentElement().getAttribute("width")).isEqualTo("234pt");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("A title, a layer");
        assertThat(svg.getElementsByTagName("style").item(0).getTextContent())
                .contains(".t-data { color: #0072b2; }")
                .doesNotContain("var(", "url(", "@import");
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new Axis("x", Scale.LOG, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Axis("x", Scale.LINEAR, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Line("", Tone.DATA, new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Bars("", Tone.DATA, new double[2], new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String draw(List<Mark> marks, Scale scale) {
        return SvgFigure.draw(
                new Figure("figure", "A figure", "", axis("x", scale), axis("y", scale), marks), Frame.NARROW);
    }

    private static Axis axis(String label, Scale scale) {
        return new Axis(label, scale, scale == Scale.LOG ? 0.1 : 0, 10);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static Element plot(Document svg) {
        return (Element) svg.getDocumentElement().getElementsByTagName("svg").item(0);
    }

    private static List<String> classes(NodeList paths) {
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < paths.getLength(); i++) {
            classes.add(((Element) paths.item(i)).getAttribute("class"));
        }
        return classes;
    }

    private static List<String> texts(Document svg) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
