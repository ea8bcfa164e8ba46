package eigensweep.app.terminal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultsTest {

    /// The file that only this kind of results has.
    private static String mark(Results kind) {
        return switch (kind) {
            case SWEEP -> "shards/sweep.csv";
            case COMPARISON -> "changes.csv";
            case DIVERSITY -> "vendi.json";
            case LEAST_SQUARES -> "linear.json";
            case STATISTICS -> "statistics.json";
            case TRAINING -> "initial.safetensors";
            case STUDY -> "plan.json";
        };
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aFolderOfOneKindIsTakenByNoOther(Results kind) throws IOException {
        Path file = folder.resolve(mark(kind));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "results");
        Files.writeString(folder.resolve("report.html"), "their page");
        for (Results other : Results.values()) {
            if (other == kind) {
                assertThatCode(() -> other.claim(folder)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> other.claim(folder))
                        .isInstanceOf(UsageException.class)
                        .hasMessageStartingWith("-o " + folder + " holds ")
                        .hasMessageEndingWith("; name another folder");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRAINING")
    void aPageFromElsewhereIsNotOverwritten(Results kind) throws IOException {
        Files.writeString(folder.resolve("report.html"), "mine");
        assertThatThrownBy(() -> kind.claim(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("holds a report.html that is not of ");
    }

    @ParameterizedTest
    @EnumSource
    void whatElseIsInAFolderIsNoMatter(Results kind) throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertThatCode(() -> kind.claim(folder)).doesNotThrowAnyException();
    }
}
