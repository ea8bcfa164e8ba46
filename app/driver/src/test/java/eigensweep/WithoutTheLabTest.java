package eigensweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.app.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The driver alone: the lab is on no class path here. What needs it is listed, and ends with one line.
class WithoutTheLabTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train recipe.yaml",
                "train --help",
                "hessian run/ --top 3",
                "study run digits-quick --dry-run",
                "augment photo.jpg -o sheet.png",
                "help study run"
            })
    void aCommandOfTheLabSaysThatItNeedsIt(String command) {
        assertNeedsTheLab(CommandLineRun.of((Object[]) command.split(" ")));
    }

    private static void assertNeedsTheLab(CommandLineRun run) {
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("eigensweep: ")
                .contains("needs the lab", "scripts/eigensweep builds it");
    }

    @Test
    void theyAreListedAmongTheOthers() {
        assertThat(CommandLineRun.of("--help").out())
                .containsPattern("(?s)linear .*augment .*train .*hessian .*study .*doctor ")
                .contains("needs the lab");
    }

    @Test
    void textsAndImagesNeedItTooAndTextsAsTheyAreDoNot() throws IOException {
        Path texts = Files.writeString(folder.resolve("lines.txt"), "a cat\na dog\n");
        assertNeedsTheLab(CommandLineRun.of("vendi", texts, "-q"));
        assertNeedsTheLab(CommandLineRun.of("vendi", "digits", "-q"));
        assertThat(CommandLineRun.of("vendi", texts, "--kernel", "words", "-q").code())
                .isZero();
    }

    /// The lab is large: what it could not open either is said at once.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nosuch          | nosuch: no such file or folder, and no data set of that name; known are digits, cifar10,",
                "cifar-10        | did you mean cifar10?",
                "cifar10         | cifar10: is not on this machine and is not fetched for you",
                "nosuch.txt      | nosuch.txt: no such file",
                "nosuch.parquet  | nosuch.parquet: no such file"
            })
    void whatIsNotThereNeedsNoLab(String data, String problem) {
        CommandLineRun run = CommandLineRun.of("vendi", data);
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).singleElement().asString().contains(problem);
    }

    /// The command begins again with the lab; what is said before would be said twice.
    @Test
    void theLabIsAskedForBeforeAnythingIsSaid() throws IOException {
        Path texts = Files.writeString(folder.resolve("lines.txt"), "a cat\n\na dog\n");
        Path results = folder.resolve("results");
        assertThat(CommandLineRun.of("vendi", texts, "--kernel", "words", "-q", "-o", results)
                        .code())
                .isZero();
        assertNeedsTheLab(CommandLineRun.of("vendi", texts, "-o", results));
    }

    /// The lab takes minutes to come.
    @ParameterizedTest
    @ValueSource(strings = {"nosuch.txt", "nosuch.npy", "nosuch.csv", "nosuch"})
    void whatIsNotThereIsSaidFirst(String absent) throws IOException {
        Path texts = Files.writeString(folder.resolve("lines.txt"), "a cat\na dog\n");
        CommandLineRun run = CommandLineRun.of("vendi", texts, "--against", folder.resolve(absent));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).singleElement().asString().contains(absent, "no such file");
    }

    /// As with the lab: options are looked at before data.
    @ParameterizedTest
    @ValueSource(strings = {"vendi nosuch.npy --threads 0", "vendi nosuch.npy --backend abacus"})
    void whatCannotBeMeantIsSaidBeforeWhatIsNotThere(String line) {
        CommandLineRun run = CommandLineRun.of((Object[]) line.split(" "));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).doesNotContain("no such file");
    }

    @Test
    void completionsSayWhatTheyLack() {
        CommandLineRun run = CommandLineRun.of("generate-completion");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("--randomize").doesNotContain("--probes");
        assertThat(run.errLines()).singleElement().asString().contains("by their names alone");
    }

    @Test
    void theDoctorSaysHowItIsHad() {
        assertThat(CommandLineRun.of("doctor").out()).contains("libtorch", "with the lab");
    }
}
