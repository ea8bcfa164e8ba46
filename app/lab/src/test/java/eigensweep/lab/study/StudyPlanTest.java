package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.lab.study.StudyPlan.Planned;
import eigensweep.table.RecipeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The key of a trial: everything that decides its result, and nothing else.
class StudyPlanTest {

    private static List<String> keys(String text) {
        return StudyPlan.of(StudyFile.parse("s.yaml", text), "1").all().stream()
                .map(Planned::key)
                .toList();
    }

    @Test
    void noTwoTrialsHaveOneKey() {
        List<String> keys = keys(Studies.TINY);
        assertThat(new HashSet<>(keys)).hasSize(10);
        assertThat(keys(Studies.TINY)).isEqualTo(keys);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epochs: 2            | epochs: 3
            hidden: [16, 12]     | hidden: [16, 13]
            batch: 100           | batch: 101
            learning_rate: 0.05  | learning_rate: 0.06
            images: 200          | images: 201
            name: digits, ood    | name: digits, holdout: 0.3, ood
            batch: 100           | threads: 2
            """)
    void whatDecidesResultsChangesEveryKey(String from, String to) {
        assertThat(keys(Studies.TINY.replace(from, to))).doesNotContainAnyElementsOf(keys(Studies.TINY));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: tiny     | name: other
            batch: 100     | {batch: 100, workers: 2}
            epochs: 2      | {epochs: 2, checkpoint_every: 3}
            """)
    void whatDecidesNothingChangesNone(String from, String to) {
        String other = Studies.TINY.replace(from, to.replaceAll("[{}]", "").replace(", ", "\n  "));
        assertThat(keys(other)).isEqualTo(keys(Studies.TINY));
    }

    @Test
    void aTreatmentMoreLeavesTheOthersAsTheyAre() {
        assertThat(keys(Studies.TINY.replace("dropout: [0.3]\n", "dropout: [0.3, 0.5]\n")))
                .hasSize(12)
                .containsAll(keys(Studies.TINY));
    }

    @Test
    void anotherVersionIsAnotherKey() {
        Study study = StudyFile.parse("s.yaml", Studies.TINY);
        assertThat(StudyPlan.of(study, "2").all().getFirst().key())
                .isNotEqualTo(StudyPlan.of(study, "1").all().getFirst().key());
    }

    @Test
    void missingDataAreToldWithTheirLine() {
        String text = Studies.TINY.replace("name: digits", "name: no-such-folder");
        assertThatThrownBy(() -> keys(text))
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith("s.yaml, line 5: no-such-folder");
    }

    @Test
    void missingWeightsAreToldWithTheirLine() {
        String text = Studies.TINY.replace("hidden: [16, 12]", "hidden: [16, 12], weights: no-such.safetensors");
        assertThatThrownBy(() -> keys(text))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("s.yaml, line 3")
                .hasMessageContaining("no-such.safetensors");
    }

    @Test
    void aFolderKeepsThePlan(@TempDir Path folder) throws IOException {
        StudyPlan plan = StudyPlan.of(StudyFile.parse("s.yaml", Studies.TINY), "1");
        plan.write(folder);
        assertThat(StudyPlan.read(folder)).isEqualTo(plan);
        assertThatThrownBy(() -> StudyPlan.read(folder.resolve("elsewhere"))).hasMessageContaining("holds no study");
    }
}
