package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.files.Cache;
import eigensweep.lab.images.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// From texts and images to their score in one command.
class VendiSourcesTest {

    @TempDir
    private Path folder;

    @Test
    void aThousandSentencesThroughMiniLm() throws IOException {
        assumeTrue(
                Files.isRegularFile(Cache.folder().resolve("models/minilm/all-minilm-l6-v2-tokenizer.json")),
                "all-MiniLM-L6-v2 is not in the cache; `scripts/eigensweep demo` fetches it");
        List<String> sentences = Sentences.of(1, 1000);
        Path original = Files.write(folder.resolve("original.txt"), sentences);
        Path swapped = Files.write(folder.resolve("swapped.txt"), Sentences.swapped(sentences, 1));
        JsonNode json = json(swapped, "--against", original, "--q", "1,2");
        assertThat(json.get("n").asInt()).isEqualTo(1000);
        assertThat(json.get("d").asInt()).isEqualTo(384);
        double rho = json.get("rho").asDouble();
        assertThat(rho).isBetween(0.5, 0.999);
        assertThat(json.get("weighted").asDouble())
                .isCloseTo(rho * json.get("vs").asDouble(), within(1e-12));
        assertThat(json(original, "--against", original).get("rho").asDouble()).isEqualTo(1);
    }

    @Test
    void aColumnOfATableHoldsTexts() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "id,text\n1,a b\n2,c d\n");
        JsonNode json = json(table, "--column", "text", "--kernel", "words");
        assertThat(json.get("kernel").asString()).isEqualTo("words");
        assertThat(json.get("vs").asDouble()).isCloseTo(2, within(1e-12));
        Path lines = Files.writeString(folder.resolve("lines.jsonl"), "{\"text\": \"a b\"}\n{\"text\": \"a b\"}\n");
        assertThat(json(lines, "--kernel", "words").get("vs").asDouble()).isEqualTo(1);
    }

    @Test
    void theDigitsByTheirPixelsAndWithinEachClass() {
        JsonNode json = json("digits", "--labels", "class");
        assertThat(json.get("n").asInt()).isEqualTo(1797);
        assertThat(json.get("d").asInt()).isEqualTo(64);
        double whole = json.get("vs").asDouble();
        assertThat(json.get("classes")).hasSize(10);
        assertThat(json.get("intra_class").get("1").asDouble())
                .as("a digit is less diverse than all digits")
                .isLessThan(whole);
    }

    @Test
    void aReportIsAPageWithPicturesAndNumbers() throws IOException {
        Path kept = folder.resolve("kept");
        CommandLineRun run = CommandLineRun.of("vendi", "digits", "--labels", "class", "-q", "-o", kept);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(kept.resolve("report.html")))
                .contains("These 1797 samples", "data-id=\"orders\"", "data-id=\"classes\"")
                .doesNotContainPattern("(src|href)=\"(?!#)")
                .doesNotContain("{{", "NaN");
        assertThat(new ObjectMapper()
                        .readTree(kept.resolve("vendi.json").toFile())
                        .get("n")
                        .asInt())
                .isEqualTo(1797);
        assertThat(kept.resolve("figures/eigenvalues.svg")).isNotEmptyFile();
    }

    @Test
    void aFolderOfImages() throws IOException {
        for (int i = 0; i < 3; i++) {
            BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i, i, 0xffffff);
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
        JsonNode json = json(folder);
        assertThat(json.get("d").asInt()).isEqualTo(3 * 5 * 6);
        assertThat(json.get("vs").asDouble())
                .as("three images that share no pixel")
                .isCloseTo(3, within(1e-9));
        Files.write(folder.resolve("3.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
        CommandLineRun broken = CommandLineRun.of("vendi", folder, "-q");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.errLines()).singleElement().asString().contains("3.png");
    }

    /// Two of six images are broken: what is left scores as those four by themselves, and each keeps its class and
    /// label.
    @Test
    void brokenImagesAreSkippedWhereThatIsAskedFor() throws IOException {
        Path all = folder.resolve("all");
        Path whole = folder.resolve("whole");
        for (int i = 0; i < 6; i++) {
            String name = (i < 3 ? "a/" : "b/") + i + ".png";
            byte[] png = Files.readAllBytes(Images.png(all.resolve(name), 6, 6, i));
            if (i == 0 || i == 4) {
                Files.write(all.resolve(name), Arrays.copyOf(png, 60));
            } else {
                Images.png(whole.resolve(name), 6, 6, i);
            }
        }
        JsonNode expected = json(whole, "--labels", "class");
        CommandLineRun run = CommandLineRun.of("vendi", all, "--skip-broken", "--labels", "class");
        assertThat(run.code()).isZero();
        assertThat(run.errLines())
                .contains(all + ": 2 of 6 images are broken and skipped: " + all.resolve("a/0.png") + ", "
                        + all.resolve("b/4.png"));
        assertThat(run.out()).contains("4 samples of 108 dimensions, cosine (2 broken images skipped)");
        JsonNode skipped = json(all, "--skip-broken", "--labels", "class");
        assertThat(skipped.get("vs")).isEqualTo(expected.get("vs"));
        assertThat(skipped.get("classes")).isEqualTo(expected.get("classes"));
        assertThat(skipped.get("skipped")).hasSize(2);
        Path labels = Files.writeString(folder.resolve("labels.txt"), "a\na\na\nb\nb\nb\n");
        assertThat(json(all, "--skip-broken", "--labels", labels).get("classes"))
                .isEqualTo(expected.get("classes"));

        assertThat(json(all, "--skip-broken", "--against", all).get("rho").asDouble())
                .isEqualTo(1);
        Images.png(whole.resolve("a/0.png"), 6, 6, 0);
        Files.copy(all.resolve("b/4.png"), whole.resolve("b/4.png"));
        CommandLineRun shifted = CommandLineRun.of("vendi", all, "--skip-broken", "--against", whole, "-q");
        assertThat(shifted.code()).isEqualTo(1);
        assertThat(shifted.errLines())
                .containsExactly("eigensweep: " + all + ": leaves out items 1, 5, and " + whole
                        + " item 5: rows no longer belong together; remove the same from both first, or --align mean");
        assertThat(CommandLineRun.of("vendi", all, "-q").errLines())
                .as("vectors that were kept are no reason to skip now")
                .singleElement()
                .asString()
                .contains("0.png: cannot be decoded", "skip broken images (vendi --skip-broken)");
    }

    @Test
    void aFolderWithoutImagesIsRefused() {
        CommandLineRun run = CommandLineRun.of("vendi", folder, "-q");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errLines()).singleElement().asString().contains("no images");
    }

    @Test
    void rowsOfTextsThatAreBlankInOneSetOnlyBelongToNoOthers() throws IOException {
        Path one = Files.writeString(folder.resolve("one.csv"), "text,d\na b,1\n,2\nc d,3\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "text,d\n,1\na b,2\nc d,3\n");
        CommandLineRun run =
                CommandLineRun.of("vendi", one, "--column", "text", "--kernel", "words", "--against", other, "-q");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("leaves out item 2, and", "item 1: rows no longer belong together");
    }

    private static JsonNode json(Object... arguments) {
        Object[] all = new Object[arguments.length + 4];
        all[0] = "vendi";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "-q";
        all[arguments.length + 2] = "--format";
        all[arguments.length + 3] = "json";
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }
}
