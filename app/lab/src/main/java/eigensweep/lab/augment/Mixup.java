package eigensweep.lab.augment;

import java.util.SplittableRandom;

/// Each image of a batch mixed with the one before it, the first with the last, and their labels likewise (Zhang
/// et al. 2018; torchvision's `MixUp`): `lambda x_i + (1 - lambda) x_(i-1)`. The batch must be in random order.
///
/// @param lambda the share of the image itself, 0 to 1, one for the whole batch
public record Mixup(double lambda) {

    public Mixup {
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException("a share of " + lambda + " is not in [0, 1]");
        }
    }

    /// A share of the distribution `Beta(alpha, alpha)`.
    ///
    /// @param alpha above 0; at 1, torchvision's default, all shares are as likely
    public static Mixup draw(double alpha, SplittableRandom random) {
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("an alpha of " + alpha + " is not above 0");
        }
        return new Mixup(Dirichlet.shares(2, alpha, random)[0]);
    }

    /// Mixes images, or whatever else has a row of numbers for each.
    ///
    /// @param batch `count` rows of the same length, one after the other
    /// @return as many
    public float[] images(float[] batch, int count) {
        if (count < 1 || batch.length % count != 0) {
            throw new IllegalArgumentException(batch.length + " numbers are not " + count + " rows");
        }
        float own = (float) lambda;
        float other = (float) (1 - lambda);
        int row = batch.length / count;
        float[] mixed = new float[batch.length];
        int before = batch.length - row;
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = batch[before] * other + batch[i] * own;
            before = before + 1 == batch.length ? 0 : before + 1;
        }
        return mixed;
    }

    /// Mixes labels: the probability of each class, a row an image.
    ///
    /// @param labels the class of each image, 0 to `classes - 1`
    public float[] labels(int[] labels, int classes) {
        float[] certain = new float[Math.multiplyExact(labels.length, classes)];
        for (int i = 0; i < labels.length; i++) {
            certain[i * classes + labels[i]] = 1;
        }
        return images(certain, labels.length);
    }
}
