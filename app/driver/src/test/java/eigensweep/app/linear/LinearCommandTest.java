package eigensweep.app.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LinearCommandTest {

    private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Orthogonal columns of squared lengths 4 and 16; `X^T y` is (2, 8).
    private static final double[] X = {1, 2, 1, -2, 1, 2, 1, -2};

    private static final double[] Y = {1.5, -0.5, 1.5, -0.5};

    @TempDir
    private Path folder;

    private Path csv;

    @BeforeEach
    void table() throws IOException {
        csv = Files.writeString(folder.resolve("data.csv"), "a,price,b\n1,1.5,2\n1,-0.5,-2\n1,1.5,2\n1,-0.5,-2\n");
    }

    private static JsonNode run(Object... arguments) {
        Object[] all = new Object[arguments.length + 7];
        System.arraycopy(
                new Object[] {"linear", "-q", "--format", "json", "--width", "20", "--draws=50"}, 0, all, 0, 7);
        System.arraycopy(arguments, 0, all, 7, arguments.length);
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    private static double weight(JsonNode results, int solution, int feature) {
        return results.get("solutions").get(solution).get("w").get(feature).asDouble();
    }

    /// By hand: least squares (2/4, 8/16); ridge 4 (2/8, 8/20); dropout 0.5 (2/6, 8/24); its diagonal form adds
    /// 0.5 * 20/2 = 5 (2/9, 8/21); by masks twice the lengths (2/8, 8/32).
    @Test
    void everySolutionIsTheOneByHand() {
        JsonNode results = run(csv, "--target", "price", "--ridge", "4", "--keep", "0.5");
        double[][] expected = {
            {0.5, 0.5}, {0.25, 0.4}, {1.0 / 3, 1.0 / 3}, {2.0 / 9, 8.0 / 21}, {0.25, 0.25},
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat(weight(results, i, 0)).isCloseTo(expected[i][0], within(1e-13));
            assertThat(weight(results, i, 1)).isCloseTo(expected[i][1], within(1e-13));
        }
        assertThat(results.get("eigenvalues").get(0).asDouble()).isCloseTo(4, within(1e-12));
        assertThat(results.get("eigenvalues").get(1).asDouble()).isCloseTo(16, within(1e-12));
        assertThat(results.get("unevenness").asDouble()).isCloseTo(0.6, within(1e-13));
        JsonNode target = results.get("isotropic_target");
        assertThat(target.get("sum_inverse_squares").asDouble()).isCloseTo(1.0 / 16 + 1.0 / 256, within(1e-13));
        assertThat(results.get("augmentation").get("trace_x").asDouble()).isEqualTo(20);
        assertThat(results.get("augmentation").get("defect").asDouble()).isCloseTo(0, within(1e-12));
        assertThat(results.get("layerwise").size()).isEqualTo(4);
    }

    @Test
    void everyKindOfFileGivesTheSame() throws IOException {
        Path both = folder.resolve("both.safetensors");
        SafetensorsWriter.write(both, List.of(entry("x", X, 4, 2), entry("y", Y, 4)));
        Path alone = folder.resolve("x.safetensors");
        SafetensorsWriter.write(alone, List.of(entry("x", X, 4, 2)));
        Path target = folder.resolve("y.safetensors");
        SafetensorsWriter.write(target, List.of(entry("y", Y, 4, 1)));
        Path together = folder.resolve("together.safetensors");
        SafetensorsWriter.write(
                together, List.of(entry("xy", new double[] {1, 1.5, 2, 1, -0.5, -2, 1, 1.5, 2, 1, -0.5, -2}, 4, 3)));
        JsonNode expected = run(csv, "--target", "price").get("solutions");
        assertThat(run(both, "--target", "y").get("solutions")).isEqualTo(expected);
        assertThat(run(alone, "--target", target).get("solutions")).isEqualTo(expected);
        assertThat(run(together, "--target", "2").get("solutions")).isEqualTo(expected);
        Path shouted = Files.copy(csv, folder.resolve("DATA.CSV"));
        assertThat(run(shouted, "--target", "price").get("solutions")).isEqualTo(expected);
    }

    /// As `vendi` takes them.
    @Test
    void wholeNumbersAreNumbersToo() throws IOException {
        int[] xy = {3, 1, 1, -2, 4, 0, 5, 2, 1};
        Path whole = folder.resolve("whole.safetensors");
        SafetensorsWriter.write(whole, List.of(new Entry("xy", DType.I32, new long[] {3, 3}, data -> {
            for (int i = 0; i < xy.length; i++) {
                data.setAtIndex(I32, i, xy[i]);
            }
        })));
        Path text = Files.writeString(folder.resolve("whole.csv"), "a,b,c\n3,1,1\n-2,4,0\n5,2,1\n");
        assertThat(run(whole, "--target", "3").get("solutions"))
                .isEqualTo(run(text, "--target", "c").get("solutions"));
    }

    private static Entry entry(String name, double[] values, long... shape) {
        return new Entry(name, DType.F64, shape, data -> {
            for (int i = 0; i < values.length; i++) {
                data.setAtIndex(F64, i, values[i]);
            }
        });
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        Object[] line = {"linear", "--synthetic", "80,6", "--seed", "3", "--width", "30", "--draws", "100", "-q"};
        CommandLineRun first = CommandLineRun.of(line);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(CommandLineRun.of(line).out()).isEqualTo(first.out());
        line[4] = "4";
        assertThat(CommandLineRun.of(line).out()).isNotEqualTo(first.out());
        assertThat(first.out())
                .contains("least squares", "dropout, diagonal", "sum 1 / lambda^2", "2 tr X^T E", "centred ReLU");
    }

    @Test
    void aReportIsAPageWithPicturesAndNumbers() throws IOException {
        Path kept = folder.resolve("kept");
        CommandLineRun run =
                CommandLineRun.of("linear", "--synthetic", "60,5", "--width", "30", "--draws", "50", "-q", "-o", kept);
        assertThat(run.code()).as(run.err()).isZero();
        String page = Files.readString(kept.resolve("report.html"));
        assertThat(page)
                .contains(
                        "synthetic 60 x 5", "Content-Security-Policy", "data-id=\"spread\"", "data-id=\"layers-relu\"")
                .doesNotContainPattern("(src|href)=\"(?!#)")
                .doesNotContain("{{", "unsafe-", "@import", "url(");
        try (var files = Files.list(kept.resolve("figures"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "eigenvalues.svg",
                            "weights.svg",
                            "norms.svg",
                            "augmentation.svg",
                            "spread.svg",
                            "layers-absolute.svg",
                            "layers-cosine.svg",
                            "layers-relu.svg",
                            "layers-identity.svg");
        }
        JsonNode numbers = JsonMapper.shared().readTree(Files.readString(kept.resolve("linear.json")));
        assertThat(numbers.get("solutions").size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linear                                    | 2 | either DATA with --target, or --synthetic",
                "linear data.csv                           | 2 | --target is missing",
                "linear data.csv --target cost             | 2 | no column cost",
                "linear data.csv --target a --ridge 0      | 2 | --ridge 0.0: above 0",
                "linear data.csv --target a --keep 1       | 2 | --keep 1.0: between 0 and 1",
                "linear data.csv --target a --noise -1     | 2 | --noise -1.0",
                "linear --synthetic 5                      | 2 | two sizes",
                "linear --synthetic 5,0                    | 2 | two sizes",
                "linear --synthetic 5,x                    | 2 | --synthetic",
                "linear --synthetic 5,2 --draws 1          | 2 | --draws 1",
                "linear --synthetic 5,2 --backend abacus   | 2 | abacus",
                "linear broken.csv --target y              | 1 | line 3: column x holds NaN",
                "linear hole.csv --target y                | 1 | line 2: column x is empty",
                "linear zero.csv --target y                | 2 | feature 2 is 0 everywhere",
                "linear flat.csv --target y                | 2 | is 0 everywhere",
                "linear absent.npy --target 1              | 1 | absent.npy: no such file or folder",
                "linear absent.csv --target y              | 1 | absent.csv: no such file or folder",
                "linear large.csv --target y               | 1 | large.csv: ",
                "linear --synthetic 10,100000              | 2 | at most 2048 features"
            })
    void whatCannotBeDoneIsOneLine(String line, int code, String problem) throws IOException {
        Files.writeString(folder.resolve("broken.csv"), "x,y\n1,2\nNaN,3\n");
        Files.writeString(folder.resolve("hole.csv"), "x,y\n,2\n1,3\n");
        Files.writeString(folder.resolve("zero.csv"), "x,z,y\n1,0,2\n2,0,3\n");
        Files.writeString(folder.resolve("flat.csv"), "x,y\n1,0\n2,0\n");
        Files.writeString(folder.resolve("large.csv"), "x,y\n1e200,1\n2e200,0\n");
        Object[] words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
            if (words[i].toString().contains(".csv") || words[i].toString().contains(".npy")) {
                words[i] = folder.resolve(words[i].toString()).toString();
            }
        }
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .filteredOn(text -> !text.startsWith("backend: ") && !text.contains(" taken"))
                .hasSize(1);
        assertThat(run.err()).contains(problem).doesNotContain("internal error");
    }

    @Test
    void helpTeaches() {
        CommandLineRun run = CommandLineRun.of("linear", "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("--target", "--synthetic", "--keep", "Examples:", "docs/linear-theory.md");
    }
}
