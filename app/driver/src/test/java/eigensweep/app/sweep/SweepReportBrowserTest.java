package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.figure.SampleSpectra;
import eigensweep.page.Chromium;
import eigensweep.page.ReadPage;
import eigensweep.page.ResultFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The report as people meet it: opened from disk in a real browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SweepReportBrowserTest {

    private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;";
    private static final String HEADS = "[...document.querySelectorAll('#table thead th')]";
    private static final String ROWS = "[...document.querySelectorAll('#table tbody tr')]";

    private @Nullable Chromium browser;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.start();
        List<ReportLayer> layers = new ArrayList<>(SampleReports.invented(120, 200));
        layers.add(SampleReports.layer(120, HOSTILE, SampleSpectra.spectrum(new Random(7), 60, 3)));
        SweepReport.write(browser.folder(), SampleReports.record(), layers);
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
        chromium().evaluate("location.hash = '#layer-1'");
        chromium().await("document.querySelectorAll('#layer-body figure svg.figure').length === 4");
        assertThat(chromium().problems()).isEmpty();
        assertThat(chromium().requests())
                .isNotEmpty()
                .allMatch(address -> address.startsWith("file:///") && address.contains(ResultFiles.REPORT));
    }

    @Test
    void refusesScriptsThatAreNotItsOwn() {
        chromium()
                .evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned = 1\">')");
        chromium()
                .evaluate("{ const made = document.createElement('script'); made.textContent = 'window.pwned = 2';"
                        + " document.body.append(made); }");
        assertThat(chromium().evaluate("typeof window.pwned").asString()).isEqualTo("undefined");
    }

    @Test
    void drawsTheFiguresOfTheOverview() {
        assertThat(texts("[...document.querySelectorAll('#overview figcaption')].map(caption => caption.textContent)"))
                .containsExactly(
                        "Alpha by depth",
                        "Distribution of alpha",
                        "Entropy by depth",
                        "Stable rank by depth",
                        "Log Frobenius norm by depth",
                        "Log spectral norm by depth");
        assertDrawn("#overview figure");
    }

    @Test
    void sortsTheTable() {
        List<Double> inOrder = alphas();
        clickHead("alpha");
        List<Double> ascending = alphas();
        assertThat(ascending).isSorted().containsExactlyInAnyOrderElementsOf(inOrder);
        assertThat(inOrder).isNotEqualTo(ascending);
        assertThat(headState("alpha")).isEqualTo("ascending");
        clickHead("alpha");
        assertThat(alphas()).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(headState("alpha")).isEqualTo("descending");
        clickHead("layer");
        assertThat(texts(ROWS + ".map(row => row.cells[1].textContent)").subList(1, 9))
                .as("numbers in names count as numbers")
                .containsSubsequence("model.layers.0.v_proj", "model.layers.1.down");
    }

    @Test
    void filtersTheTable() {
        filter("layers.3.");
        assertThat(texts(ROWS + ".map(row => row.cells[1].textContent)"))
                .hasSize(7)
                .allMatch(name -> name.startsWith("model.layers.3."));
        assertThat(chromium()
                        .evaluate("document.getElementById('shown').textContent")
                        .asString())
                .isEqualTo("7 of 121 layers");
    }

    /// What random weights have, and what WeightWatcher says, are two columns.
    @Test
    void tellsTheReadingFromTheWarning() {
        new ReadPage(chromium()).table("#table").forEach(line -> {
            String alpha = line.get("alpha").asString();
            assertThat(line.get("warning").asString())
                    .isEqualTo(
                            alpha.isEmpty() || Double.parseDouble(alpha) >= 2 && Double.parseDouble(alpha) <= 6
                                    ? ""
                                    : Double.parseDouble(alpha) < 2 ? "over-trained" : "under-trained");
            assertThat(line.get("reading").asString())
                    .matches(
                            alpha.isEmpty()
                                    ? "(skipped|no fit).*"
                                    : "(heavier|lighter) than random|outliers|as random");
        });
    }

    /// Of 121 layers 7 are left; the others' points are faint, and the distribution counts the 7 alone.
    @Test
    void figuresFollowTheFilter() {
        String shown = "(document.querySelector('#overview figure[data-id=entropy] .points[data-y]').getAttribute('d')"
                + ".match(/M/g) ?? []).length";
        String faint = "document.querySelectorAll('#overview figure[data-id=entropy] .faint').length";
        int all = chromium().evaluate(shown).asInt();
        assertThat(chromium().evaluate(faint).asInt()).isZero();
        filter("layers.3.");
        assertThat(chromium().evaluate(shown).asInt()).isEqualTo(7);
        assertThat(chromium().evaluate(faint).asInt())
                .as("in the drawing and in its slim one")
                .isEqualTo(2);
        // Seven alphas, at most 7 bars, each as high as its count: their heights add up to 7 counts.
        assertThat(chromium()
                        .evaluate(
                                "{ const plot = document.querySelector('figure[data-id=alpha-distribution] svg.figure svg');"
                                        + " const [, , most] = plot.dataset.y.split(' ');"
                                        + " const bars = plot.querySelector('.bars[data-x]').getAttribute('d');"
                                        + " const tall = [...bars.matchAll(/M[-\\d.]+ ([-\\d.]+)V([-\\d.]+)/g)];"
                                        + " Math.round(tall.reduce((sum, [, foot, top]) => sum + (foot - top), 0)"
                                        + " * most / plot.getAttribute('height')) }")
                        .asInt())
                .isEqualTo(7);
        filter("");
        assertThat(chromium().evaluate(shown).asInt()).isEqualTo(all);
    }

    /// What is said over the bars of a histogram are the counts that were drawn: they add up to the layers.
    @Test
    void aBarSaysHowManyItStandsFor() {
        String counts = """
                (() => {
                  const plot = document.querySelector('figure[data-id=alpha-distribution] svg.figure svg[data-x]');
                  plot.scrollIntoView({ block: 'center' });
                  const box = plot.getBoundingClientRect(), said = new Set();
                  for (let x = box.left + 1; x < box.right; x++) {
                    plot.dispatchEvent(new PointerEvent('pointermove',
                      { clientX: x, clientY: box.top + box.height / 2, bubbles: true }));
                    const tip = document.getElementById('tip');
                    if (!tip.hidden) said.add(tip.textContent);
                  }
                  return [...said].reduce((sum, text) => sum + Number(/layers (\\d+)$/.exec(text)[1]), 0);
                })()""";
        int all = chromium()
                .evaluate("[...document.querySelector('#overview figure[data-id=alpha] svg.figure')"
                        + ".querySelectorAll('.points[data-y]')]"
                        + ".reduce((sum, mark) => sum + mark.getAttribute('d').match(/M/g).length, 0)")
                .asInt();
        assertThat(chromium().evaluate(counts).asInt()).isEqualTo(all).isPositive();
        filter("layers.3.");
        assertThat(chromium().evaluate(counts).asInt()).isEqualTo(7);
        filter("");
    }

    private void filter(String text) {
        chromium()
                .evaluate("{ const name = document.getElementById('filter-name'); name.value = '" + text + "';"
                        + " name.dispatchEvent(new Event('input')); }");
    }

    @Test
    void opensALayerAndGoesBack() {
        chromium().evaluate("document.querySelector('#table tbody a').click()");
        chromium().await("document.querySelectorAll('#layer-body figure svg.figure').length === 4");
        assertThat(chromium()
                        .evaluate("document.getElementById('overview').hidden")
                        .asBoolean())
                .isTrue();
        assertThat(chromium()
                        .evaluate("document.getElementById('layer-body').textContent")
                        .asString())
                .contains("Alpha is ", "The tail is the largest ");
        assertDrawn("#layer-body figure");
        chromium().evaluate("document.getElementById('next').click()");
        chromium().await("document.getElementById('layer-name').textContent === 'model.layers.0.k_proj'");
        chromium().evaluate("document.querySelector('#layer-body .enlarge').click()");
        assertThat(chromium().evaluate("document.getElementById('zoom').open").asBoolean())
                .isTrue();
        chromium().evaluate("document.getElementById('close').click(); document.getElementById('back').click()");
        chromium().await("!document.getElementById('overview').hidden");
        assertThat(chromium().problems()).isEmpty();
    }

    @Test
    void showsAHostileNameAsAName() {
        int place = 121;
        chromium().evaluate("location.hash = '#layer-" + place + "'");
        chromium().await("document.getElementById('layer-name').textContent !== ''");
        assertThat(chromium()
                        .evaluate("document.getElementById('layer-name').textContent")
                        .asString())
                .isEqualTo(HOSTILE);
        assertThat(texts("[...document.querySelectorAll('#layer-body svg.figure')].map(svg =>"
                        + " svg.getAttribute('aria-label'))"))
                .hasSize(4)
                .allMatch(label -> label.endsWith(HOSTILE));
        assertThat(chromium()
                        .evaluate("document.querySelectorAll('img').length")
                        .asInt())
                .isZero();
        assertThat(chromium().problems()).isEmpty();
    }

    @Test
    void namesTheLayerUnderThePointer() {
        String text = chromium()
                .evaluate("{ const svg = document.querySelector('#overview figure[data-id=entropy] svg.figure');"
                        + " const plot = svg.querySelector('svg');"
                        + " const [, x, y] = /M([\\d.]+) ?([\\d.]+)/.exec(plot.querySelector('.points').getAttribute('d'));"
                        + " const at = new DOMPoint(+x + +plot.getAttribute('x'), +y + +plot.getAttribute('y'))"
                        + ".matrixTransform(svg.getScreenCTM());"
                        + " svg.dispatchEvent(new PointerEvent('pointermove',"
                        + " { clientX: at.x, clientY: at.y, bubbles: true }));"
                        + " document.getElementById('tip').textContent }")
                .asString();
        assertThat(text).matches("model\\.layers\\.0\\.q_proj\\nentropy 0\\.\\d{3}");
    }

    @Test
    void printsEveryRowAndReason() {
        assertThat(chromium()
                        .evaluate("document.querySelectorAll('details[open]').length")
                        .asInt())
                .isZero();
        chromium().evaluate("dispatchEvent(new Event('beforeprint'))");
        assertThat(chromium()
                        .evaluate("document.querySelectorAll('details:not([open])').length")
                        .asInt())
                .isZero();
        assertThat(chromium().evaluate(ROWS + ".length").asInt()).isEqualTo(121);
    }

    @Test
    void turnsDarkAndLight() {
        String background = "getComputedStyle(document.body).backgroundColor";
        String before = chromium().evaluate(background).asString();
        chromium().evaluate("document.getElementById('theme').click()");
        assertThat(chromium().evaluate(background).asString()).isNotEqualTo(before);
        chromium().evaluate("document.getElementById('theme').click()");
        assertThat(chromium().evaluate(background).asString()).isEqualTo(before);
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }

    /// Every figure has marks, and they have a size on the screen.
    private void assertDrawn(String figures) {
        assertThat(texts("[...document.querySelectorAll('" + figures + "')].map(figure => { const marks ="
                        + " [...figure.querySelectorAll('svg svg path')]; return marks.length > 0 && marks.some(mark =>"
                        + " mark.getBoundingClientRect().width > 20) && !/NaN|Infinity/.test(figure.innerHTML)"
                        + " ? 'drawn' : figure.outerHTML; })"))
                .isNotEmpty()
                .containsOnly("drawn");
    }

    private void clickHead(String label) {
        chromium().evaluate(HEADS + ".find(head => head.textContent === '" + label + "').firstChild.click()");
    }

    private String headState(String label) {
        return chromium()
                .evaluate(HEADS + ".find(head => head.textContent === '" + label + "').getAttribute('aria-sort')")
                .asString();
    }

    private List<Double> alphas() {
        return texts("{ const at = " + HEADS + ".findIndex(head => head.textContent === 'alpha'); " + ROWS
                        + ".map(row => row.cells[at].textContent) }")
                .stream()
                .filter(text -> !text.isEmpty())
                .map(Double::valueOf)
                .toList();
    }

    private List<String> texts(String expression) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : chromium().evaluate(expression)) {
            texts.add(text.asString());
        }
        return texts;
    }
}
