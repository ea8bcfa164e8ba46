package eigensweep.app.vendi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
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

/// One table of five dimensions, as pandas, spreadsheets and others write it with more beside it: the score
/// is that of the dimensions, and a line says what was left out.
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
    void whatDataWereMadeFromNeedsNeitherTheirLabelsNorWhatIsDropped() throws IOException {
        Path labelled =
                table("labelled.csv", names() + ",kind,price", i -> cells(i) + "," + "ab".charAt(i % 2) + "," + i);
        Path original = folder.resolve("plain.csv");
        JsonNode found = vendi(labelled, "--against", original, "--labels", "kind", "--drop", "price");
        assertThat(found.get("rho").asDouble()).isEqualTo(1);
        CommandLineRun misspelt = CommandLineRun.of("vendi", labelled, "--against", original, "--labels", "kin", "-q");
        assertThat(misspelt.code()).isEqualTo(2);
        assertThat(misspelt.err()).contains(labelled + ": has no column kin");
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
                        + " (text), seed (bookkeeping)");
        CommandLineRun dropped = CommandLineRun.of("stats", file, "--correlate", "d0,seed", "--drop", "seed");
        assertThat(dropped.code()).isEqualTo(2);
        assertThat(dropped.err()).contains("column seed is asked for, and --columns or --drop leave it out");
    }

    /// The same spelling in every kind of file; [eigensweep.data.VectorText] has a test of the spellings.
    @Test
    void vectorsAsTextAreReadFromEveryKindOfFile() throws IOException, SQLException {
        IntFunction<String> vector = i -> "tensor([" + cells(i).replace(",", ", ") + "])";
        Path csv = table("t.csv", "note,embedding", i -> "n" + i + ",\"" + vector.apply(i) + "\"");
        assertTaken(csv, "note (text)");
        assertTaken(table("t.tsv", "note\tembedding", i -> "n" + i + "\t" + vector.apply(i)), "note (text)");
        assertTaken(
                Files.writeString(
                        folder.resolve("t.jsonl"),
                        lines(i -> "{\"note\": \"n" + i + "\", \"embedding\": \"" + vector.apply(i) + "\"}")),
                "note (text)");
        assertTaken(parquet("SELECT * FROM '" + csv + "'", "t.parquet"), "note (text)");
    }

    private Path parquet(String select, String name) throws SQLException {
        Path file = folder.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }

    /// Parquet's types do not say whether numbers are whole, nor whether text is numbers: what the cells
    /// hold does.
    @Test
    void parquetIsToldByWhatItHolds() throws IOException, SQLException {
        Path csv = table("typed.csv", names() + ",fold", i -> cells(i) + "," + i % 5);
        String numbers = "SELECT * EXCLUDE (d1, fold), d1::VARCHAR AS d1, fold::DOUBLE AS fold FROM '" + csv + "'";
        assertThat(vendi(parquet(numbers, "typed.parquet"))
                        .get("columns")
                        .get("left_out")
                        .propertyNames())
                .containsExactly("fold");
        assertThat(vendi(folder.resolve("typed.parquet")).get("vs").asDouble()).isCloseTo(score, within(1e-12));
    }

    @Test
    void whatIsNoNumberIsNamedWithItsRowAndColumn() throws IOException, SQLException {
        for (String cell : List.of("'nan'::DOUBLE", "'-inf'::DOUBLE", "NULL")) {
            Path file = parquet("SELECT 1.5 AS d0, 2.5 AS d1 UNION ALL SELECT 0.5, " + cell, "gap.parquet");
            CommandLineRun run = CommandLineRun.of("vendi", file, "-q");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("eigensweep: " + file + ", row 1 (from 0): column d1 ");
        }
        Path lists = parquet("SELECT [1.5, 'nan'::DOUBLE] AS e", "lists.parquet");
        assertThat(CommandLineRun.of("vendi", lists).err())
                .contains("row 0 (from 0): column e[1] holds NaN, not a finite number");
        Path lines = Files.writeString(folder.resolve("gap.jsonl"), "{\"e\": [1, 2]}\n{\"e\": [1, null]}\n");
        assertThat(CommandLineRun.of("vendi", lines).err())
                .contains("line 2: column e[1] holds null, not a finite number");
    }

    @Test
    void rowNamesOfRAreLeftOut() throws IOException {
        assertTaken(
                table(
                        "r.csv",
                        "\"" + names().replace(",", "\" \"") + "\"",
                        i -> "\"car " + i + "\" " + cells(i).replace(',', ' ')),
                "Unnamed: 0 (an index)");
    }

    @Test
    void numbersCalledTextAreATableUnlessWordsAreCompared() throws IOException {
        assertTaken(table("savetxt.txt", "# " + names().replace(',', ' '), i -> cells(i).replace(',', ' ')), "");
        Path words = Files.writeString(folder.resolve("words.txt"), "1 2\n3 4\n");
        assertThat(vendi(words, "--kernel", "words").get("vs").asDouble()).isCloseTo(2, within(1e-12));
    }

    @Test
    void vectorsOfWordsAreATableWithTheFirstRow() throws IOException {
        String all = lines(i -> "w" + i + " " + cells(i).replace(',', ' '));
        assertTaken(Files.writeString(folder.resolve("glove.txt"), all), "0 (text)");
        assertTaken(
                Files.writeString(folder.resolve("word2vec.txt"), N + " " + D + "\n" + all), "Unnamed: 0 (an index)");
        assertTaken(Files.writeString(folder.resolve("named.csv"), lines(i -> cells(i) + ",setosa")), "5 (text)");
    }

    @Test
    void numbersThatWouldBeEmbeddedAsTextsAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("svm.txt"), lines(i -> i % 2 + " 1:0.5 2:" + i));
        CommandLineRun run = CommandLineRun.of("vendi", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errLines()).singleElement().asString().contains("holds numbers, and no texts; write vectors");
    }

    /// As MNIST is written: a label and n x n pixels, without names.
    @Test
    void oneColumnMoreThanASquareIsTakenWithAWord() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mnist.csv"),
                lines(i -> IntStream.range(0, 17)
                        .mapToObj(j -> Integer.toString((i * 31 + j * j * 7) % 256))
                        .collect(Collectors.joining(","))));
        assertThat(run("vendi", file, "--kernel", "pixel").errLines())
                .contains(file + ": 17 columns of whole numbers without names are one more than a square: if the first"
                        + " is a label, --drop 0 leaves it out");
        CommandLineRun dropped = run("vendi", file, "--kernel", "pixel", "--drop", "0");
        assertThat(dropped.err()).contains("16 columns are taken").doesNotContain("square");
    }

    /// As `df.to_json(path)` writes a table, and with `orient` records, split and values.
    @Test
    void oneJsonDocumentIsRefusedWithWhatWritesLines() throws IOException {
        for (String text : List.of(
                "{\"a\":{\"0\":1.5,\"1\":2},\"b\":{\"0\":2,\"1\":3}}",
                "[{\"a\":1.5,\"b\":2},{\"a\":2,\"b\":3}]",
                "{\"columns\":[\"a\"],\"index\":[0,1],\"data\":[[1.5],[2]]}",
                "[[1.5,2],[2,3]]",
                "[\n  {\n    \"a\":1.5\n  }\n]")) {
            Path file = Files.writeString(folder.resolve("t.json"), text);
            CommandLineRun run = CommandLineRun.of("vendi", file);
            assertThat(run.code()).as(text).isEqualTo(1);
            assertThat(run.err()).contains("write it with df.to_json(path, orient=\"records\", lines=True)");
        }
    }

    @Test
    void jsonOfEveryCommandSaysWhatWasTaken() throws IOException {
        Path file = table("all.csv", "id," + names() + ",fold,n", i -> i + "," + cells(i) + "," + i % 3 + "," + i * i);
        JsonNode stats = new ObjectMapper()
                .readTree(run("stats", file, "--correlate", "*", "--format", "json")
                        .out());
        for (JsonNode columns : List.of(
                vendi(file).get("columns"),
                stats.get("columns"),
                linear(file, "--target", "id", "--format", "json").get("columns"))) {
            assertThat(columns.get("taken")).hasSize(D + 1);
            assertThat(columns.get("left_out").get("fold").asString()).isEqualTo("bookkeeping");
        }
        assertThat(vendi(file).get("columns").get("whole_numbers").get(0).asString())
                .isEqualTo("n");
        assertThat(stats.get("groups")).hasSize(1);
    }

    @Test
    void rowsThatLackANumberAreCounted() throws IOException {
        Path file = table("gaps.csv", "a,b,c", i -> (i < 3 ? "" : rows[i][0]) + "," + rows[i][1] + "," + rows[i][2]);
        assertThat(run("stats", file, "--correlate", "a,b").errLines())
                .contains("3 rows without one of a, b are left out");
        assertThat(run("stats", file, "--wide", "a,b").errLines()).contains("3 rows without a are left out");
    }

    /// A target may be called what is no feature.
    @Test
    void aFileOfTheTargetMayBeCalledLikeBookkeeping() throws IOException {
        Path x = folder.resolve("plain.csv");
        Path y = table("y.csv", "id,year", i -> i + "," + (1990 + i));
        assertThat(linear(x, "--target", y, "--format", "json").get("n").asInt())
                .isEqualTo(N);
    }
}
