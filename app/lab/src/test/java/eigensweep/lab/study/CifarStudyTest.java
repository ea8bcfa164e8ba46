package eigensweep.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.lab.study.StudyPlan.Planned;
import eigensweep.lab.train.GeneratedCifar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The preset of Fig. 9, scaled down: its ResNet-18, on a few generated images in CIFAR-10's format.
class CifarStudyTest {

    @TempDir
    private Path folder;

    @Test
    void thePresetRunsOnImagesInCifarsFormat() throws IOException {
        Files.write(folder.resolve("data_batch_1.bin"), GeneratedCifar.images(32, 1));
        Files.write(folder.resolve("test_batch.bin"), GeneratedCifar.images(16, 2));
        String preset = Presets.text("cifar10-resnet18").orElseThrow();
        String small = preset.replace("name: cifar10\n    split", "name: '" + folder + "'\n    split")
                .replace("epochs: 10", "epochs: 1")
                .replace("batch: 128", "batch: 16");
        StudyPlan plan = StudyPlan.of(StudyFile.parse("cifar10-resnet18", small), "1");
        // PAPER, Treatments: the baseline, 4 dropout rates, 6 weight decays, 10 augmentations; from three seeds.
        assertThat(plan.all()).hasSize(3 * 21);
        StudyStore store = new StudyStore(folder.resolve("study"));
        Planned augmented = plan.all().stream()
                .filter(planned -> planned.trial().treatment().name().equals("auto-v2"))
                .findFirst()
                .orElseThrow();
        new TrialRun(plan, store).run(augmented, fraction -> {});
        List<TrialResult> results = plan.results(store).results();
        assertThat(results).hasSize(1);
        TrialResult result = results.getFirst();
        // 20 convolutions and the last layer.
        assertThat(result.layers()).hasSize(21).extracting(LayerResult::name).contains("conv1", "layer4.1.conv2", "fc");
        assertThat(result.layers())
                .allSatisfy(layer -> assertThat(layer.change("log_norm")).isNotNull());
        assertThat(result.scores()).extracting("split").containsExactly("test", "test+noise-0.1", "test+elastic");
        assertThat(result.diversity().n()).isEqualTo(32);
    }
}
