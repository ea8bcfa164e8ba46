package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// RandAugment (Cubuk et al. 2020): some operations drawn with replacement, all of the same strength.
///
/// @param operations how many, at least 1
/// @param bin how strong, 0 to 30
public record RandAugment(int operations, int bin) implements Augmentation {

    /// torchvision's, as it comes: two operations in bin 9.
    public static final RandAugment DEFAULT = new RandAugment(2, 9);

    /// Bins of strength.
    static final int BINS = 31;

    public RandAugment {
        if (operations < 1 || bin < 0 || bin >= BINS) {
            throw new IllegalArgumentException(
                    operations + " operations are not at least 1, or bin " + bin + " is not from 0 to " + (BINS - 1));
        }
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        return Step.applyAll(image, steps(image.shape(), random));
    }

    /// What is to be done to an image.
    List<Step> steps(ImageShape shape, SplittableRandom random) {
        List<Operation> choice = MagnitudeSpace.STANDARD.operations();
        List<Step> steps = new ArrayList<>(operations);
        for (int i = 0; i < operations; i++) {
            Operation operation = choice.get(random.nextInt(choice.size()));
            double magnitude = MagnitudeSpace.STANDARD.magnitude(operation, bin, BINS, shape);
            steps.add(Step.signed(operation, magnitude, random));
        }
        return steps;
    }
}
