package eigensweep.lab.train;

import eigensweep.files.FileHash;
import eigensweep.lab.network.Network;

/// What a training will see, found out before it starts.
///
/// @param images that are trained on
/// @param steps of the whole training
/// @param parameters of the network
/// @param sha256 of the images, their classes, and the weights that are started from, if they are a file
public record Facts(int images, long steps, int parameters, String sha256) {

    /// Opens the data and looks.
    ///
    /// @throws eigensweep.data.DataException if the data cannot be used
    public static Facts of(Recipe recipe) {
        LabData data = recipe.data().open(recipe.seed());
        int images = data.train().count();
        Network.checkBatch(
                recipe.model(),
                Math.min(recipe.length().batch(), images),
                data.train().shape(),
                data.classes());
        Network network = Network.of(recipe.model(), data.train().shape(), data.classes());
        String start = recipe.model().weights() == null
                ? ""
                : " " + FileHash.of(recipe.model().weights()).sha256();
        long steps = (long) recipe.length().epochs()
                * Batches.count(images, recipe.length().batch());
        return new Facts(images, steps, network.parameterCount(), data.sha256() + start);
    }
}
