package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// AugMix (Hendrycks et al. 2020): `m x + (1 - m) sum_i w_i chain_i(x)`, cut to whole numbers, where a chain is
/// one to three operations, `w` has the Dirichlet and `m` the beta distribution. torchvision makes a tensor of a
/// PIL image first, so operations are those of tensors, interpolated.
///
/// @param severity how many of the ten bins of strength are drawn from, 1 to 10
/// @param width chains, at least 1
/// @param alpha of both distributions, above 0
public record AugMix(int severity, int width, double alpha) implements Augmentation {

    /// torchvision's, as it comes.
    public static final AugMix DEFAULT = new AugMix(3, 3, 1);

    /// Bins of strength.
    static final int BINS = 10;

    private static final int LONGEST_CHAIN = 3;

    /// What chance decides about an image.
    ///
    /// @param original the share of the image itself, `m`
    /// @param weights the share of each chain, `(1 - m) w`
    /// @param chains what is done
    record Mixture(float original, float[] weights, List<List<Step>> chains) {}

    public AugMix {
        if (severity < 1 || severity > BINS || width < 1 || !(alpha > 0)) {
            throw new IllegalArgumentException("AugMix takes a severity of 1 to " + BINS + ", at least one chain and an"
                    + " alpha above 0, not " + severity + ", " + width + " and " + alpha);
        }
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        return mix(image, mixture(image.shape(), random));
    }

    /// What is to be done to an image.
    Mixture mixture(ImageShape shape, SplittableRandom random) {
        double[] shares = Dirichlet.shares(2, alpha, random);
        double[] weights = Dirichlet.shares(width, alpha, random);
        float[] combined = new float[width];
        List<List<Step>> chains = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            combined[i] = (float) weights[i] * (float) shares[1];
            chains.add(chain(shape, random));
        }
        return new Mixture((float) shares[0], combined, chains);
    }

    private List<Step> chain(ImageShape shape, SplittableRandom random) {
        List<Operation> choice = MagnitudeSpace.AUGMIX.operations();
        int length = random.nextInt(1, LONGEST_CHAIN + 1);
        List<Step> chain = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            Operation operation = choice.get(random.nextInt(choice.size()));
            int bin = operation.isGraded() ? random.nextInt(severity) : 0;
            double magnitude = MagnitudeSpace.AUGMIX.magnitude(operation, bin, BINS, shape);
            chain.add(Step.signed(operation, magnitude, random));
        }
        return chain;
    }

    /// The mixed image.
    static Image mix(Image image, Mixture mixture) {
        Image full = Levels.full(image);
        float[] sum = new float[full.pixels().length];
        add(full, mixture.original, sum);
        for (int i = 0; i < mixture.weights.length; i++) {
            add(Step.applyAllToTensor(full, mixture.chains.get(i)), mixture.weights[i], sum);
        }
        byte[] mixed = new byte[sum.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (byte) (int) sum[i];
        }
        return new Image(full.shape(), Levels.MAXVAL, mixed);
    }

    private static void add(Image image, float weight, float[] sum) {
        byte[] pixels = image.pixels();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * Byte.toUnsignedInt(pixels[i]);
        }
    }
}
