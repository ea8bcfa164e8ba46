package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import eigensweep.lab.network.TrainException;
import eigensweep.table.RecipeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Recipes nobody vetted: one line that names the file, at once, whatever is in them.
@Timeout(20)
class HostileRecipesTest {

    /// A name of a file and 1000 characters of what is in it, with some words around.
    private static final int LONGEST_MESSAGE = 1500;

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("r.yaml"), text);
    }

    private void assertRefused(Path file, String because) {
        Throwable problem = catchThrowable(() -> RecipeFile.read(file));
        assertThat(problem).isInstanceOf(RecipeException.class);
        assertThat(problem.getMessage())
                .contains(file.toString(), because)
                .doesNotContain("\n", "\r", "\u001b")
                .hasSizeLessThan(LONGEST_MESSAGE + file.toString().length());
    }

    static Stream<Arguments> recipes() {
        String laughs = IntStream.range(1, 30)
                .mapToObj(i -> "a" + i + ": &a" + i + " ["
                        + "*a".concat((i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n")
                .collect(Collectors.joining("", "a0: &a0 [lol, lol]\n", "epochs: 1\n"));
        return Stream.of(
                Arguments.of("nested lists", "epochs: " + "[".repeat(100_000), "line 1"),
                Arguments.of("nested mappings in a row", "a: " + "{a: ".repeat(100_000), "line 1"),
                Arguments.of("nested mappings by indentation", nested(400), "line "),
                Arguments.of("a billion laughs", laughs, "line 2: a1 is an alias"),
                Arguments.of("an alias", "epochs: &n 3\nbatch: *n", "line 2: batch is an alias"),
                Arguments.of(
                        "an alias in a list", "seed: &n 3\nmodel:\n  hidden: [1, *n]", "line 3: hidden is an alias"),
                Arguments.of("a merged mapping", "model: &m {dropout: 0.1}\ndata:\n  <<: *m", "line 3: << is an alias"),
                Arguments.of("a huge scalar", "epochs: " + "9".repeat(900_000), "line 1: epochs has a value of 900000"),
                Arguments.of("a huge key", "k".repeat(100_000) + ": 1", "r.yaml"),
                Arguments.of("too large a file", "# " + "x".repeat(2_000_000), "bytes; a recipe has at most"),
                Arguments.of(
                        "a key twice", "epochs: 1\nbatch: 3\nepochs: 2", "line 3, column 7: epochs is given twice"),
                Arguments.of("a tab", "model:\n\tname: mlp", "line 2, column 1: a tab"),
                Arguments.of("two documents", "epochs: 1\n---\nepochs: 2\n", "one document"),
                Arguments.of("nothing", "", "a mapping of keys"),
                Arguments.of("a comment", "# nothing\n", "a mapping of keys"),
                Arguments.of("a list", "- epochs\n- 3\n", "a mapping of keys"),
                Arguments.of("a text", "epochs", "a mapping of keys"),
                Arguments.of("a NUL", "epochs: 1\u0000", "r.yaml"),
                Arguments.of("a key that moves the cursor", "\"\\e[2Jx\": 1", "unknown key ?[2Jx"),
                Arguments.of("a key that is a list", "? [a, b]\n: 1", "line 1"),
                Arguments.of("a mapping for a number", "epochs:\n  many: 3", "line 1: epochs is a whole number"),
                Arguments.of("a list for a number", "epochs: [3]", "line 1: epochs is a whole number"),
                Arguments.of("a mapping for a list", "model: {hidden: {a: 1}}", "hidden holds whole numbers"),
                Arguments.of("a list of lists", "model: {hidden: [[1]]}", "line 1: hidden is a list of plain values"),
                Arguments.of("a long key", "k".repeat(201) + ": 1", "line 1: a key of 201 characters"),
                Arguments.of(
                        "a name of 900 kB", "data: {name: " + "x".repeat(900_000) + "}", "line 1: name has a value of"),
                Arguments.of(
                        "a list without end",
                        "model:\n  hidden: [" + "1,".repeat(200_000) + "1]",
                        "line 2: hidden has more than 1000 values"),
                Arguments.of("threads", "threads: 100000", "line 1: 100000 threads and 1 workers: each is at most"),
                Arguments.of("workers", "workers: 100000", "100000 workers: each is at most 1024"),
                Arguments.of(
                        "layers that overflow",
                        "epochs: 1\nmodel: {hidden: [100000, 100000]}",
                        "line 2: hidden layers of widths [100000, 100000]: 10000000000 weights in one"),
                Arguments.of(
                        "layers that overflow a long",
                        "model: {hidden: [2147483647, 2147483647, 2147483647]}",
                        "line 1: hidden layers of widths"),
                Arguments.of("a batch of all memory", "batch: 2147483647", "batches of 2147483647: each is at most"),
                Arguments.of("epochs without end", "epochs: 2147483647", "2147483647 epochs"),
                Arguments.of("images of 30 GB", "data: {size: 100000}", "images of size 100000: it is from 1 to 4096"),
                Arguments.of("probes without end", "hessian: {probes: 2147483647}", "2147483647 probes"),
                Arguments.of("a window without end", "hessian: {window: 2147483647}", "smoothed over 2147483647"),
                Arguments.of("a gamma that is none", "schedule: {gamma: NaN}", "a gamma of NaN: it is positive"),
                Arguments.of("a device that is none", "device: tpu", "a device 'tpu': known are auto, cpu, cuda"),
                Arguments.of("an epsilon without end", "optimizer: {name: adamw, epsilon: Infinity}", "an epsilon of"),
                Arguments.of("a fraction", "epochs: 1.5", "line 1: epochs is a whole number, not '1.5'"),
                Arguments.of("beyond an int", "epochs: 2147483648", "line 1: epochs is a whole number"),
                Arguments.of("no value", "epochs:", "line 1: epochs has no value"),
                Arguments.of("not a number", "schedule: {learning_rate: NaN}", "line 1"),
                Arguments.of("without end", "schedule: {learning_rate: Infinity}", "line 1"),
                Arguments.of("a tag that names a class", "epochs: !!java.lang.ProcessBuilder [touch, x]", "line 1"),
                Arguments.of("an unclosed quote", "data: {name: \"digits", "line "));
    }

    private static String nested(int depth) {
        return IntStream.range(0, depth).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recipes")
    void isRefusedInOneLine(String name, String text, String because) throws IOException {
        assertRefused(write(text), because);
    }

    /// Each number may be possible, and their product not: 10 layers of 81,000,000 weights; a batch of images
    /// whose first layer has `1438 x 32 x 4096^2` values. It is found out before anything is allocated.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: {hidden: [9000, 9000, 9000]} | more than 100000000 parameters",
                "{data: {size: 4096}, model: {name: cnn}, batch: 100000} | makes a layer of 772020371456 values",
                "{data: {size: 4096}} | ask for a batch of 16 or less"
            })
    void whatIsTooLargeTogetherIsRefusedBeforeItStarts(String text, String because) {
        Recipe recipe = RecipeFile.parse("r.yaml", text);
        assertThatThrownBy(() -> Facts.of(recipe))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining(because);
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        byte[] noise = new byte[4096];
        new SplittableRandom(1).nextBytes(noise);
        assertRefused(Files.write(folder.resolve("noise.yaml"), noise), "is not text in UTF-8");
        byte[] wide = "epochs: 3".getBytes(StandardCharsets.UTF_16);
        assertRefused(Files.write(folder.resolve("wide.yaml"), wide), "is not text in UTF-8");
    }

    /// Whatever a byte of a recipe becomes, it is read or refused; nothing else happens.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutantsAreReadOrRefused(long seed) throws IOException {
        byte[] recipe = """
                data: {name: digits, holdout: 0.2, mean: [0.5], std: [0.25]}
                model:
                  name: mlp
                  hidden: [128, 64]
                schedule: {name: steps, learning_rate: 0.1, milestones: [3, 5]}
                hessian: {every: 10, probes: 3}
                epochs: 3
                """.getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] mutant = recipe.clone();
            for (int k = 0; k < 1 + random.nextInt(3); k++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("mutant.yaml"), mutant);
            try {
                RecipeFile.read(file);
            } catch (RecipeException e) {
                refused++;
                assertThat(e.getMessage()).contains("mutant.yaml").doesNotContain("\n");
            }
        }
        assertThat(refused).isBetween(1, 500);
    }

    @Test
    void aRecipeThatIsMissingOrNoFileIsTheFileSystemsMatter() {
        assertThatThrownBy(() -> RecipeFile.read(folder.resolve("none.yaml"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RecipeFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no regular file");
    }
}
