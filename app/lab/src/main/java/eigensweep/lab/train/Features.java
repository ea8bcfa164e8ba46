package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import eigensweep.lab.network.Gradients;
import eigensweep.lab.network.ModelFile;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Seeds;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Batches.Batch;
import eigensweep.page.ResultFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The first training images as they were augmented in the first epoch, and what a trained network makes of them in
/// its last hidden layer, in evaluation mode.
///
/// @param count images
/// @param pixels a row an image, `v / maxval`, before normalisation
/// @param augmented a row an image: the features of the augmented images
/// @param plain likewise, of the images as they are
public record Features(int count, float[] pixels, float[] augmented, float[] plain) {

    private static final int BATCH = 256;

    /// Computes them.
    ///
    /// @param folder of the training, which is finished
    /// @param most images; all if there are fewer
    public static Features of(Recipe recipe, Path folder, int most) {
        LabData data = recipe.data().open(recipe.seed());
        ImageSet set = data.train();
        int count = Math.min(most, set.count());
        Network network = Network.of(recipe.model(), set.shape(), data.classes());
        try (Torch torch =
                        Torch.open(recipe.machine().device(), recipe.machine().threads());
                Weights weights = Weights.zeros(torch, network, DataType.FLOAT32)) {
            ModelFile.load(folder.resolve(ResultFiles.MODEL), weights);
            Augmenting augmentation = Augmenting.of(recipe.augmentation());
            long seed = Seeds.of(recipe.seed(), Seeds.AUGMENTATION, 0);
            float[] augmented = rows(torch, weights, set, count, augmentation, seed);
            float[] plain =
                    recipe.augmentation() == null ? augmented : rows(torch, weights, set, count, Augmenting.NONE, seed);
            return new Features(count, set.pixels(count, augmentation, seed), augmented, plain);
        }
    }

    /// How many numbers a row of features has.
    public int width() {
        return augmented.length / count;
    }

    private static float[] rows(
            Torch torch, Weights weights, ImageSet set, int count, Augmenting augmentation, long seed) {
        int[] first = IntStream.range(0, count).toArray();
        float[] rows = {};
        try (Gradients _ = Gradients.none();
                Batches batches = new Batches(set, first, 0, BATCH, augmentation, seed, 1)) {
            int at = 0;
            while (batches.hasNext()) {
                float[] some = features(torch, weights, batches.next());
                rows = Arrays.copyOf(rows, at + some.length);
                System.arraycopy(some, 0, rows, at, some.length);
                at += some.length;
            }
        }
        return rows;
    }

    private static float[] features(Torch torch, Weights weights, Batch batch) {
        try (NDManager scope = torch.manager().newSubManager()) {
            NDArray x = scope.create(batch.x(), batch.shape());
            return weights.network()
                    .features(x, weights.pass(Pass.Mode.EVALUATION))
                    .toFloatArray();
        }
    }
}
