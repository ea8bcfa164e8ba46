package eigensweep.lab.augment;

import eigensweep.lab.images.Image;
import java.util.List;
import java.util.SplittableRandom;

/// An operation with its magnitude, as a policy draws it.
///
/// @param operation what is done
/// @param magnitude how much; 0 where there is no more and less
public record Step(Operation operation, double magnitude) {

    /// torchvision's policies on PIL images, as they come: nearest neighbours.
    private static final ImageArithmetic PIL = new PilArithmetic();

    /// AugMix makes tensors of PIL images, and interpolates.
    private static final ImageArithmetic TENSOR = new TensorArithmetic();

    /// A step in one direction or the other, each as likely, where there are two.
    static Step signed(Operation operation, double magnitude, SplittableRandom random) {
        return new Step(operation, operation.isSigned() && random.nextBoolean() ? -magnitude : magnitude);
    }

    /// The image after these steps, as torchvision does them to a PIL image.
    static Image applyAll(Image image, List<Step> steps) {
        return applyAll(image, steps, PIL, Interpolation.NEAREST);
    }

    /// The image after these steps, as AugMix does them.
    static Image applyAllToTensor(Image image, List<Step> steps) {
        return applyAll(image, steps, TENSOR, Interpolation.BILINEAR);
    }

    private static Image applyAll(
            Image image, List<Step> steps, ImageArithmetic arithmetic, Interpolation interpolation) {
        Image changed = Levels.full(image);
        for (Step step : steps) {
            changed = step.operation.apply(changed, step.magnitude, arithmetic, interpolation);
        }
        return changed;
    }

    /// The image after this step, as torchvision does it to a PIL image.
    public Image apply(Image image) {
        return applyAll(image, List.of(this));
    }
}
