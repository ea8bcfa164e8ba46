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
