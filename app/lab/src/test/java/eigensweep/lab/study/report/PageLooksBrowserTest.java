package eigensweep.lab.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.Eigensweep;
import eigensweep.app.compare.Compared;
import eigensweep.app.compare.ComparisonFiles;
import eigensweep.app.sweep.ReportLayer;
import eigensweep.app.sweep.SampleReports;
import eigensweep.app.sweep.SweepReport;
import eigensweep.app.terminal.Terminal;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.SampleSpectra;
import eigensweep.lab.study.SampleStudies;
import eigensweep.page.Chromium;
import eigensweep.page.PageLooks;
import eigensweep.page.ReadPage;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Every page can be read on a phone, on a tablet and on a screen, on light and on dark ([PageLooks]): with names that
/// are too long, numbers that are all the same, layers that failed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageLooksBrowserTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private @Nullable Chromium browser;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.start();
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void ofASweep() throws IOException {
        List<ReportLayer> layers = new ArrayList<>(SampleReports.invented(30, 60));
        layers.add(ReportLayer.of(
                SampleReports.row(30, "model." + "module.".repeat(20), null, Status.FAILED, "holds NaN at row 0"),
                null));
        Path folder = folder("sweep");
        SweepReport.write(folder, SampleReports.record(), layers);
        assertLooks(folder);
        chromium().evaluate("location.hash = '#layer-1'");
        chromium().await("document.querySelectorAll('#layer-body figure svg.figure').length === 4");
        assertThat(new PageLooks(chromium()).complaints()).isEmpty();
    }

    @Test
    void ofAComparison() throws IOException {
        Path folder = folder("compare");
        ComparisonFiles.write(folder, SampleReports.comparison(12), Compared.of("a", "b"), SVG);
        assertLooks(folder);
    }

    @Test
    void ofAComparisonOfAModelWithItself() throws IOException {
        Path folder = folder("same");
        List<Row> rows =
                SampleReports.invented(12, 60).stream().map(ReportLayer::row).toList();
        ComparisonFiles.write(folder, Comparison.of(rows, rows), Compared.of("a", "a"), SVG);
        assertLooks(folder);
    }

    @Test
    void ofADataSet() throws IOException {
        Path folder = folder("vendi");
        Path table = table(folder, 30, i -> "a class that is named number " + i / 5 + " of all");
        run("vendi", table.toString(), "--labels", "kind", "--q", "1,2,inf", "-o", folder.toString());
        assertLooks(folder);
    }

    @Test
    void ofLeastSquares() throws IOException {
        Path folder = folder("linear");
        run("linear", "--synthetic", "60,8", "--width", "20", "--draws", "50", "-o", folder.toString());
        assertLooks(folder);
    }

    @Test
    void ofStatistics() throws IOException {
        Path folder = folder("stats");
        Path table = table(
                folder,
                60,
                i -> List.of("baseline", "weight decay 5e-4 and dropout", "augmentation")
                        .get(i % 3));
        run(
                "stats",
                table.toString(),
                "--value",
                "f0",
                "--category",
                "kind",
                "--correlate",
                "f*",
                "-o",
                folder.toString());
        assertLooks(folder);
    }

    @Test
    void ofAStudy() throws IOException {
        Path folder = folder("study");
        StudyReport.write(SampleStudies.small(folder), SVG);
        assertLooks(folder);
    }

    /// What is said of a point stays on the screen, however long its name is.
    @Test
    void aTooltipStaysOnAPhone() throws IOException {
        Path folder = folder("tip");
        SweepReport.write(
                folder,
                SampleReports.record(),
                List.of(SampleReports.layer(
                        0,
                        "model.layers.0." + "module.".repeat(20) + "q_proj",
                        SampleSpectra.spectrum(new Random(1), 60, 3))));
        assertLooks(folder);
        chromium()
                .call(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 420, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        new ReadPage(chromium()).read("entropy");
        assertThat(chromium()
                        .evaluate(
                                "{ const tip = document.getElementById('tip').getBoundingClientRect();"
                                        + " tip.width > 300 && tip.left >= 0 && tip.right <= innerWidth && tip.bottom <= innerHeight }")
                        .asBoolean())
                .isTrue();
    }

    /// A table of numbers with a kind.
    private static Path table(Path folder, int rows, IntFunction<String> kind) throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("kind,f0,f1,f2,f3,f4,f5,f6,f7,f8\n");
        for (int i = 0; i < rows; i++) {
            csv.append(kind.apply(i));
            for (int j = 0; j < 9; j++) {
                csv.append(String.format(Locale.ROOT, ",%.5f", random.nextGaussian()));
            }
            csv.append('\n');
        }
        return Files.writeString(folder.resolve("table.csv"), csv);
    }

    private void assertLooks(Path folder) {
        chromium().open(folder.resolve(ResultFiles.REPORT).toUri());
        assertThat(new PageLooks(chromium()).complaints()).isEmpty();
    }

    private static void run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        assertThat(Eigensweep.run(new Terminal(nowhere, nowhere, false, false, 120, 120), arguments))
                .isZero();
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(chromium().folder().resolve(name));
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }
}
