package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.app.terminal.ExitCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `train`, and `hessian` on what it leaves: files, formats, options, refusals.
class TrainCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private Path recipe(String text) throws IOException {
        return Files.writeString(folder.resolve("r.yaml"), text);
    }

    /// Images around a level of grey.
    private void images(String place, int grey, int count) throws IOException {
        Path to = Files.createDirectories(folder.resolve(place));
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(grey * 1000L + i);
            BufferedImage picture = new BufferedImage(6, 6, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < 36; pixel++) {
                picture.setRGB(pixel % 6, pixel / 6, 0x010101 * (grey + random.nextInt(-20, 21)));
            }
            ImageIO.write(picture, "png", to.resolve("i" + i + ".png").toFile());
        }
    }

    /// Of a folder with domains one is trained on. Another shows the same, a third one has bright and dark
    /// exchanged: whoever learned the first is wrong on it.
    @Test
    void everyDomainIsEvaluated() throws IOException {
        for (String domain : List.of("photo", "sketch")) {
            images("set/" + domain + "/bright", 200, domain.equals("photo") ? 24 : 10);
            images("set/" + domain + "/dark", 50, domain.equals("photo") ? 24 : 10);
        }
        images("set/negative/bright", 50, 7);
        images("set/negative/dark", 200, 7);
        Path recipe = recipe(String.format(Locale.ROOT, """
                data: {name: %s, split: photo, holdout: 0.25, ood: [sketch, negative], size: 6}
                model: {name: mlp, hidden: [8]}
                schedule: {learning_rate: 0.1}
                epochs: 15
                batch: 8
                """, folder.resolve("set")));

        CommandLineRun run = CommandLineRun.of("train", recipe, "-o", folder.resolve("out"), "--format", "json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode scores = JSON.readTree(folder.resolve("out/evaluation.json").toFile());
        assertThat(JSON.readTree(run.out())).isEqualTo(scores);
        assertThat(StreamSupport.stream(scores.spliterator(), false)
                        .map(score -> score.get("split").asString() + " " + score.get("n")))
                .containsExactly("test 12", "sketch 20", "negative 14");
        assertThat(scores.get(0).get("accuracy").asDouble()).isEqualTo(1);
        assertThat(scores.get(1).get("accuracy").asDouble()).isEqualTo(1);
        assertThat(scores.get(2).get("accuracy").asDouble()).isZero();
        // Sure of itself and always wrong: the error of calibration is the confidence, at least a half.
        assertThat(scores.get(2).get("ece").asDouble()).isBetween(0.5, 1.0);
        assertThat(scores.get(2).get("nll").asDouble()).isGreaterThan(Math.log(2));
    }

    @Test
    void hessianReadsWhatTrainLeft() throws IOException {
        Path recipe = recipe("model: {name: mlp, hidden: [4]}\nepochs: 1\n");
        Path out = folder.resolve("out");
        assertThat(CommandLineRun.of("train", recipe, "-q", "-o", out).code()).isZero();

        CommandLineRun table = CommandLineRun.of("hessian", out, "--images", 64, "--probes", 4, "--top", 1);
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out().lines().map(line -> line.strip().replaceFirst(" {2,}.*", "")))
                .containsExactly(
                        "quantity",
                        "trace",
                        "of 0.weight",
                        "of 0.bias",
                        "of 2.weight",
                        "of 2.bias",
                        "",
                        "eigenvalue",
                        "1");
        assertThat(table.out()).containsPattern("eigenvalue +value +residual");
        assertThat(table.err()).contains("310 parameters", "64 images", "4 products");

        CommandLineRun json = CommandLineRun.of(
                "hessian",
                out.resolve("initial.safetensors"),
                "--images",
                64,
                "--probes",
                300,
                "--error",
                0.2,
                "--top",
                2,
                "--density",
                2,
                "--density-steps",
                5,
                "--precision",
                "f64",
                "--batch",
                50,
                "--format",
                "json");
        assertThat(json.code()).as(json.err()).isZero();
        JsonNode found = JSON.readTree(json.out());
        assertThat(found.get("products").asInt()).isBetween(10, 299);
        double trace = found.get("trace").asDouble();
        assertThat(found.get("standard_error").asDouble()).isBetween(0.0, 0.2 * trace);
        assertThat(StreamSupport.stream(found.get("arrays").spliterator(), false)
                        .mapToDouble(array -> array.get("trace").asDouble())
                        .sum())
                .isCloseTo(trace, within(1e-9 * trace));
        assertThat(found.get("eigenvalues")).hasSize(2);
        assertThat(StreamSupport.stream(found.get("density").spliterator(), false)
                        .mapToDouble(node -> node.get(1).asDouble())
                        .sum())
                .isCloseTo(1, within(1e-9));

        CommandLineRun quantiles = CommandLineRun.of(
                "hessian", out, "--images", 64, "--probes", 2, "--top", 0, "--density", 2, "--density-steps", 5, "-q");
        assertThat(quantiles.code()).as(quantiles.err()).isZero();
        List<Double> rising = quantiles
                .out()
                .lines()
                .filter(line -> line.contains("%"))
                .map(line -> Double.parseDouble(line.replaceFirst(".*% +", "")))
                .toList();
        assertThat(rising).hasSize(9).isSorted();

        CommandLineRun elsewhere = CommandLineRun.of(
                "hessian",
                Files.copy(out.resolve("model.safetensors"), folder.resolve("m.safetensors")),
                "--recipe",
                recipe,
                "--method",
                "hutch_plus_plus",
                "--probes",
                6,
                "--images",
                64,
                "--top",
                0);
        assertThat(elsewhere.code()).as(elsewhere.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | nowhere | data: {name: NOWHERE}
            2 | r.yaml, line 1: name is one of | model: {name: vgg}
            2 | r.yaml, line 1: unknown key    | epoch: 3
            2 | r.yaml, line 1: | data: {holdout: 1.5}
            2 | r.yaml                 | batch: 0
            """)
    void whatCannotBeTrainedIsSaidInOneLine(int code, String because, String text) throws IOException {
        Path recipe = recipe(text.replace("NOWHERE", folder.resolve("nowhere").toString()));
        CommandLineRun run = CommandLineRun.of("train", recipe, "-o", folder.resolve("out"));
        assertOneLine(run, code, because);
    }

    @Test
    void aMissingRecipeIsNamed() {
        assertOneLine(CommandLineRun.of("train", folder.resolve("none.yaml")), ExitCode.FAILED, "none.yaml");
    }

    /// Whatever it is for: training, test, or another distribution. The folder is left to the recipe as it will be
    /// mended.
    @ParameterizedTest
    @ValueSource(strings = {"split: nowhere", "test: nowhere", "ood: [nowhere]"})
    void aSplitThatIsNotThereIsNamedWithThoseThatAre(String asked) throws IOException {
        Path out = folder.resolve("out");
        assertOneLine(
                CommandLineRun.of("train", recipe("data: {name: digits, " + asked + "}\nepochs: 1\n"), "-o", out),
                ExitCode.FAILED,
                "digits: has no split nowhere; it has all");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));
        assertOneLine(
                CommandLineRun.of("train", recipe("epochs: 1"), "-o", taken), ExitCode.USAGE, taken + " is a file");
    }

    /// The system keeps other processes out likewise.
    @Test
    void oneTrainingAtATimeIsInAFolder() throws IOException {
        Path recipe = recipe("epochs: 1\nmodel: {hidden: [4]}");
        Path out = Files.createDirectory(folder.resolve("out"));
        try (FileChannel other =
                        FileChannel.open(out.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertOneLine(
                    CommandLineRun.of("train", recipe, "-q", "-o", out),
                    ExitCode.FAILED,
                    out + ": another training is at work in this folder");
        }
        assertThat(CommandLineRun.of("train", recipe, "-q", "-o", out).code()).isZero();
    }

    @Test
    void aFinishedTrainingKeepsItsRecord() throws IOException {
        Path recipe = recipe("epochs: 1\nmodel: {hidden: [4]}");
        Path out = folder.resolve("out");
        CommandLineRun first = CommandLineRun.of("train", recipe, "-o", out);
        String record = Files.readString(out.resolve("run.json"));
        CommandLineRun second = CommandLineRun.of("train", recipe, "-o", out);
        assertThat(second.code()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(out.resolve("run.json")).hasContent(record);
    }

    @Test
    void aFolderBelongsToOneRecipe() throws IOException {
        Path out = folder.resolve("out");
        assertThat(CommandLineRun.of("train", recipe("epochs: 1\nmodel: {hidden: [4]}"), "-q", "-o", out)
                        .code())
                .isZero();
        assertOneLine(
                CommandLineRun.of("train", recipe("epochs: 2\nmodel: {hidden: [4]}"), "-q", "-o", out),
                ExitCode.FAILED,
                "recipe");
    }

    @Test
    void hessianRefusesInOneLine() throws IOException {
        Path weights = Files.write(folder.resolve("w.safetensors"), new byte[] {1, 2, 3});
        assertOneLine(CommandLineRun.of("hessian", weights), ExitCode.FAILED, "there is no recipe.yaml beside it");
        Path recipe = recipe("epochs: 1");
        assertOneLine(CommandLineRun.of("hessian", weights, "--recipe", recipe), ExitCode.FAILED, "w.safetensors");
        assertOneLine(
                CommandLineRun.of("hessian", folder.resolve("none"), "--recipe", recipe), ExitCode.FAILED, "none");
        for (List<String> options : List.of(
                List.of("--probes", "1"),
                List.of("--error", "1.5"),
                List.of("--top", "-1"),
                List.of("--density", "1", "--density-steps", "0"),
                List.of("--images", "0"),
                List.of("--method", "hutch_plus_plus", "--probes", "5"))) {
            Object[] arguments = Stream.concat(Stream.of("hessian", weights, "--recipe", recipe), options.stream())
                    .toArray();
            assertOneLine(CommandLineRun.of(arguments), ExitCode.USAGE, "");
        }
    }

    private static void assertOneLine(CommandLineRun run, int code, String because) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).as(run.err()).hasSize(1);
        assertThat(run.err()).startsWith("eigensweep: ").contains(because).doesNotContain("internal error");
    }
}
