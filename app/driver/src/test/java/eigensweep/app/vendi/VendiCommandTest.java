package eigensweep.app.vendi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The command on files of every kind, and its answer to those it cannot use.
class VendiCommandTest {

    private static final int N = 30;
    private static final int D = 4;

    @TempDir
    private Path folder;

    private final double[][] rows = new double[N][D];
    private Path npy;

    @BeforeEach
    void samples() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (double[] row : rows) {
            for (int j = 0; j < D; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        npy = npy("rows.npy", rows);
    }

    @Test
    void jsonHasTheNamesOfTheContract() {
        JsonNode json = json(npy, "--q", "0,0.5,1,2,inf", "--against", npy);
        assertThat(json.propertyNames())
                .startsWith("n", "d", "kernel", "form", "q", "rho", "vs", "weighted", "seconds", "backend");
        assertThat(json.get("n").asInt()).isEqualTo(N);
        assertThat(json.get("d").asInt()).isEqualTo(D);
        assertThat(json.get("kernel").asString()).isEqualTo("cosine");
        assertThat(json.get("form").asString()).isEqualTo("primal");
        assertThat(json.get("q").propertyNames()).containsExactly("0", "0.5", "1", "2", "inf");
        assertThat(json.get("q").get("0").asDouble()).isEqualTo(D);
        assertThat(json.get("q").get("1").asDouble()).isEqualTo(json.get("vs").asDouble());
        assertThat(json.get("rho").asDouble()).isEqualTo(1);
        assertThat(json.get("weighted").asDouble()).isEqualTo(json.get("vs").asDouble());
    }

    @Test
    void withoutAnOriginalThereIsNoRho() {
        JsonNode json = json(npy);
        assertThat(json.get("rho").isNull()).isTrue();
        assertThat(json.get("weighted").isNull()).isTrue();
    }

    @Test
    void everyKindOfFileHasTheSameScore() throws IOException, SQLException {
        double score = json(npy).get("vs").asDouble();
        Path csv = table("rows.csv", "a,b,c,d", null);
        assertThat(json(csv).get("vs").asDouble()).isEqualTo(score);
        assertThat(json(table("bare.csv", null, null)).get("vs").asDouble()).isEqualTo(score);
        assertThat(json(table("pandas.csv", "0,1,2,3", null)).get("vs").asDouble())
                .isEqualTo(score);
        assertThat(json(parquet(csv, "SELECT * FROM csv")).get("vs").asDouble()).isEqualTo(score);
        assertThat(json(parquet(csv, "SELECT [a, b, c, d]::FLOAT[4] AS e FROM csv"))
                        .get("vs")
                        .asDouble())
                .isEqualTo(score);
    }

    @Test
    void labelsComeFromAColumnOrAFile() throws IOException, SQLException {
        List<String> labels =
                IntStream.range(0, N).mapToObj(i -> i < 10 ? "few" : "many").toList();
        Path csv = table("labelled.csv", "a,b,c,d,kind", labels);
        JsonNode byColumn = json(csv, "--labels", "kind", "--q", "1,2");
        Path file = Files.write(folder.resolve("labels.txt"), labels);
        assertThat(json(npy, "--labels", file, "--q", "1,2").get("classes")).isEqualTo(byColumn.get("classes"));
        assertThat(json(parquet(csv, "SELECT * FROM csv"), "--labels", "kind", "--q", "1,2")
                        .get("classes"))
                .isEqualTo(byColumn.get("classes"));
        JsonNode few = byColumn.get("classes").get(0);
        assertThat(few.get("label").asString()).isEqualTo("few");
        assertThat(few.get("n").asInt()).isEqualTo(10);
        double first = few.get("q").get("1").asDouble();
        double second = byColumn.get("classes").get(1).get("q").get("1").asDouble();
        assertThat(byColumn.get("intra_class").get("1").asDouble())
                .isCloseTo((10 * first + 20 * second) / 30, within(1e-12));
        assertThat(byColumn.get("class_balanced_mean").get("1").asDouble())
                .isCloseTo((first + second) / 2, within(1e-12));
        assertThat(json(csv, "--columns", "a,b,c,d").get("vs")).isEqualTo(byColumn.get("vs"));
    }

    @Test
    void equalWeightsChangeNothingAndOthersDo() throws IOException {
        Path equal = Files.writeString(folder.resolve("equal.txt"), "7\n".repeat(N));
        Path other = Files.writeString(folder.resolve("other.txt"), "1\n".repeat(N - 1) + "30\n");
        double score = json(npy).get("vs").asDouble();
        assertThat(json(npy, "--weights", equal).get("vs").asDouble()).isCloseTo(score, within(1e-12));
        assertThat(json(npy, "--weights", other).get("vs").asDouble()).isLessThan(score - 0.01);
    }

    @Test
    void kernelsAreChosenByName() throws IOException {
        assertThat(json(npy, "--kernel", "rbf")
                        .get("parameters")
                        .get("bandwidth")
                        .asDouble())
                .isBetween(1.0, 5.0);
        assertThat(json(npy, "--kernel", "polynomial", "--degree", 1, "--offset", 0)
                        .get("vs")
                        .asDouble())
                .isCloseTo(json(npy).get("vs").asDouble(), within(1e-11));
        assertThat(json(npy, "--kernel", "linear").get("kernel").asString()).isEqualTo("linear");
        assertThat(json(npy, "--kernel", "pixel").get("kernel").asString()).isEqualTo("pixel");
        Path kernel = npy("kernel.npy", new double[][] {{1, 0.5}, {0.5, 1}});
        JsonNode precomputed = json(kernel, "--kernel", "precomputed", "--q", 2);
        assertThat(precomputed.get("q").get("2").asDouble()).isCloseTo(1.6, within(1e-12));
        assertThat(precomputed.get("d").isNull()).isTrue();
        Path texts = Files.writeString(folder.resolve("lines.txt"), "a b\na c\n");
        assertThat(json(texts, "--kernel", "words", "--q", 2).get("q").get("2").asDouble())
                .isCloseTo(1.6, within(1e-12));
    }

    @Test
    void theBootstrapIsRepeatable() {
        JsonNode first = json(npy, "--bootstrap", 50, "--seed", 4).get("bootstrap");
        assertThat(json(npy, "--bootstrap", 50, "--seed", 4).get("bootstrap")).isEqualTo(first);
        assertThat(first.get("1").get("low").asDouble())
                .isLessThan(first.get("1").get("high").asDouble());
    }

    @Test
    void setsOfDifferentSizeNeedAnAlignment() throws IOException {
        double[][] more = IntStream.range(0, N + 5).mapToObj(i -> rows[i % N]).toArray(double[][]::new);
        Path added = npy("added.npy", more);
        refused(1, "say with --align first, mean or source-index", added, "--against", npy);
        assertThat(json(added, "--against", npy, "--align", "first").get("rho").asDouble())
                .isCloseTo(1, within(1e-12));
        assertThat(json(added, "--against", npy, "--align", "MEAN").get("rho").asDouble())
                .isBetween(0.0, 1.0);
        Path sources = Files.writeString(
                folder.resolve("sources.txt"),
                IntStream.range(0, N + 5).mapToObj(i -> i % N + "\n").collect(Collectors.joining()));
        assertThat(json(added, "--against", npy, "--align", "source-index", "--source-index", sources)
                        .get("rho")
                        .asDouble())
                .isCloseTo(1, within(1e-12));
        refused(2, "go together", added, "--against", npy, "--align", "source-index");
        refused(2, "--against", added, "--align", "first");
    }

    @Test
    void aTableForPeopleHasEveryScore() throws IOException {
        CommandLineRun run = CommandLineRun.of("vendi", npy, "--q", "0,1", "--against", npy, "--bootstrap", 39, "-q");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("30 samples of 4 dimensions, cosine", "Vendi Score", "95 % from", "rho 1.0");
    }

    @Test
    void oneSampleAndSamplesAllAlikeScoreOneWithAWord() throws IOException {
        CommandLineRun one = CommandLineRun.of("vendi", npy("one.npy", new double[][] {{1, 2}}), "--format", "json");
        assertThat(one.code()).isZero();
        assertThat(one.err()).contains("one sample: its score is 1");
        assertThat(one.out()).contains("\"vs\":1.0");
        CommandLineRun alike =
                CommandLineRun.of("vendi", npy("alike.npy", new double[][] {{1, 2}, {1, 2}, {2, 4}}), "--q", "0");
        assertThat(alike.code()).isZero();
        assertThat(alike.err()).contains("all 3 samples are alike");
    }

    @Test
    void whatCannotBeUsedIsNamedInOneLine() throws IOException {
        refused(1, "row 2 holds NaN in column 1", npy("nan.npy", new double[][] {{1, 2}, {3, 4}, {5, Double.NaN}}));
        refused(1, "row 1 (from 0) is the zero vector", npy("zero.npy", new double[][] {{1, 2, 3}, {0, 0, 0}}));
        refused(1, "no such file", folder.resolve("absent.npy"));
        refused(1, "is empty", Files.createFile(folder.resolve("empty.csv")));
        refused(1, "is empty", Files.createFile(folder.resolve("empty.npy")));
        refused(1, "no line but the names", write("head.csv", "a,b\n"));
        refused(1, "line 3: 3 cells; the first line has 2", write("ragged.csv", "1,2\n3,4\n5,6,7\n"));
        refused(1, "line 2: 1 cells; the first line has 2", write("short.csv", "1,2\n3\n"));
        refused(1, "line 3: column b holds x, not a finite number", write("text.csv", "a,b\n1,2\n3,x\n"));
        refused(1, "line 2: column b is empty", write("gap.csv", "a,b\n1,\n"));
        refused(2, "no column z", write("columns.csv", "a,b\n1,2\n"), "--columns", "z");
        refused(1, "cannot be read as Parquet", write("broken.parquet", "this is no table"));
        refused(2, "takes texts", npy, "--kernel", "words");
        refused(2, "--q x", npy, "--q", "1,x");
        refused(2, "--q -1", npy, "--q=-1");
        refused(2, "at least 39", npy, "--bootstrap", 5);
        refused(2, "positive number", npy, "--kernel", "rbf", "--bandwidth", -1);
        refused(2, "--bandwidth 0.0: a positive number", npy, "--kernel", "rbf", "--bandwidth", 0);
        refused(2, "--gamma 0.0: a positive number", npy, "--kernel", "polynomial", "--gamma", 0);
        refused(2, "--ngram 0: a positive number", write("two.txt", "a b\nc d\n"), "--kernel", "words", "--ngram", 0);
        refused(2, "--ngram belongs to --kernel characters or words", npy, "--ngram", 2);
        refused(2, "--bandwidth belongs to --kernel rbf", npy, "--bandwidth", 2);
        refused(2, "--degree belongs to --kernel polynomial", npy, "--kernel", "rbf", "--degree", 2);
        refused(2, "--embed x.pt makes vectors of texts and images", npy, "--embed", "x.pt");
        refused(2, "--embed x.onnx makes", write("two.txt", "a\nb\n"), "--kernel", "words", "--embed", "x.onnx");
        refused(2, "--tokenizer t.json belongs to --embed", npy, "--tokenizer", "t.json");
        refused(2, "--split test is a part of an image data set", npy, "--split", "test");
        refused(2, "no column z", write("texts.csv", "a,b\nx,y\n"), "--column", "z", "--kernel", "words");
        refused(1, "3 weights", npy, "--weights", write("weights.txt", "1\n1\n1\n"));
        refused(1, "1 labels", npy, "--labels", write("labels.txt", "a\n"));
        refused(2, "holds no array kind", npy, "--labels", "kind");
        refused(1, "is 30 x 4", npy, "--kernel", "precomputed");
        refused(1, "shape 3; a row a sample", vector());
    }

    private Path vector() throws IOException {
        return array("vector.npy", "(3,)", new double[][] {{1, 2, 3}});
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void refused(int code, String words, Object... arguments) {
        CommandLineRun run = run(arguments, "-q");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("eigensweep")
                .contains(words);
    }

    private static JsonNode json(Object... arguments) {
        CommandLineRun run = run(arguments, "-q", "--format", "json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }

    private static CommandLineRun run(Object[] arguments, Object... more) {
        Object[] all = new Object[1 + arguments.length + more.length];
        all[0] = "vendi";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        System.arraycopy(more, 0, all, 1 + arguments.length, more.length);
        return CommandLineRun.of(all);
    }

    /// The samples as CSV.
    private Path table(String name, @Nullable String head, @Nullable List<String> labels) throws IOException {
        StringBuilder text = new StringBuilder(head == null ? "" : head + "\n");
        for (int i = 0; i < N; i++) {
            text.append(Arrays.stream(rows[i]).mapToObj(Double::toString).collect(Collectors.joining(",")));
            text.append(labels == null ? "" : "," + labels.get(i)).append('\n');
        }
        return write(name, text.toString());
    }

    private Path parquet(Path csv, String query) throws SQLException {
        Path parquet = folder.resolve("rows-" + query.hashCode() + ".parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (WITH csv AS (FROM read_csv('" + csv + "', header = true)) " + query + ") TO '"
                    + parquet + "' (FORMAT parquet)");
        }
        return parquet;
    }

    private Path npy(String name, double[][] values) throws IOException {
        return array(name, "(" + values.length + ", " + values[0].length + ")", values);
    }

    private Path array(String name, String shape, double[][] values) throws IOException {
        String header = String.format(Locale.ROOT, "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", shape);
        byte[] text = (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + 8 * values.length * values[0].length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.putShort((short) text.length).put(text);
        for (double[] row : values) {
            for (double value : row) {
                bytes.putDouble(value);
            }
        }
        return Files.write(folder.resolve(name), bytes.array());
    }
}
