package eigensweep.train;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.data.Normalisation;
import eigensweep.train.Batches.Augmentation;
import eigensweep.train.ModelSpec.Architecture;
import eigensweep.train.ModelSpec.Stem;
import eigensweep.train.Recipe.Length;
import eigensweep.train.Recipe.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ResNet-18 on a generated data set in CIFAR-10's binary format.
class CifarTrainingTest {

    private static final int RECORD = 3073;

    @TempDir
    private Path folder;

    /// Noise around a colour that belongs to the class.
    private static byte[] images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[count * RECORD];
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(10);
            bytes[i * RECORD] = (byte) label;
            for (int k = 0; k < RECORD - 1; k++) {
                int colour = 25 * ((label + 3 * (k / 1024)) % 10);
                bytes[i * RECORD + 1 + k] = (byte) Math.clamp(colour + random.nextInt(-40, 41), 0, 255);
            }
        }
        return bytes;
    }

    @Test
    void resNet18TrainsWithinTwoGigabytesAndDoesNotWaitForImages() throws IOException {
        Files.write(folder.resolve("data_batch_1.bin"), images(128, 1));
        Files.write(folder.resolve("test_batch.bin"), images(64, 2));
        Recipe recipe = new Recipe(
                new DataSpec(folder.toString(), "train", "test", 0, List.of(), null, Normalisation.UNIT),
                new ModelSpec(Architecture.RESNET18, List.of(), Block.Activated.RELU, Stem.CIFAR, 0.1),
                new Optimizer.Rule.Sgd(0.9, 5e-4),
                Schedule.constant(0.01),
                new Length(2, 32, 0),
                1,
                new Machine("cpu", 2, 1),
                null);
        try (Torch torch = Torch.open("cpu", 2);
                Training training = new Training(torch, recipe, recipe.data().open(1), Augmentation.NONE)) {
            training.run(Lab.SILENT);
            assertThat(training.state().step()).isEqualTo(8);
            assertThat(training.state().epochs().getLast().loss())
                    .isLessThan(training.state().epochs().getFirst().loss());
            assertThat(training.waitingShare()).isLessThan(0.05);
            assertThat(Resident.peakBytes()).isLessThan(2L << 30);
        }
    }
}
