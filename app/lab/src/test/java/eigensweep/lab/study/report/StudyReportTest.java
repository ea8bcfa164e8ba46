package eigensweep.lab.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.figure.FigureFormat;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.Diversity;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.lab.study.SampleStudies;
import eigensweep.table.Table;
import eigensweep.table.TableRow;
import eigensweep.testing.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private static final Treatment BASELINE = new Treatment("baseline", Kind.BASELINE, 0, 0, null);
    private static final Treatment DECAY = new Treatment("wd_1e-3 & more", Kind.WEIGHT_DECAY, 0, 1e-3, null);

    /// Two treatments, two seeds, one layer and a half; every number below follows from these by hand.
    private static StudyResults byHand(Path folder) {
        List<TrialResult> results = List.of(
                result(BASELINE, 1, 1.0, 0.90, 0.10, 4.0),
                result(BASELINE, 2, 2.0, 0.92, 0.12, 6.0),
                result(DECAY, 1, 0.5, 0.94, 0.14, 8.0),
                result(DECAY, 2, 1.0, 0.98, 0.10, 8.0));
        return new StudyResults(
                "by hand", results.stream().map(TrialResult::trial).toList(), results, folder);
    }

    private static TrialResult result(
            Treatment treatment, long seed, double change, double accuracy, double ece, double score) {
        return new TrialResult(
                new Trial("mlp", "digits", treatment, seed),
                "0123456789abcdef",
                List.of(
                        new LayerResult("0", Map.of("log_norm", 3.0), Map.of("log_norm", 3 + change)),
                        new LayerResult(
                                "2", Map.of("log_norm", 3.0), Map.of("log_norm", 3 + 2 * change, "alpha", 2.0))),
                List.of(
                        new SplitScore("test", 100, accuracy, 0.1, ece, 0.1),
                        new SplitScore("noisy", 100, 0.5, 1, 0.4, 0.1)),
                new Diversity(100, 10, score, 0.5),
                List.of(),
                1);
    }

    @Test
    void tablesHoldWhatFollowsByHand(@TempDir Path folder) throws IOException {
        StudyReport.write(byHand(folder), SVG);
        Path tables = folder.resolve("tables");

        Table accuracy = TextTable.read(tables.resolve("table-2-accuracy.csv"));
        assertThat(accuracy.columns())
                .containsExactly(
                        "model",
                        "data",
                        "treatment",
                        "category",
                        "seeds",
                        "test_mean",
                        "test_sd",
                        "noisy_mean",
                        "noisy_sd");
        TableRow decay = accuracy.rows().get(1);
        assertThat(accuracy.text(decay, "treatment")).isEqualTo("wd_1e-3 & more");
        assertThat(accuracy.number(decay, "test_mean")).isCloseTo(0.96, within(1e-15));
        assertThat(accuracy.number(decay, "test_sd")).isCloseTo(0.04 / Math.sqrt(2), within(1e-15));
        assertThat(accuracy.number(decay, "noisy_sd")).isZero();

        // Seed 1: layers -0.5, -1; seed 2: -1, -2. Means over layers -0.75 and -1.5.
        Table readings = TextTable.read(tables.resolve("table-1-readings.csv"));
        assertThat(readings.rows()).hasSize(1);
        TableRow fall = readings.rows().getFirst();
        assertThat(readings.text(fall, "metric")).isEqualTo("log Frobenius norm");
        assertThat(readings.number(fall, "change")).isCloseTo(-1.125, within(1e-12));
        // t_1(0.975) = 12.7062047, standard error 0.375.
        assertThat(readings.number(fall, "low")).isCloseTo(-1.125 - 12.7062047 * 0.375, within(1e-6));

        // rho 0.5: weighted scores of the baseline are 2 and 3.
        Table weighted = TextTable.read(tables.resolve("table-4-weighted-vendi.csv"));
        assertThat(weighted.number(weighted.rows().getFirst(), "vs_weighted_mean"))
                .isEqualTo(2.5);

        Table changes = TextTable.read(tables.resolve("changes.csv"));
        assertThat(changes.rows()).hasSize(8);
        TableRow last = changes.rows().getLast();
        assertThat(changes.text(last, "layer")).isEqualTo("2");
        assertThat(changes.number(last, "delta")).isCloseTo(2.0, within(1e-12));
        assertThat(changes.number(last, "relative")).isCloseTo(-2.0, within(1e-12));
    }

    @Test
    void latexIsEscaped(@TempDir Path folder) throws IOException {
        StudyReport.write(byHand(folder), SVG);
        String tex = Files.readString(folder.resolve("tables/table-2-accuracy.tex"));
        assertThat(tex)
                .contains("\\begin{tabular}{llllrrr}\n\\toprule\n")
                .contains(
                        "mlp & digits & wd\\_1e-3 \\& more & weight decay & 2 & \\textbf{0.9600 $\\pm$ 0.0283} & 0.5000 $\\pm$ 0.0000 \\\\")
                .endsWith("\\bottomrule\n\\end{tabular}\n\\end{table}\n");
        assertThat(Latex.escape("a\\b{c}~^<\u2212"))
                .isEqualTo("a\\textbackslash{}b\\{c\\}\\textasciitilde{}\\textasciicircum{}$<$$-$");
    }

    @Test
    void whatIsMissingIsSaidAndNotDrawn(@TempDir Path folder) throws IOException {
        StudyReport.write(byHand(folder), SVG);
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page)
                .contains("this study does not follow the Hessian")
                .contains("no treatment that combines an augmentation")
                .contains("are not in this study&#39;s folder")
                .contains("alpha is undefined in at least one training")
                .doesNotContain("Not finished")
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
    }

    @Test
    void theFullStudyHasEveryFigure(@TempDir Path folder) throws Exception {
        StudyReport.write(SampleStudies.full(folder), SVG);
        List<String> expected = new ArrayList<>(List.of(
                "fig1-large-alpha",
                "fig1-small-alpha",
                "fig2-embeddings",
                "fig2-pixels",
                "fig5-accuracy",
                "fig5-correlations",
                "fig6-accuracy",
                "fig7-hessian-trace"));
        for (String metric : List.of("alpha", "entropy", "log-norm", "log-spectral-norm")) {
            expected.addAll(List.of("fig3-" + metric, "fig11-" + metric, "fig14-" + metric));
        }
        assertThat(figures(folder)).containsExactlyInAnyOrderElementsOf(expected);
        for (String id : expected) {
            String svg = Files.readString(folder.resolve("figures/" + id + ".svg"));
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve("figures/" + id + ".svg").toFile());
        }
    }

    @Test
    void severalDataSetsHaveFiguresOfTheirOwnAndTheirAverage(@TempDir Path folder) throws IOException {
        StudyReport.write(SampleStudies.partial(folder), SVG);
        assertThat(figures(folder))
                .contains("fig3-alpha-cnn-digits", "fig3-alpha-cnn-letters-50", "fig3-alpha-cnn-average");
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page)
                .contains("Not finished")
                .contains("27 of 32 trials are")
                .contains("Missing: 5 of cnn on letters_50%")
                .contains("two &amp; a half");
    }

    @Test
    void theSameResultsMakeTheSameBytes(@TempDir Path one, @TempDir Path two) throws IOException {
        StudyReport.write(SampleStudies.small(one), SVG);
        StudyReport.write(SampleStudies.small(two), SVG);
        assertThat(Files.readAllBytes(one.resolve("report.html")))
                .isEqualTo(Files.readAllBytes(two.resolve("report.html")));
    }

    @Test
    void aStudyWithoutABaselineIsReportedAllTheSame(@TempDir Path folder) throws IOException {
        StudyResults all = byHand(folder);
        StudyReport.write(
                new StudyResults("early", all.planned(), List.of(all.results().getLast()), folder), SVG);
        assertThat(Files.readString(folder.resolve("report.html"))).contains("no baseline is finished");
    }

    /// Axes of no length, categories that do not vary, correlations of constants.
    @Test
    void aStudyInWhichNothingMovesIsReported(@TempDir Path folder) throws IOException {
        List<TrialResult> results = List.of(
                result(BASELINE, 1, 1, 0.9, 0.1, 4),
                result(BASELINE, 2, 1, 0.9, 0.1, 4),
                result(DECAY, 1, 1, 0.9, 0.1, 4),
                result(DECAY, 2, 1, 0.9, 0.1, 4),
                result(new Treatment("augmix", Kind.DIVERSITY, 0, 0, "augmix"), 1, 1, 0.9, 0.1, 4),
                result(new Treatment("augmix", Kind.DIVERSITY, 0, 0, "augmix"), 2, 1, 0.9, 0.1, 4));
        StudyReport.write(
                new StudyResults(
                        "still", results.stream().map(TrialResult::trial).toList(), results, folder),
                SVG);
        assertThat(Files.readString(folder.resolve("report.html")))
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
        assertThat(figures(folder)).contains("fig3-log-norm", "fig11-log-norm", "fig5-accuracy");
    }

    private static List<String> figures(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            return files.map(file -> file.getFileName().toString().replace(".svg", ""))
                    .toList();
        }
    }
}
