package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.Torch;
import eigensweep.lab.train.Recipe.Length;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ResNet-18 on a generated data set in CIFAR-10's binary format.
class CifarTrainingTest {

    @TempDir
    private Path folder;

    @Test
    void resNet18TrainsWithinTwoGigabytesAndDoesNotWaitForImages() throws IOException {
        Files.write(folder.resolve("data_batch_1.bin"), GeneratedCifar.images(128, 1));
        Files.write(folder.resolve("test_batch.bin"), GeneratedCifar.images(64, 2));
        Recipe recipe = Lab.recipe(
                new DataSpec(folder.toString(), "train", "test", 0, List.of(), null, Normalisation.UNIT),
                Lab.model("{name: resnet18, dropout: 0.1}"),
                new Optimizer.Rule.Sgd(0.9, 5e-4),
                Schedule.constant(0.01),
                new Length(2, 32, 0),
                2);
        long before = Resident.bytes();
        Resident.forgetPeak();
        try (Torch torch = Torch.open("cpu", 2);
                Training training = new Training(torch, recipe, recipe.data().open(1))) {
            training.run(Lab.SILENT);
            assertThat(training.state().step()).isEqualTo(8);
            assertThat(training.state().epochs().getLast().loss())
                    .isLessThan(training.state().epochs().getFirst().loss());
            assertThat(training.waitingShare()).isLessThan(0.05);
            assertThat(Resident.peakBytes() - before).isLessThan(2L << 30);
        }
    }
}
