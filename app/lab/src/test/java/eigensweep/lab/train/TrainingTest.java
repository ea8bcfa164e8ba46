package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.lab.augment.Mixup;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.TrainException;
import eigensweep.lab.train.Recipe.Curvature;
import eigensweep.lab.train.Recipe.Length;
import eigensweep.lab.train.Recipe.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A training from its recipe.
class TrainingTest {

    @TempDir
    private Path folder;

    /// What a training leaves.
    private record Result(float[] weights, float[] buffers, TrainingState state) {

        static Result of(Training training) {
            return new Result(
                    training.weights().parameters().toFloatArray(),
                    training.weights().buffers().toFloatArray(),
                    training.state());
        }

        void assertSameBitsAs(Result other) {
            assertThat(weights).isEqualTo(other.weights);
            assertThat(buffers).isEqualTo(other.buffers);
            assertThat(state).isEqualTo(other.state);
        }
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn"})
    void smallNetworksReadDigitsWithinAMinute(String architecture) throws IOException {
        Recipe recipe = Lab.recipe(Lab.model("{dropout: 0.2, name: " + architecture + "}"), 20);
        long start = System.nanoTime();
        try (Torch torch = Torch.open("cpu", 1);
                Training training = new Training(torch, recipe, Lab.DIGITS.open(1))) {
            training.run(Lab.SILENT);
            assertThat(training.state().epochs().getLast().testAccuracy()).isGreaterThan(0.97);
        }
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(60);
    }

    /// A CNN with everything that draws or remembers: dropout, running means, a falling rate, a trace every 7
    /// steps.
    private static Recipe eventful(long seed, int workers) {
        return new Recipe(
                Lab.DIGITS,
                Lab.CNN,
                new Optimizer.Rule.Sgd(0.9, 1e-3),
                new Schedule(Schedule.Shape.COSINE, 0.05, 5, List.of(), 1),
                new Length(2, 100, 4),
                seed,
                null,
                null,
                new Machine("cpu", 1, workers),
                new Curvature(7, 3, 100, 3));
    }

    private static Result run(Torch torch, Recipe recipe) throws IOException {
        try (Training training = new Training(torch, recipe, Lab.DIGITS.open(1))) {
            training.run(Lab.SILENT);
            return Result.of(training);
        }
    }

    @Test
    void theSeedDecidesEveryBitAndTheDecodingThreadsNone() throws IOException {
        try (Torch torch = Torch.open("cpu", 1)) {
            Result one = run(torch, eventful(1, 1));
            run(torch, eventful(1, 3)).assertSameBitsAs(one);
            assertThat(run(torch, eventful(2, 1)).weights).isNotEqualTo(one.weights);
        }
    }

    @Test
    void theAugmentationDecidesBitsAndTheDecodingThreadsStillNone() throws IOException {
        try (Torch torch = Torch.open("cpu", 1)) {
            Result plain = run(torch, eventful(1, 1));
            Result one = run(torch, eventful(1, 1).treated(0.2, 1e-3, "randaugment+noise-0.1"));
            run(torch, eventful(1, 3).treated(0.2, 1e-3, "randaugment+noise-0.1"))
                    .assertSameBitsAs(one);
            assertThat(one.weights).isNotEqualTo(plain.weights);
        }
    }

    /// The eventful one, mixed.
    private static Recipe mixed(int workers) {
        Recipe recipe = eventful(1, workers);
        return new Recipe(
                recipe.data(),
                recipe.model(),
                recipe.optimizer(),
                recipe.schedule(),
                recipe.length(),
                recipe.seed(),
                null,
                0.4,
                recipe.machine(),
                recipe.hessian());
    }

    @Test
    void mixupDecidesBitsAndTheDecodingThreadsStillNone() throws IOException {
        try (Torch torch = Torch.open("cpu", 1)) {
            Result one = run(torch, mixed(1));
            run(torch, mixed(3)).assertSameBitsAs(one);
            assertThat(one.weights).isNotEqualTo(run(torch, eventful(1, 1)).weights);
        }
    }

    /// A quarter of each image and three of the one before it, the last before the first; by hand.
    @Test
    void aMixedBatchSharesImagesAndLabelsAlike() {
        Batches.Batch batch =
                new Batches.Batch(new float[] {0, 0, 4, 8, 8, 4}, new ImageShape(1, 1, 2), new long[] {2, 0, 1});
        Batches.Batch mixed = batch.mixed(new Mixup(0.25), 3);
        assertThat(mixed.x()).containsExactly(6, 3, 1, 2, 5, 7);
        assertThat(mixed.shares()).containsExactly(0, 0.75f, 0.25f, 0.25f, 0, 0.75f, 0.75f, 0.25f, 0);
        assertThat(mixed.labels()).containsExactly(2, 0, 1);
    }

    @Test
    void testImagesUnderAnAugmentationAreTheSameEachTimeAndKeepTheirClasses() {
        DataSpec spec = new DataSpec(
                "digits", null, null, 0.2, List.of("test+noise-0.3", "test+hflip"), null, Normalisation.UNIT);
        LabData data = spec.open(1);
        ImageSet noisy = data.ood().firstEntry().getValue();
        assertThat(noisy.prepared(5).pixels()).isEqualTo(noisy.prepared(5).pixels());
        assertThat(noisy.prepared(5).pixels())
                .isNotEqualTo(data.test().prepared(5).pixels());
        assertThat(noisy.label(5)).isEqualTo(data.test().label(5));
        assertThat(data.ood()).containsOnlyKeys("test+noise-0.3", "test+hflip");
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 12, 15, 24})
    void aTrainingThatStoppedGoesOnToTheSameBits(long stopAt) throws IOException {
        Path file = folder.resolve("state.safetensors");
        try (Torch torch = Torch.open("cpu", 1)) {
            Recipe recipe = mixed(1);
            Result whole = run(torch, recipe);
            try (Training training = new Training(torch, recipe, Lab.DIGITS.open(1))) {
                assertThatThrownBy(() -> training.run(stopAfter(stopAt, file))).isInstanceOf(Stopped.class);
            }
            try (Training training = new Training(torch, recipe, Lab.DIGITS.open(1))) {
                training.resume(file);
                assertThat(training.state().step()).isEqualTo(stopAt);
                training.run(Lab.SILENT);
                Result.of(training).assertSameBitsAs(whole);
            }
        }
    }

    private static Training.Listener stopAfter(long step, Path file) {
        return new Training.Listener() {
            @Override
            public void step(TrainingState state, long steps) {}

            @Override
            public void save(TrainingState state, Trainer trainer) throws IOException {
                if (state.step() == step) {
                    state.save(file, trainer);
                    throw new Stopped();
                }
            }
        };
    }

    @Test
    void aTrainingThatDivergesSaysSo() {
        Recipe recipe = Lab.recipe(
                Lab.DIGITS, Lab.MLP, Optimizer.Rule.Sgd.DEFAULT, Schedule.constant(1e6), new Length(5, 64, 0), 1);
        try (Torch torch = Torch.open("cpu", 1);
                Training training = new Training(torch, recipe, Lab.DIGITS.open(1))) {
            assertThatThrownBy(() -> training.run(Lab.SILENT))
                    .isInstanceOf(TrainException.class)
                    .hasMessageContaining("lower the learning rate");
        }
    }
}
