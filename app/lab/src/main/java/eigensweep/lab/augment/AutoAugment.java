package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// AutoAugment (Cubuk et al. 2019): a pair of operations out of 25, each of the two done with a probability of
/// its own.
///
/// @param policy the pairs
public record AutoAugment(AutoAugmentPolicy policy) implements Augmentation {

    /// What chance decides about an image.
    ///
    /// @param pair which of the 25
    /// @param first in [0, 1): the first operation is done if its probability is at least that
    /// @param second the same for the second
    /// @param firstNegative whether the first one's magnitude is negative, where it can be
    /// @param secondNegative whether the second one's is
    record Draw(int pair, double first, double second, boolean firstNegative, boolean secondNegative) {

        static Draw of(SplittableRandom random) {
            return new Draw(
                    random.nextInt(AutoAugmentPolicy.PAIRS),
                    random.nextDouble(),
                    random.nextDouble(),
                    random.nextBoolean(),
                    random.nextBoolean());
        }
    }

    @Override
    public Image apply(Image image, SplittableRandom random) {
        return Step.applyAll(image, steps(image.shape(), Draw.of(random)));
    }

    /// What is to be done to an image.
    List<Step> steps(ImageShape shape, Draw draw) {
        AutoAugmentPolicy.Pair pair = policy.pairs().get(draw.pair());
        List<Step> steps = new ArrayList<>(2);
        if (draw.first() <= pair.first().probability()) {
            steps.add(pair.first().step(shape, draw.firstNegative()));
        }
        if (draw.second() <= pair.second().probability()) {
            steps.add(pair.second().step(shape, draw.secondNegative()));
        }
        return steps;
    }
}
