package eigensweep.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.sweep.SampleReports;
import eigensweep.checkpoint.MatchedNames;
import eigensweep.figure.Figure;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Points;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonReportTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private static final String HOSTILE = "</script><!--<script>\"'&";

    @TempDir
    Path folder;

    @Test
    void theFolderHasTheChangesThePageAndAFigureForEachOfThePapersMetrics() throws IOException {
        ComparisonFiles.write(folder, SampleReports.comparison(12), Compared.of("a", "b"), SVG);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "changes.csv",
                            "report.html",
                            "figures/change-alpha.svg",
                            "figures/change-entropy.svg",
                            "figures/change-log-norm.svg",
                            "figures/change-log-spectral-norm.svg");
        }
    }

    @Test
    void thePageNamesNothingOutsideItself() throws IOException {
        assertThat(page(SampleReports.comparison(12), "a", "b"))
                .contains("default-src 'none'")
                .doesNotContainPattern("(src|href)=\"(?!#)")
                .doesNotContain("@import", "url(", "{{", "unsafe-");
    }

    @Test
    void theTitleIsTheLastPartOfWhatWasBeforeAndOfWhatIsAfter() throws IOException {
        assertThat(page(SampleReports.comparison(3), "runs/old/", "runs/new.pt"))
                .contains("<title>old \u2192 new.pt - eigensweep</title>");
    }

    @Test
    void hostileNamesAreTextEverywhere() throws IOException {
        Comparison comparison = SampleReports.comparison(3);
        MatchedNames names = MatchedNames.of(List.of("a"), List.of(HOSTILE + ".a"));
        assertThat(names.afterPrefix()).contains(HOSTILE);
        Comparison hostile =
                new Comparison(comparison.changes(), List.of(HOSTILE), List.of(HOSTILE), names, comparison.roles());
        String page = page(hostile, HOSTILE, HOSTILE);
        assertThat(page).doesNotContain(HOSTILE).doesNotContain("</script><!--");
    }

    @Test
    void theReadingNamesTheDirectionAndWhatItMeans() {
        Comparison comparison = SampleReports.comparison(12);
        assertThat(ComparisonReading.of(comparison.layers(), false))
                .as("all weights are halved: the norms fall by log10 4 in every layer, the shape stays")
                .anyMatch(line -> line.startsWith("Log Frobenius norm rose in 0 and fell in 12 of 12 layers")
                        && line.contains("-0.6021 on average")
                        && line.contains("weight decay"))
                .anyMatch(line -> line.equals("Alpha is the same in all 12 layers."));
    }

    /// All weights stay: every change is 0, between -1 and 1 on its axis.
    @Test
    void figuresHaveTheColoursOfRolesTheNumbersOfBlocksAndAnAxisForZeros() {
        List<Row> rows = SampleReports.blocks();
        Figure figure = new ComparisonFigures(Comparison.of(rows, rows).layers(), false)
                .all()
                .getFirst();
        assertThat(figure.marks().stream().filter(Points.class::isInstance))
                .extracting(Mark::name)
                .containsExactly("q", "k", "fc1", "fc2", "embedding, head");
        assertThat(figure.x().label()).isEqualTo("block, from input to output");
        assertThat(figure.y().min()).isEqualTo(-1);
        assertThat(figure.y().max()).isEqualTo(1);
    }

    private String page(Comparison comparison, String before, String after) throws IOException {
        ComparisonFiles.write(folder, comparison, Compared.of(before, after), SVG);
        return Files.readString(folder.resolve(ResultFiles.REPORT));
    }
}
