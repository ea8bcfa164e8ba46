package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.app.terminal.ExitCode;
import eigensweep.data.DataException;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Preprocessing;
import eigensweep.lab.images.Recorded;
import eigensweep.lab.images.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Models that take all there is (scripts/references/hostile_models.py): they end with the process they run
/// in, in one line, within what a process may take.
@Timeout(120)
class HostileModelsTest {

    private static final Path GOOD = file("good.onnx");
    private static final Path WORDS = file("good-tokenizer.json");

    /// What the JVM takes and 500 MiB.
    private static final Allowance LITTLE = new Allowance(1700, Duration.ofSeconds(90), Duration.ofSeconds(90));

    private static final Allowance BRIEF = new Allowance(6000, Duration.ofSeconds(90), Duration.ofSeconds(1));

    private static Path file(String name) {
        return Recorded.file("hostile/" + name);
    }

    private static void assertRefused(SentenceModel model, Allowance allowance, String because) {
        assertThatThrownBy(() -> {
                    try (Embedder<String> embedder = EmbeddingProcess.start(model, 1, allowance)) {
                        embedder.embed(List.of("a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
                    }
                })
                .isInstanceOf(DataException.class)
                .hasMessageContaining(because)
                .message()
                .startsWith(model.onnx().toString())
                .doesNotContain("\n");
    }

    @Test
    void aGoodModelGivesWhatItGivesInThisProcess() {
        SentenceModel model = SentenceModel.of(GOOD, WORDS);
        List<String> texts = List.of("a b a", "aa", "something else");
        try (Embedder<String> apart = model.open(1);
                Embedder<String> here = model.load(1, () -> {})) {
            float[][] vectors = apart.embed(texts);
            assertThat(vectors).isDeepEqualTo(here.embed(texts)).hasDimensions(3, 2);
            assertThat(apart.embed(texts.subList(0, 1))).hasDimensions(1, 2);
            assertThat(vectors[2]).containsExactly(0, 1); // Unknown words are token 0: the vector (0, 0 + 1).
        }
    }

    /// 64 normalisers that each write every `a` twice: `2^64` letters.
    @Test
    void aTokeniserThatDoublesTextsMeetsTheLimitOfMemory() {
        assumeThat(System.getProperty("os.name"))
                .as("a system that counts addresses")
                .isEqualTo("Linux");
        assertRefused(
                SentenceModel.of(GOOD, file("doubling-tokenizer.json")),
                LITTLE,
                "needs more than the 1700 MiB that it may take");
    }

    /// The library panics where a regular expression goes back too often; before, that was the end of the
    /// program.
    @Test
    void aTokeniserWhoseRegularExpressionAborts() {
        assertRefused(
                SentenceModel.of(GOOD, file("aborting-tokenizer.json")), LITTLE, "made the library that runs it fail");
    }

    @Test
    void aNetworkOfFourBillionNumbersAText() {
        assumeThat(System.getProperty("os.name"))
                .as("a system that counts addresses")
                .isEqualTo("Linux");
        assertRefused(SentenceModel.of(file("expanding.onnx"), WORDS), LITTLE, "ONNX Runtime cannot run it");
    }

    @Test
    void aNetworkWithoutEnd() {
        assertRefused(SentenceModel.of(file("endless.onnx"), WORDS), BRIEF, "was stopped after the 1 s");
    }

    @Test
    void aProgramWithoutEnd() {
        Preprocessing small = new Preprocessing(2, 2, Resampling.BILINEAR, Normalisation.UNIT);
        TorchScriptImageModel model = new TorchScriptImageModel(file("endless.pt"), small);
        Image image = new Image(new ImageShape(3, 2, 2), 255, new byte[12]);
        try (Embedder<Image> embedder = EmbeddingProcess.start(model, 1, BRIEF)) {
            assertThatThrownBy(() -> embedder.embed(List.of(image)))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file("endless.pt") + ": was stopped after the 1 s");
        }
    }

    @Test
    void aTextWithoutEndIsCut() {
        SentenceModel model = SentenceModel.of(GOOD, WORDS);
        assertThat(model.longest()).isEqualTo(256 * 256);
        String text = "a ".repeat(10_000_000);
        assertThat(model.prepare(text)).hasSize(256 * 256);
        assertThat(model.prepare("short")).isEqualTo("short");
        // A character of two halves is not cut in two.
        String faces = "a" + "\uD83D\uDE00".repeat(40_000);
        assertThat(model.prepare(faces)).hasSize(256 * 256 - 1).endsWith("\uD83D\uDE00");
    }

    /// 60 s and 1 s a MB; 4 bytes a byte: what a model is allowed follows from its size, not from what stands
    /// in it.
    @Test
    void whatIsAllowedFollowsFromTheSizeOfTheFiles() {
        Allowance allowance = Allowance.of(SentenceModel.of(GOOD, WORDS), 2);
        assertThat(allowance.step()).isEqualTo(Duration.ofSeconds(62)); // two files of less than 1 MB
        assertThat(allowance.mebibytes()).isEqualTo(1200 + 1024 + 4 * 2 + 24 * 2);
    }

    @Test
    void aTokeniserThatAbortsIsALine(@TempDir Path folder) throws IOException {
        Path texts = Files.writeString(folder.resolve("texts.txt"), "a b\n" + "a".repeat(60) + "c\n");
        CommandLineRun run = CommandLineRun.of(
                "vendi",
                texts,
                "--embed",
                Recorded.file("hostile/good.onnx"),
                "--tokenizer",
                Recorded.file("hostile/aborting-tokenizer.json"),
                "-q");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("aborting-tokenizer.json: made the library that runs it fail");
    }
}
