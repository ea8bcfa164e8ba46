package eigensweep.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.sweep.SampleReports;
import eigensweep.figure.FigureFormat;
import eigensweep.page.Chromium;
import eigensweep.page.ResultFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The page of a comparison in a real browser; it stands for all pages of written sections.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ComparisonReportBrowserTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private @Nullable Chromium browser;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.start();
        ComparisonFiles.write(browser.folder(), SampleReports.comparison(40), Compared.of("a.safetensors", "b"), SVG);
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        chromium().open(chromium().folder().resolve(ResultFiles.REPORT).toUri());
    }

    @Test
    void opensWithoutAnErrorAndWithoutARequestButItself() {
        chromium().await("document.querySelectorAll('figure svg.figure:not(.slim)').length === 4");
        assertThat(chromium().problems()).isEmpty();
        assertThat(chromium().requests())
                .isNotEmpty()
                .allMatch(address -> address.startsWith("file:///") && address.contains(ResultFiles.REPORT));
    }

    @Test
    void sortsTheTable() {
        List<String> inOrder = column(0);
        assertThat(inOrder).hasSize(40).startsWith("1", "2", "3");
        chromium().evaluate("document.querySelectorAll('.sortable th')[2].firstChild.click()");
        List<Double> ascending = column(2).stream().map(Double::valueOf).toList();
        assertThat(ascending).isSorted();
        assertThat(column(0)).isNotEqualTo(inOrder).containsExactlyInAnyOrderElementsOf(inOrder);
    }

    /// Of 40 layers 11 are left, 3 and 30 to 39; the points of the others are faint.
    @Test
    void figuresFollowTheFilterOfTheTable() {
        chromium()
                .evaluate("{ const name = document.querySelector('.filters input'); name.value = 'LAYERS.3';"
                        + " name.dispatchEvent(new Event('input')); }");
        assertThat(chromium()
                        .evaluate(
                                "[...document.querySelectorAll('.sortable tbody tr')].filter(row => !row.hidden).length")
                        .asInt())
                .isEqualTo(11);
        String figure = "document.querySelector('figure[data-id=change-log-norm] svg.figure";
        assertThat(chromium()
                        .evaluate(figure + " .points[data-y]').getAttribute('d').match(/M/g).length")
                        .asInt())
                .isEqualTo(11);
        assertThat(chromium()
                        .evaluate(figure + " .faint').getAttribute('d').match(/M/g).length")
                        .asInt())
                .isEqualTo(29);
        assertThat(chromium()
                        .evaluate("document.querySelector('.filters output').textContent")
                        .asString())
                .isEqualTo("11 of 40");
    }

    @Test
    void namesTheLayerUnderThePointer() {
        String text = chromium()
                .evaluate("{ const svg = document.querySelector('figure[data-id=change-log-norm] svg.figure');"
                        + " const plot = svg.querySelector('svg');"
                        + " const [, x, y] = /M([\\d.]+) ?([\\d.]+)/.exec(plot.querySelector('.points').getAttribute('d'));"
                        + " const at = new DOMPoint(+x + +plot.getAttribute('x'), +y + +plot.getAttribute('y'))"
                        + ".matrixTransform(svg.getScreenCTM());"
                        + " svg.dispatchEvent(new PointerEvent('pointermove',"
                        + " { clientX: at.x, clientY: at.y, bubbles: true }));"
                        + " document.getElementById('tip').textContent }")
                .asString();
        assertThat(text).matches("model\\.layers\\.0\\.q_proj\\nafter \u2212 before \u22120\\.60\\d+");
    }

    @Test
    void enlargesAFigure() {
        chromium().evaluate("document.querySelector('.enlarge').click()");
        assertThat(chromium().evaluate("document.getElementById('zoom').open").asBoolean())
                .isTrue();
        assertThat(chromium().problems()).isEmpty();
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }

    private List<String> column(int at) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : chromium()
                .evaluate("[...document.querySelectorAll('.sortable tbody tr')].map(row => row.cells[" + at
                        + "].textContent)")) {
            texts.add(text.asString());
        }
        return texts;
    }
}
