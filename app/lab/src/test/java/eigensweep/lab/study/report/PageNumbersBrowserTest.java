package eigensweep.lab.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import eigensweep.page.ReadPage;
import eigensweep.page.ReadPage.Drawn;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.Row;
import eigensweep.table.Columns;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people read off the pages, in a real browser, is what the files beside them say: the cells of tables, what is
/// said of a point under the pointer, and the place of a point between the numbers of its axes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageNumbersBrowserTest {

    /// Four digits are shown.
    private static final double SHOWN = 6e-4;

    /// A point is drawn to a tenth of a unit, of some two hundred.
    private static final double DRAWN = 2e-3;

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
        List<ReportLayer> layers = new ArrayList<>(SampleReports.invented(12, 60));
        // The start of its tail is above 10000, which once lost its exponent.
        layers.add(SampleReports.layer(
                12,
                "model.layers.9.q_proj",
                Arrays.stream(SampleSpectra.spectrum(new Random(1), 60, 3))
                        .map(lambda -> 1e5 * lambda)
                        .toArray()));
        Path folder = folder("sweep");
        SweepReport.write(folder, SampleReports.record(), layers);
        open(folder);
        Map<String, Row> rows = layers.stream().map(ReportLayer::row).collect(Collectors.toMap(Row::title, row -> row));
        Map<String, String> columns = Map.of(
                "alpha",
                "alpha",
                "\u00b1",
                "sigma",
                "D",
                "D",
                "xmin",
                "xmin",
                "log norm",
                "log_norm",
                "log spec.",
                "log_spectral_norm",
                "stable rank",
                "stable_rank",
                "entropy",
                "entropy",
                "tail",
                "num_pl_spikes");
        int cells = 0;
        for (JsonNode line : page().table("#table")) {
            Row row = Objects.requireNonNull(rows.get(line.get("layer").asString()));
            for (Map.Entry<String, String> column : columns.entrySet()) {
                Double exact = number(row, column.getValue());
                String shown = line.get(column.getKey()).asString();
                if (exact == null) {
                    assertThat(shown).isEmpty();
                } else {
                    assertShows(shown, exact);
                    cells++;
                }
            }
        }
        assertThat(cells).isEqualTo(13 * columns.size());
        for (String metric : List.of("entropy", "stable-rank", "alpha")) {
            String label = metric.replace('-', ' ');
            for (Drawn point : page().read(metric)) {
                Row row = Objects.requireNonNull(rows.get(point.name()));
                double exact = Objects.requireNonNull(number(row, metric.replace('-', '_')));
                assertThat(point.said().get(label)).isCloseTo(exact, within(0.05 + SHOWN * exact));
                assertOnAxis(point.y(), exact, 10);
            }
        }
    }

    @Test
    void ofAComparison() throws IOException {
        Path folder = folder("compare");
        ComparisonFiles.write(folder, SampleReports.comparison(30), Compared.of("a", "b"), SVG);
        open(folder);
        Map<String, Double> deltas = csv(folder.resolve(ResultFiles.CHANGES)).stream()
                .filter(row -> cell(row, "metric").equals("log_norm"))
                .collect(Collectors.toMap(row -> cell(row, "longname"), row -> Double.valueOf(cell(row, "delta"))));
        List<Drawn> points = page().read("change-log-norm");
        assertThat(points).hasSize(30);
        for (Drawn point : points) {
            double exact = Objects.requireNonNull(deltas.get(point.name()));
            assertThat(point.said().get("after - before")).isCloseTo(exact, within(SHOWN));
            assertOnAxis(point.y(), exact, 1);
        }
        for (JsonNode line : page().table(".sortable")) {
            assertShows(
                    line.get("\u0394 log Frobenius norm").asString(),
                    Objects.requireNonNull(deltas.get(line.get("layer").asString())));
        }
    }

    @Test
    void ofADataSet() throws IOException {
        Path folder = folder("vendi");
        run("vendi", "digits", "--labels", "digits", "-o", folder.toString());
        open(folder);
        JsonNode json = JsonMapper.shared().readTree(Files.readString(folder.resolve(ResultFiles.DIVERSITY)));
        Map<String, Double> scores = new HashMap<>();
        json.get("classes")
                .forEach(one -> scores.put(
                        one.get("label").asString(), one.get("q").get("1").asDouble()));
        List<Drawn> points = page().read("classes");
        assertThat(points).extracting(Drawn::name).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        for (Drawn point : points) {
            double exact = Objects.requireNonNull(scores.get(point.name()));
            assertThat(point.said().get("score")).isCloseTo(exact, within(SHOWN * exact));
            assertThat(Double.parseDouble(point.x()))
                    .as("its class is written under it")
                    .isCloseTo(Double.parseDouble(point.name()), within(0.01));
            assertOnAxis(point.y(), exact, 3);
        }
        for (JsonNode line : page().table(".sortable")) {
            assertShows(
                    line.get("q = 1").asString(),
                    Objects.requireNonNull(scores.get(line.get("class").asString())));
        }
    }

    @Test
    void ofLeastSquares() throws IOException {
        Path folder = folder("linear");
        run("linear", "--synthetic", "60,8", "--width", "20", "--draws", "50", "-o", folder.toString());
        open(folder);
        JsonNode json = JsonMapper.shared().readTree(Files.readString(folder.resolve(ResultFiles.LEAST_SQUARES)));
        List<Drawn> points = page().read("norms");
        assertThat(points).hasSize(json.get("solutions").size());
        for (int i = 0; i < points.size(); i++) {
            JsonNode solution = json.get("solutions").get(i);
            double norm = solution.get("squared_norm").asDouble();
            double residual = solution.get("residual").asDouble();
            assertOnAxis(points.get(i).x(), norm, norm);
            assertOnAxis(points.get(i).y(), residual, residual);
            assertThat(points.get(i).series()).isEqualTo(solution.get("name").asString());
            assertThat(points.get(i).said().get("w^T w")).isCloseTo(norm, within(SHOWN * norm));
        }
    }

    @Test
    void ofAStudy() throws IOException {
        Path folder = folder("study");
        StudyReport.write(SampleStudies.small(folder), SVG);
        open(folder);
        List<Map<String, String>> changes = csv(folder.resolve("tables/changes.csv")).stream()
                .filter(row -> cell(row, "metric").equals("log_norm"))
                .toList();
        List<Drawn> treatments = page().read("fig11-log-norm");
        assertThat(treatments).hasSize(7);
        for (Drawn point : treatments) {
            double exact = mean(changes, "treatment", point.name(), "relative");
            assertThat(point.said().get("relative change")).isCloseTo(exact, within(1e-5 + SHOWN * Math.abs(exact)));
            assertThat(point.y()).isEqualTo(point.name());
            assertOnAxis(point.x(), exact, 0.5);
        }
        List<Map<String, String>> accuracy = csv(folder.resolve("tables/table-2-accuracy.csv"));
        for (Drawn point : page().read("fig5-accuracy")) {
            double exact = mean(accuracy, "treatment", point.name(), "test_mean");
            assertThat(point.said().get("accuracy on the test images")).isCloseTo(exact, within(SHOWN));
            assertOnAxis(point.y(), exact, 0.1);
        }
        for (Drawn point : page().read("fig3-log-norm")) {
            double exact = mean(
                    changes.stream()
                            .filter(row -> cell(row, "category").equals(point.series()))
                            .toList(),
                    "layer",
                    point.name(),
                    "relative");
            assertThat(point.said().get("relative change")).isCloseTo(exact, within(1e-5 + SHOWN * Math.abs(exact)));
        }
        List<JsonNode> shown = page().table("section:has(h2) table.sortable:has(td.best)");
        assertThat(shown).isNotEmpty();
    }

    @Test
    void ofStatistics() throws IOException {
        Path folder = folder("stats");
        Path table = folder.resolve("table.csv");
        StringBuilder csv = new StringBuilder("kind,layer,value\n");
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            csv.append(i % 2 == 0 ? "a" : "b")
                    .append(",")
                    .append(i / 2)
                    .append(",")
                    .append(0.0275 + 0.01 * random.nextGaussian())
                    .append('\n');
        }
        Files.writeString(table, csv);
        run("stats", table.toString(), "--value", "value", "--category", "kind", "-o", folder.toString());
        open(folder);
        JsonNode json = JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(ResultFiles.STATISTICS)))
                .at("/groups/0");
        Map<String, Double> means = new HashMap<>();
        json.get("categories")
                .forEach(one -> means.put(
                        one.get("category").asString(), one.get("mean").asDouble()));
        List<Drawn> points = page().read("means");
        assertThat(points).hasSize(2);
        for (Drawn point : points) {
            double exact = Objects.requireNonNull(means.get(point.name()));
            assertThat(point.said().get("mean")).isCloseTo(exact, within(SHOWN * exact));
            assertOnAxis(point.x(), exact, 0.04);
        }
    }

    private static double mean(List<Map<String, String>> rows, String column, String value, String of) {
        return rows.stream()
                .filter(row -> cell(row, column).equals(value))
                .mapToDouble(row -> Double.parseDouble(cell(row, of)))
                .average()
                .orElseThrow();
    }

    /// A number as it is shown rounds the exact one: half of its last digit, at most.
    private static void assertShows(String shown, double exact) {
        String text = shown.replace('\u2212', '-');
        String digits = text.replaceFirst("[eE].*", "");
        int decimals = digits.contains(".") ? digits.length() - digits.indexOf('.') - 1 : 0;
        int exponent = text.matches(".*[eE].*")
                ? Integer.parseInt(text.replaceFirst(".*[eE]", "").replace("+", ""))
                : 0;
        double last = Math.pow(10, exponent - decimals);
        double half = decimals == 0 && digits.length() > 4 ? 0.5 * Math.pow(10, digits.length() - 4.0) : 0.5 * last;
        assertThat(Double.parseDouble(text)).as(shown).isCloseTo(exact, within(1.01 * half));
    }

    private static void assertOnAxis(String read, double exact, double range) {
        assertThat(Double.parseDouble(read)).isCloseTo(exact, within(Math.abs(range) * DRAWN + 1e-9));
    }

    private static @Nullable Double number(Row row, String column) {
        return Columns.of(Row.class).stream()
                                .filter(each -> each.name().equals(column))
                                .findFirst()
                                .orElseThrow()
                                .value()
                                .apply(row)
                        instanceof Number number
                ? (Double) number.doubleValue()
                : null;
    }

    private static List<Map<String, String>> csv(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] heads = lines.getFirst().split(",");
        return lines.stream()
                .skip(1)
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    Map<String, String> row = new HashMap<>();
                    for (int i = 0; i < heads.length; i++) {
                        row.put(heads[i], cells[i]);
                    }
                    return row;
                })
                .toList();
    }

    private static String cell(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private static void run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        assertThat(Eigensweep.run(new Terminal(nowhere, nowhere, false, false, 120, 120), arguments))
                .isZero();
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(chromium().folder().resolve(name));
    }

    private void open(Path folder) {
        chromium().open(folder.resolve(ResultFiles.REPORT).toUri());
    }

    private ReadPage page() {
        return new ReadPage(chromium());
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }
}
