package eigensweep.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.sweep.ReportLayer;
import eigensweep.app.sweep.SampleReports;
import eigensweep.figure.FigureFormat;
import eigensweep.findings.StudyResults;
import eigensweep.lab.study.SampleStudies;
import eigensweep.lab.study.report.StudyReport;
import eigensweep.page.Chromium;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The page of the demo in a real browser: a sweep and a study on one page.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoReportBrowserTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private static final int LAYERS = 40;

    private @Nullable Chromium browser;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.start();
        Path study = Files.createDirectory(chromium().folder().resolve(DemoReport.STUDY));
        StudyResults results = SampleStudies.small(study);
        StudyReport.write(results, SVG);
        List<Row> rows = SampleReports.invented(LAYERS, 100).stream()
                .map(ReportLayer::row)
                .toList();
        DemoReport.write(chromium().folder(), "an <i>invented</i> model", rows, results);
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
    void drawsTheFiguresOfBothWithoutAnErrorAndWithoutARequestButItself() throws IOException {
        List<String> expected = new ArrayList<>(
                List.of("alpha", "alpha-distribution", "entropy", "stable-rank", "log-norm", "log-spectral-norm"));
        try (var files =
                Files.list(chromium().folder().resolve(DemoReport.STUDY).resolve(ResultFiles.FIGURES))) {
            files.forEach(file -> expected.add(file.getFileName().toString().replaceFirst("\\.svg$", "")));
        }
        assertThat(texts("[...document.querySelectorAll('figure')].filter(figure => figure.querySelector('svg.figure')"
                        + ".getBoundingClientRect().height > 100).map(figure => figure.dataset.id)"))
                .hasSizeGreaterThan(10)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(chromium().problems()).isEmpty();
        assertThat(chromium().requests())
                .isNotEmpty()
                .allMatch(address -> address.startsWith("file:///") && address.endsWith(ResultFiles.REPORT));
    }

    @Test
    void noIdIsTakenTwice() {
        assertThat(texts("[...document.querySelectorAll('[id]')].map(element => element.id)"))
                .doesNotHaveDuplicates();
        assertThat(texts("[...document.querySelectorAll('[data-id]')].map(element => element.dataset.id)"))
                .doesNotHaveDuplicates();
    }

    @Test
    void opensWithWhatCameOutAndLeadsToTheSinglePages() {
        assertThat(texts("[...document.querySelectorAll('#overview > section > h2')].map(head => head.textContent)"))
                .containsExactly(
                        "What was done, and what came out",
                        "an <i>invented</i> model, layer by layer",
                        "The study synthetic");
        String opening = chromium()
                .evaluate("document.querySelector('#overview > section').textContent")
                .asString();
        // One layer in 97 of the invented ones, the 14th, is skipped.
        assertThat(opening)
                .contains("39 layers have a spectrum")
                .contains("headline claims of the paper")
                .contains(" without augmentation, ");
        assertThat(texts(
                        "[...document.querySelectorAll('#overview section a')].map(link => link.getAttribute('href'))"))
                .containsExactly("sweep/report.html", "study/report.html");
    }

    /// The points of a figure are named from the list of its own part.
    @Test
    void aLayerUnderThePointerIsNamedByItsOwnPart() {
        assertThat(nameAt("log-norm")).startsWith("model.layers.");
        assertThat(nameAt("fig3-alpha")).startsWith("features.");
    }

    @Test
    void isNoWiderThanTheScreen() {
        for (int width : new int[] {1300, 420}) {
            chromium()
                    .call(
                            "Emulation.setDeviceMetricsOverride",
                            Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
            assertThat(chromium()
                            .evaluate("document.documentElement.scrollWidth <= innerWidth")
                            .asBoolean())
                    .as("at " + width)
                    .isTrue();
        }
        chromium().call("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /// What is shown when the pointer is on a point of a figure: the first that has a name.
    private String nameAt(String figure) {
        return chromium().evaluate(String.format(Locale.ROOT, """
                        (() => {
                          const svg = document.querySelector('figure[data-id="%s"] svg.figure');
                          svg.scrollIntoView({ block: 'center' });
                          const room = svg.getBoundingClientRect();
                          for (let y = room.top; y < room.bottom; y += 4) {
                            for (let x = room.left; x < room.right; x += 4) {
                              svg.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, bubbles: true }));
                              if (!document.getElementById('tip').hidden) return document.getElementById('tip').textContent;
                            }
                          }
                          return '';
                        })()""", figure)).asString();
    }

    private List<String> texts(String expression) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : chromium().evaluate(expression)) {
            texts.add(text.asString());
        }
        return texts;
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }
}
