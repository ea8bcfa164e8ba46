package eigensweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.report.figure.FigureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The page of a study in a real browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StudyReportBrowserTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private @Nullable Chromium browser;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.start();
        StudyReport.write(
                SampleStudies.full(Files.createDirectory(chromium().folder().resolve("full"))), SVG);
        StudyReport.write(
                SampleStudies.small(Files.createDirectory(chromium().folder().resolve("small"))), SVG);
        StudyReport.write(
                SampleStudies.partial(Files.createDirectory(chromium().folder().resolve("partial"))), SVG);
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void opensWithoutAnErrorWithoutARequestAndWithEveryFigure() throws IOException {
        for (String study : List.of("full", "small", "partial")) {
            Path folder = chromium().folder().resolve(study);
            chromium().open(folder.resolve(StudyReport.PAGE).toUri());
            try (Stream<Path> figures = Files.list(folder.resolve(StudyReport.FIGURES))) {
                chromium()
                        .await("document.querySelectorAll('figure svg.figure:not(.slim)').length === "
                                + figures.count());
            }
            assertThat(chromium()
                            .evaluate("document.querySelectorAll('.claims tbody tr').length")
                            .asInt())
                    .isGreaterThanOrEqualTo(28);
        }
        assertThat(chromium().problems()).isEmpty();
        assertThat(chromium().requests())
                .allMatch(address -> address.startsWith("file:///") && address.contains(StudyReport.PAGE));
    }

    /// Words of a figure lie inside it, and not over each other, as the browser has drawn them.
    @Test
    void noWordOfAFigureIsCutOrCoversAnother() {
        for (String study : List.of("full", "small", "partial")) {
            chromium()
                    .open(chromium()
                            .folder()
                            .resolve(study)
                            .resolve(StudyReport.PAGE)
                            .toUri());
            for (int width : new int[] {1300, 760, 420}) {
                chromium()
                        .call(
                                "Emulation.setDeviceMetricsOverride",
                                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
                JsonNode bad = chromium().evaluate("""
                        [...document.querySelectorAll('figure svg.figure')].flatMap(svg => {
                          const room = svg.getBoundingClientRect();
                          const texts = [...svg.querySelectorAll('text')]
                            .map(text => ({ words: text.textContent, box: text.getBoundingClientRect(),
                                turned: text.hasAttribute('transform') }));
                          const name = svg.closest('figure').dataset.id;
                          const cut = texts.filter(({ box }) => box.left < room.left - 1 || box.right > room.right + 1
                              || box.top < room.top - 1 || box.bottom > room.bottom + 1)
                            .map(({ words }) => name + ': cut: ' + words);
                          const over = texts.flatMap((a, i) => texts.slice(i + 1)
                            .filter(b => !a.turned && !b.turned
                              && Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1
                              && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > a.box.height * .3)
                            .map(b => name + ': ' + a.words + ' over ' + b.words));
                          return [...cut, ...over];
                        })""");
                assertThat(bad).as(study + " at " + width).isEmpty();
            }
            assertThat(chromium()
                            .evaluate("document.documentElement.scrollWidth <= innerWidth")
                            .asBoolean())
                    .as(study)
                    .isTrue();
        }
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }
}
