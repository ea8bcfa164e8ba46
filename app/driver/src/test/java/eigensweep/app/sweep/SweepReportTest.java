package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.sweep.SweepReport.FigureFiles;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.SampleSpectra;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Row.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweepReportTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private static final String HOSTILE = "</script><!--<script>\"'&";

    @TempDir
    Path folder;

    @Test
    void thePageNamesNothingOutsideItself() throws IOException {
        String page = page(SampleReports.invented(20, 100));
        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContainPattern("(src|href)=\"(?!#)")
                .doesNotContain("@import", "url(", "{{", "unsafe-");
    }

    @Test
    void aHostileNameIsTextEverywhere() throws IOException {
        String page = page(List.of(
                SampleReports.layer(0, HOSTILE, SampleSpectra.spectrum(new Random(3), 40, 3)),
                ReportLayer.of(SampleReports.row(1, HOSTILE, null, Status.SKIPPED, HOSTILE), null)));
        assertThat(page).doesNotContain(HOSTILE).doesNotContain("</script><!--");
        assertThat(page.split("</script>", -1)).hasSize(1 + 5);
    }

    @Test
    void sameLayersGiveTheSameBytes() throws IOException {
        RunRecord record = SampleReports.record();
        List<ReportLayer> layers = SampleReports.invented(30, 100);
        SweepReport.write(folder, record, layers);
        byte[] first = Files.readAllBytes(folder.resolve(ResultFiles.REPORT));
        SweepReport.write(folder, record, layers);
        assertThat(Files.readAllBytes(folder.resolve(ResultFiles.REPORT))).isEqualTo(first);
    }

    @Test
    void figuresBecomeFilesOnRequest() throws IOException {
        List<ReportLayer> layers = List.of(
                SampleReports.layer(0, "../a/b c", SampleSpectra.spectrum(new Random(3), 40, 3)),
                SampleReports.layer(1, "../a/b:c", SampleSpectra.spectrum(new Random(4), 40, 3)));
        SweepReport.write(folder, SampleReports.record(), layers, FigureFiles.NONE, SVG);
        assertThat(names()).isEmpty();
        SweepReport.write(folder, SampleReports.record(), layers);
        assertThat(names())
                .containsExactly(
                        "overview-alpha-distribution.svg",
                        "overview-alpha.svg",
                        "overview-entropy.svg",
                        "overview-log-norm.svg",
                        "overview-log-spectral-norm.svg",
                        "overview-stable-rank.svg");
        SweepReport.write(folder, SampleReports.record(), layers, FigureFiles.ALL, SVG);
        assertThat(names())
                .hasSize(6 + 2 * 4)
                .contains("001-.._a_b_c-esd.svg", "002-.._a_b_c-distance.svg", "002-.._a_b_c-ccdf.svg");
    }

    @Test
    void oddSpectraHaveAReportToo() throws IOException {
        double[] zeros = new double[12];
        double[] equal = new double[12];
        Arrays.fill(equal, 3);
        double[] oneOfTwelve = new double[12];
        oneOfTwelve[11] = 5;
        double[] wide = new double[12];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Math.pow(10, 25.0 * i - 150);
        }
        List<ReportLayer> layers = List.of(
                SampleReports.layer(0, "zeros", zeros),
                SampleReports.layer(1, "equal", equal),
                SampleReports.layer(2, "rank one", oneOfTwelve),
                SampleReports.layer(3, "wide", wide),
                SampleReports.layer(4, "one", new double[] {2}),
                ReportLayer.of(SampleReports.layer(5, "not kept", equal).row(), null));
        String page = page(layers);
        assertThat(page).contains("zeros", "equal", "rank one", "wide").doesNotContain("NaN", "Infinity");
        for (ReportLayer layer : layers) {
            String section = new LayerSection(layer, List.of()).html();
            assertThat(section).doesNotContain("NaN", "Infinity");
        }
        assertThat(page(List.of())).contains("In words");
    }

    private String page(List<ReportLayer> layers) throws IOException {
        SweepReport.write(folder, SampleReports.record(), layers, FigureFiles.NONE, SVG);
        return Files.readString(folder.resolve(ResultFiles.REPORT));
    }

    private List<String> names() throws IOException {
        Path figures = folder.resolve(ResultFiles.FIGURES);
        if (!Files.isDirectory(figures)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(figures)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
