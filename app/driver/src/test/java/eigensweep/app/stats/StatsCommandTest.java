package eigensweep.app.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.sweep.GoldenTable;
import eigensweep.app.terminal.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatsCommandTest {

    /// R's data set PlantGrowth (Dobson 1983), a column a group.
    private static final String GROWTH = """
            ctrl,trt1,trt2
            4.17,4.81,6.31
            5.58,4.17,5.12
            5.18,4.41,5.54
            6.11,3.59,5.50
            4.50,5.87,5.37
            4.61,3.83,5.29
            5.17,6.03,4.92
            4.53,4.89,6.15
            5.33,4.32,5.80
            5.14,4.69,5.26
            """;

    @TempDir
    private Path folder;

    private Path wide;
    private Path deltas;

    @BeforeEach
    void tables() throws IOException {
        wide = Files.writeString(folder.resolve("growth.csv"), GROWTH);
        StringBuilder text = new StringBuilder("metric,treatment,model,layer,delta\n");
        for (String metric : List.of("alpha", "entropy")) {
            for (int model = 0; model < 4; model++) {
                for (int layer = 12; layer > 0; layer--) {
                    double delta = Math.sin(layer + model) + (model < 2 ? 0 : 0.5);
                    text.append(metric)
                            .append(model < 2 ? ",dropout,m" : ",decay,m")
                            .append(model)
                            .append(",")
                            .append(layer)
                            .append(",")
                            .append(layer == 5 && model == 1 ? "" : Double.toString(delta))
                            .append("\n");
                }
            }
        }
        deltas = Files.writeString(folder.resolve("deltas.csv"), text);
    }

    private static Map<String, String> row(List<Map<String, String>> rows, String test, String counted) {
        return rows.stream()
                .filter(row -> GoldenTable.text(row, "test").equals(test)
                        && GoldenTable.text(row, "counted").equals(counted))
                .findFirst()
                .orElseThrow();
    }

    /// statsmodels 0.15.0: scripts/references/statistics.py.
    @Test
    void aWideTableIsTestedAsStatsmodelsDoesAndAdjustedBesideIt() throws IOException {
        CommandLineRun run = CommandLineRun.of("stats", wide, "--wide", "ctrl,trt1,trt2", "--format", "csv");
        assertThat(run.code()).as(run.err()).isZero();
        List<Map<String, String>> rows = GoldenTable.parse(run.out());
        Map<String, String> anova = row(rows, "anova", "raw");
        assertThat(Double.parseDouble(GoldenTable.text(anova, "statistic")))
                .isCloseTo(4.846087862380138, within(1e-11));
        assertThat(Double.parseDouble(GoldenTable.text(anova, "p"))).isCloseTo(0.01590995832562288, within(1e-11));
        assertThat(GoldenTable.text(anova, "n")).isEqualTo("30.0");
        assertThat(row(rows, "anova", "adjusted").get("p")).isNotEmpty();
        assertThat(row(rows, "anova", "members").get("reason")).contains("one member");
        assertThat(rows)
                .filteredOn(row -> GoldenTable.text(row, "test").equals("welch"))
                .hasSize(6);
    }

    @Test
    void aLongTableIsDividedAndOrdered() {
        CommandLineRun run = CommandLineRun.of(
                "stats",
                deltas,
                "--value",
                "delta",
                "--category",
                "treatment",
                "--series",
                "model",
                "--order",
                "layer",
                "--by",
                "metric",
                "--format",
                "json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.errLines())
                .containsExactly(
                        "metric alpha: 1 rows without a delta are left out",
                        "metric entropy: 1 rows without a delta are left out",
                        deltas + ": 5 columns are taken (delta ... metric)");
        JsonNode json = JsonMapper.shared().readTree(run.out());
        assertThat(json.get("columns").get("taken")).hasSize(5);
        assertThat(json.get("notices").get(0).asString())
                .isEqualTo("metric alpha: 1 rows without a delta are left out");
        JsonNode groups = json.get("groups");
        assertThat(groups.size()).isEqualTo(2);
        assertThat(groups.get(1).get("by").asString()).isEqualTo("entropy");
        assertThat(groups.get(0).get("categories").get(0).get("n").asInt()).isEqualTo(23);
        assertThat(groups.get(0).get("series").size()).isEqualTo(4);
        assertThat(groups.get(0).get("tests").get(2).get("counted").asString()).isEqualTo("members");
        assertThat(groups.get(0).get("tests").get(2).get("n").asDouble()).isEqualTo(4);
    }

    @Test
    void theOrderOfTheFileDoesNotMatterIfAColumnSaysIt() throws IOException {
        List<String> lines = Files.readAllLines(deltas);
        Path turned = Files.writeString(
                folder.resolve("turned.csv"),
                lines.getFirst() + "\n"
                        + String.join("\n", lines.subList(1, lines.size()).reversed()));
        String ordered = anovaOf(deltas, "--order", "layer");
        assertThat(anovaOf(turned, "--order", "layer")).isEqualTo(ordered);
    }

    private static String anovaOf(Path file, String... more) {
        Object[] arguments = {
            "stats",
            file,
            "--value",
            "delta",
            "--category",
            "treatment",
            "--series",
            "model",
            "--by",
            "metric",
            "-q",
            more[0],
            more[1]
        };
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out()
                .lines()
                .filter(line -> line.startsWith("adjusted"))
                .toList()
                .getFirst();
    }

    @Test
    void correlationsAndCalibrationAreShown() throws IOException {
        Path predictions = Files.writeString(
                folder.resolve("predictions.csv"),
                "confidence,correct\n0.95,1\n0.55,0\n0.85,1\n0.65,1\n0.9,0\n0.6,1\n");
        CommandLineRun run = CommandLineRun.of(
                "stats",
                predictions,
                "--calibration",
                "confidence,correct",
                "--bins",
                "4",
                "--correlate",
                "confidence,correct");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("pearson", "spearman", "equal mass");
        // By hand: 3 of 6 in each of two bins, confidences 0.6 and 0.9, 2 of 3 right.
        assertThat(run.out()).containsPattern("equal width +6 +2 +0\\.6667 +0\\.7500 +0\\.1500");
    }

    @Test
    void theTableForPeopleHasBothTestsSideBySide() {
        CommandLineRun run = CommandLineRun.of("stats", wide, "--wide", "ctrl,trt1,trt2");
        assertThat(run.out())
                .contains("n_eff", "correlation of neighbours", "eta^2", "Hedges g", "ctrl - trt1")
                .containsPattern("raw +30 +2 +27 +4\\.846 +0\\.0159 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--value delta                                      | 2 | both --value and --category",
                "--value gain --category treatment                  | 2 | no column gain; it has metric, treatment",
                "--value treatment --category metric                | 1 | line 2: column treatment holds dropout",
                "--value delta --category treatment --order layer   | 1 | name the column that tells series apart",
                "--wide delta                                       | 2 | at least two columns",
                "--correlate layer,treatment                        | 1 | line 2: column treatment holds dropout",
                "--calibration layer                                | 2 | two columns",
                "--calibration layer,delta                          | 1 | confidences lie between 0 and 1",
                "--value delta --category treatment --wide a,b      | 2 | either",
                "--series model                                     | 2 | --series and --order say more",
                "''                                                 | 2 | nothing to do",
                "--wide layer,delta --bins 0                        | 2 | --bins 0"
            })
    void whatCannotBeDoneIsOneLine(String options, int code, String problem) {
        Object[] split = options.isEmpty() ? new Object[0] : options.split(" ");
        Object[] arguments = new Object[split.length + 2];
        arguments[0] = "stats";
        arguments[1] = deltas;
        System.arraycopy(split, 0, arguments, 2, split.length);
        assertOneLine(CommandLineRun.of(arguments), code, problem);
    }

    @Test
    void tablesThatCannotBeTestedAreOneLine() throws IOException {
        Path one = Files.writeString(folder.resolve("one.csv"), "c,v\na,1\na,2\n");
        assertOneLine(CommandLineRun.of("stats", one, "--value", "v", "--category", "c"), 1, "1 category has values");
        Path thin = Files.writeString(folder.resolve("thin.csv"), "c,v\na,1\na,2\nb,3\n");
        assertOneLine(
                CommandLineRun.of("stats", thin, "--value", "v", "--category", "c"), 1, "category b has one value");
        Path nan = Files.writeString(folder.resolve("nan.csv"), "c,v\na,1\na,NaN\nb,3\n");
        assertOneLine(
                CommandLineRun.of("stats", nan, "--value", "v", "--category", "c"), 1, "line 3: column v holds NaN");
        Path head = Files.writeString(folder.resolve("head.csv"), "c,v\n");
        assertOneLine(CommandLineRun.of("stats", head, "--value", "v", "--category", "c"), 1, "nothing else");
        assertOneLine(CommandLineRun.of("stats", folder.resolve("absent.csv"), "--wide", "a,b"), 1, "absent.csv");
    }

    /// Constant categories have no test; the answer says so and is still an answer.
    /// Each is compared with each: 3,000 categories took more than a minute, and a file may have millions.
    @Test
    void moreThanAThousandAreNotComparedEachWithEach() throws IOException {
        StringBuilder rows = new StringBuilder("c,v\n");
        for (int i = 0; i < 2002; i++) {
            rows.append('c').append(i / 2).append(',').append(i % 3).append('\n');
        }
        Path tall = Files.writeString(folder.resolve("tall.csv"), rows);
        assertOneLine(
                CommandLineRun.of("stats", tall, "--value", "v", "--category", "c"),
                1,
                "1001 categories have values; at most 1000 are compared");
        String names = IntStream.rangeClosed(0, 1000).mapToObj(i -> "x" + i).collect(Collectors.joining(","));
        String numbers = names.replace("x", "");
        Path wider = Files.writeString(folder.resolve("wider.csv"), names + "\n" + numbers + "\n1" + numbers + "\n");
        assertOneLine(
                CommandLineRun.of("stats", wider, "--correlate", "x*"),
                1,
                "1001 columns are to be correlated; at most 1000 are");
    }

    @Test
    void constantCategoriesAreAnsweredWithAReason() throws IOException {
        Path flat = Files.writeString(folder.resolve("flat.csv"), "a,b\n0.1,0.2\n0.1,0.2\n0.1,0.2\n");
        CommandLineRun run = CommandLineRun.of("stats", flat, "--wide", "a,b", "--correlate", "a,b");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("undefined: no category varies", "a is constant");
    }

    @Test
    void aFolderKeepsAReportWithTheSameNumbers() throws IOException {
        Path results = folder.resolve("results");
        Object[] asked = {
            "stats", deltas, "--value", "delta", "--category", "treatment", "--series", "model", "--by", "metric"
        };
        List<Object> kept = new ArrayList<>(List.of(asked));
        kept.addAll(List.of("-o", results, "--figures", "svg,pdf", "--format", "csv"));
        CommandLineRun run = CommandLineRun.of(kept.toArray());
        assertThat(run.code()).isZero();
        assertThat(Files.readString(results.resolve("tests.csv"))).isEqualTo(run.out());
        kept.set(kept.size() - 1, "json");
        assertThat(Files.readString(results.resolve("statistics.json")).strip())
                .isEqualTo(CommandLineRun.of(kept.toArray()).out().strip());
        // A p-value that the table for people has is on the page too.
        String people = CommandLineRun.of(asked).out();
        String p = people.lines()
                .filter(line -> line.contains("dropout - decay"))
                .findFirst()
                .orElseThrow()
                .split(" {2,}")[8];
        assertThat(Files.readString(results.resolve("report.html")))
                .contains("<td class=\"number\">" + p.replace("<", "&lt;") + "</td>");
        for (String figure : List.of("means-1-alpha", "differences-2-entropy")) {
            assertThat(results.resolve("figures/" + figure + ".svg")).exists();
            assertThat(results.resolve("figures/" + figure + ".pdf")).exists();
        }
    }

    @Test
    void helpTeaches() {
        CommandLineRun run = CommandLineRun.of("stats", "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("--value", "--wide", "n_eff", "Examples:", "docs/statistics.md");
    }

    private static void assertOneLine(CommandLineRun run, int code, String problem) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains(problem);
    }

    @Test
    void aFolderOfSomethingElseIsNotOverwritten() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "value,kind\n1,a\n2,a\n3,b\n5,b\n");
        Path others = Files.createDirectories(folder.resolve("others"));
        Files.writeString(others.resolve("report.html"), "of somebody");
        CommandLineRun run = CommandLineRun.of("stats", table, "--value", "value", "--category", "kind", "-o", others);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("holds a report.html that is not of statistics");
        assertThat(others.resolve("report.html")).hasContent("of somebody");
    }
}
