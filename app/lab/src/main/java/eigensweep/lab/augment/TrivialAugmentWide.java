package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.List;
import java.util.SplittableRandom;

/// TrivialAugment, wide (Müller and Hutter 2021): one operation, of any of 31 strengths.
public record TrivialAugmentWide() implements Augmentation {

    /// Bins of strength.
    static final int BINS = 31;

    @Override
    public Image apply(Image image, SplittableRandom random) {
        return Step.applyAll(image, List.of(step(image.shape(), random)));
    }

    /// What is to be done to an image.
    Step step(ImageShape shape, SplittableRandom random) {
        List<Operation> choice = MagnitudeSpace.WIDE.operations();
        Operation operation = choice.get(random.nextInt(choice.size()));
        int bin = operation.isGraded() ? random.nextInt(BINS) : 0;
        return Step.signed(operation, MagnitudeSpace.WIDE.magnitude(operation, bin, BINS, shape), random);
    }
}
