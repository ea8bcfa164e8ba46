package eigensweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// One table of five dimensions, as pandas, spreadsheets and others write it with more beside it: the score is that of
/// the dimensions, and a line says what was left out.
class TablesAsDataTest {

    private static final int N = 40;
    private static final int D = 5;

    @TempDir
    private Path folder;

    private final double[][] rows = new double[N][D];
    private double score;

    @BeforeEach
    void plain() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (double[] row : rows) {
            Arrays.setAll(row, j -> 0.5 + random.nextGaussian());
        }
        score = vendi(table("plain.csv", names(), i -> cells(i))).get("vs").asDouble();
    }

    private static String names() {
        return IntStream.range(0, D).mapToObj(j -> "d" + j).collect(Collectors.joining(","));
    }

    private String cells(int i) {
        return Arrays.stream(rows[i]).mapToObj(Double::toString).collect(Collectors.joining(","));
    }

    private Path table(String name, String head, IntFunction<String> row) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(head);
        IntStream.range(0, N).mapToObj(row).forEach(lines::add);
        return Files.write(folder.resolve(name), lines);
    }

    private static CommandLineRun run(Object... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static JsonNode vendi(Path file, Object... more) {
        Object[] all = new Object[4 + more.length];
        all[0] = "vendi";
        all[1] = file;
        all[2] = "--format";
        all[3] = "json";
        System.arraycopy(more, 0, all, 4, more.length);
        return new ObjectMapper().readTree(run(all).out());
    }

    /// The score is that of the plain table, and stderr has the line.
    private void assertTaken(Path file, String leftOut) {
        CommandLineRun run = run("vendi", file, "--format", "json");
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("vs").asDouble()).isCloseTo(score, within(1e-12));
        assertThat(json.get("columns").get("taken")).isNotEmpty();
        assertThat(run.errLines())
                .anyMatch(line -> line.startsWith(file + ": ")
                        && line.endsWith(leftOut.isEmpty() ? ")" : "; left out: " + leftOut));
    }

    @Test
    void whatIsNoDimensionIsLeftOutWithAWord() throws IOException {
        assertTaken(table("pandas.csv", "," + names(), i -> i + "," + cells(i)), "Unnamed: 0 (an index)");
        assertTaken(table("id.csv", "id," + names(), i -> "u" + i + "," + cells(i)), "id (an index)");
        assertTaken(table("label.csv", names() + ",Label", i -> cells(i) + "," + i % 3), "Label (labels)");
        assertTaken(
                table(
                        "both.tsv",
                        "index\t" + names().replace(',', '\t') + "\ttext",
                        i -> i + "\t" + cells(i).replace(',', '\t') + "\thello, " + i),
                "index (an index), text (text)");
        assertTaken(
                table(
                        "semicolons.csv",
                        names().replace(',', ';') + ";",
                        i -> cells(i).replace(',', ';').replace('.', ',') + ";"),
                "Unnamed: 5 (empty)");
        assertTaken(
                table("vectors.csv", "text,embedding", i -> "t" + i + ",\"[" + cells(i).replace(",", ", ") + "]\""),
                "text (text)");
        assertTaken(
                table("numpy.csv", "id,embedding", i -> i + ",\"[" + cells(i).replace(",", "\n ") + "]\""),
                "id (an index)");
    }

    @Test
    void jsonLinesHoldNumbersVectorsAndTexts() throws IOException {
        IntFunction<String> properties = i -> IntStream.range(0, D)
                .mapToObj(j -> "\"d" + j + "\": " + rows[i][j])
                .collect(Collectors.joining(", "));
        assertTaken(
                Files.writeString(
                        folder.resolve("numbers.jsonl"),
                        lines(i -> "{\"id\": " + i + ", " + properties.apply(i) + ", \"label\": \"a\"}")),
                "id (an index), label (labels)");
        Path vectors = Files.writeString(
                folder.resolve("vectors.jsonl"),
                lines(i -> "{\"text\": \"t " + i % 4 + "\", \"embedding\": [" + cells(i) + "]}"));
        assertTaken(vectors, "text (text)");
        assertTaken(Files.writeString(folder.resolve("arrays.jsonl"), lines(i -> "[" + cells(i) + "]")), "");
        assertThat(vendi(vectors, "--kernel", "words", "--q", "0")
                        .get("q")
                        .get("0")
                        .asDouble())
                .as("its texts: t and one of four numbers")
                .isEqualTo(4);
    }

    private String lines(IntFunction<String> line) {
        return IntStream.range(0, N).mapToObj(line).collect(Collectors.joining("\n"));
    }

    /// An index that pandas wrote with a name of its own is told by the metadata that pandas writes.
    @Test
    void parquetOfPandas() throws IOException, SQLException {
        Path csv = table("for-parquet.csv", "when," + names() + ",class", i -> 1000 + i + "," + cells(i) + "," + i % 2);
        Path parquet = folder.resolve("pandas.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT * FROM '" + csv + "') TO '" + parquet + "' (FORMAT parquet, KV_METADATA"
                    + " {pandas: '{\"index_columns\": [\"when\"]}'})");
        }
        assertTaken(parquet, "when (an index), class (labels)");
        CommandLineRun fitted =
                run("linear", parquet, "--target", "class", "--format", "json", "--draws", 2, "--width", 2);
        assertThat(new ObjectMapper().readTree(fitted.out()).get("d").asInt()).isEqualTo(D);
    }

    @Test
    void columnsAndDropSayOtherwise() throws IOException {
        Path file = table("more.csv", "id," + names() + ",extra", i -> i + "," + cells(i) + "," + i * i);
        assertThat(vendi(file, "--drop", "extra").get("vs").asDouble()).isCloseTo(score, within(1e-12));
        assertThat(vendi(file, "--columns", "d*").get("vs").asDouble()).isCloseTo(score, within(1e-12));
        JsonNode all = vendi(file, "--columns", "*");
        assertThat(all.get("d").asInt()).isEqualTo(D + 2);
        assertThat(all.get("vs").asDouble()).isLessThan(2);
        assertThat(vendi(table("label.csv", names() + ",kind", i -> cells(i) + "," + i % 2), "--labels", "kind")
                        .get("classes"))
                .hasSize(2);
    }

    @Test
    void columnsThatCountOrNeverChangeAreTakenWithARemark() throws IOException {
        Path file = table("counts.csv", names() + ",n,bias", i -> cells(i) + "," + (i + 1) + ",1");
        assertThat(run("vendi", file).errLines())
                .contains(
                        file + ": n counts the rows, as an index does; taken all the same: --drop leaves it out",
                        file + ": bias is the same in every row; taken all the same");
    }

    @Test
    void setsThatAreComparedHaveTheSameColumns() throws IOException {
        Path one = folder.resolve("plain.csv");
        Path other = table("other.csv", "id," + names(), i -> i + "," + cells(i));
        assertThat(vendi(one, "--against", other).get("rho").asDouble()).isEqualTo(1);
        Path turned = table("turned.csv", "d1,d0,d2,d3,d4", i -> cells(i));
        CommandLineRun refused = CommandLineRun.of("vendi", one, "--against", turned, "-q");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.errLines())
                .containsExactly("eigensweep: " + one + ": takes the columns d0, d1, d2, d3, d4, and " + turned
                        + " d1, d0, d2, d3, d4; --columns names those to compare, in one order");
        assertThat(vendi(one, "--against", turned, "--columns", names())
                        .get("rho")
                        .asDouble())
                .isLessThan(1);
    }

    @Test
    void linearLeavesTheSameOut() throws IOException {
        Path plain = table("target.csv", names() + ",price", i -> cells(i) + "," + i % 7);
        Path more = table(
                "indexed.csv",
                (";id;" + names() + ";price;note").replace(',', ';'),
                i -> i + ";u" + i + ";" + cells(i).replace(',', ';').replace('.', ',') + ";" + i % 7 + ";new");
        Object[] options = {"--target", "price", "--format", "json", "--draws", 2, "--width", 2};
        JsonNode expected = linear(plain, options);
        assertThat(linear(more, options).get("eigenvalues")).isEqualTo(expected.get("eigenvalues"));
        assertThat(linear(more, options).get("columns").get("left_out").propertyNames())
                .containsExactly("Unnamed: 0", "id", "price", "note");
        assertThat(linear(plain, "--drop", "d0", "--target", "price", "--format", "json")
                        .get("d")
                        .asInt())
                .isEqualTo(D - 1);
        Path features = table("x.csv", "," + names(), i -> i + "," + cells(i));
        assertThat(linear(features, "--target", table("y.csv", ",y", i -> i + "," + i % 7), "--format", "json")
                        .get("eigenvalues"))
                .isEqualTo(expected.get("eigenvalues"));
    }

    private static JsonNode linear(Path file, Object... more) {
        Object[] all = new Object[2 + more.length];
        all[0] = "linear";
        all[1] = file;
        System.arraycopy(more, 0, all, 2, more.length);
        return new ObjectMapper().readTree(run(all).out());
    }

    @Test
    void statsTakesEveryTwoColumnsOfNumbers() throws IOException {
        Path file =
                table("runs.csv", ",model," + names() + ",seed", i -> i + ",m" + i + "," + cells(i) + "," + i * i % 7);
        CommandLineRun run = run("stats", file, "--correlate", "*", "--drop", "seed", "--format", "csv");
        assertThat(run.out().lines().filter(line -> line.contains("pearson"))).hasSize(D * D);
        assertThat(run.errLines())
                .containsExactly(file + ": 5 columns are taken (d0 ... d4); left out: Unnamed: 0 (an index), model"
                        + " (text), seed (not asked for)");
        CommandLineRun dropped = CommandLineRun.of("stats", file, "--correlate", "d0,seed", "--drop", "seed");
        assertThat(dropped.code()).isEqualTo(2);
        assertThat(dropped.err()).contains("column seed is asked for, and --columns or --drop leave it out");
    }
}
