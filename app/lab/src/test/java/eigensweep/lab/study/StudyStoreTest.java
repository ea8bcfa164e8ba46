package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.findings.Treatment;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.Diversity;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.findings.TrialResult.TracePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept is found again, to the last bit.
class StudyStoreTest {

    private static final TrialResult RESULT = new TrialResult(
            new Trial("mlp", "digits", new Treatment("randaugment", Treatment.Kind.DIVERSITY, 0, 0, "randaugment"), 7),
            "0123456789abcdef",
            List.of(new LayerResult("0", Map.of("alpha", 0.1 + 0.2), Map.of("alpha", 2.5, "entropy", 1e-300))),
            List.of(new SplitScore("test", 359, 0.975, 0.1, 0.01, 0.1)),
            new Diversity(1438, 12.5, 7.25, 0.875),
            List.of(new TracePoint(0, -1.5, 0.25, -1.25)),
            3.5);

    @Test
    void whatIsKeptIsFoundAgain(@TempDir Path folder) throws IOException {
        StudyStore store = new StudyStore(folder);

        store.keep(RESULT);

        assertThat(store.results()).containsExactly(RESULT);
    }

    @Test
    void aTrialWithoutAResultIsNotFinished(@TempDir Path folder) throws IOException {
        StudyStore store = new StudyStore(folder);
        Files.createDirectories(store.trial(RESULT.trial(), RESULT.key()));

        assertThat(store.results()).isEmpty();
    }

    @Test
    void aBrokenResultIsNamed(@TempDir Path folder) throws IOException {
        StudyStore store = new StudyStore(folder);
        store.keep(RESULT);
        Path file = store.trial(RESULT.trial(), RESULT.key()).resolve("result.json");
        Files.writeString(file, "{");

        assertThatThrownBy(store::results).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
    }
}
