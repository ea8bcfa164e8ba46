package eigensweep.lab.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.figure.FigureFormat;
import eigensweep.lab.study.SampleStudies;
import eigensweep.page.Chromium;
import eigensweep.page.PageLooks;
import eigensweep.page.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
            chromium().open(folder.resolve(ResultFiles.REPORT).toUri());
            try (Stream<Path> figures = Files.list(folder.resolve(ResultFiles.FIGURES))) {
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
                .allMatch(address -> address.startsWith("file:///") && address.contains(ResultFiles.REPORT));
    }

    @Test
    void canBeReadOnEveryScreen() {
        for (String study : List.of("full", "partial")) {
            chromium()
                    .open(chromium()
                            .folder()
                            .resolve(study)
                            .resolve(ResultFiles.REPORT)
                            .toUri());
            assertThat(new PageLooks(chromium()).complaints()).as(study).isEmpty();
        }
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }
}
