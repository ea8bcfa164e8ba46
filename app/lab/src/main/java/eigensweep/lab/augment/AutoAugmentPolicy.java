package eigensweep.lab.augment;

import static eigensweep.lab.augment.Operation.AUTO_CONTRAST;
import static eigensweep.lab.augment.Operation.BRIGHTNESS;
import static eigensweep.lab.augment.Operation.COLOR;
import static eigensweep.lab.augment.Operation.CONTRAST;
import static eigensweep.lab.augment.Operation.EQUALIZE;
import static eigensweep.lab.augment.Operation.INVERT;
import static eigensweep.lab.augment.Operation.POSTERIZE;
import static eigensweep.lab.augment.Operation.ROTATE;
import static eigensweep.lab.augment.Operation.SHARPNESS;
import static eigensweep.lab.augment.Operation.SHEAR_X;
import static eigensweep.lab.augment.Operation.SHEAR_Y;
import static eigensweep.lab.augment.Operation.SOLARIZE;
import static eigensweep.lab.augment.Operation.TRANSLATE_X;
import static eigensweep.lab.augment.Operation.TRANSLATE_Y;

import eigensweep.lab.images.ImageShape;
import java.util.List;

/// What AutoAugment (Cubuk et al. 2019, tables 7 and 9) learned on a data set: 25 pairs of operations.
public enum AutoAugmentPolicy {
    /// Learned on CIFAR-10; colours and shifts.
    CIFAR10(List.of(
            new Pair(Choice.of(INVERT, 0.1), Choice.of(CONTRAST, 0.2, 6)),
            new Pair(Choice.of(ROTATE, 0.7, 2), Choice.of(TRANSLATE_X, 0.3, 9)),
            new Pair(Choice.of(SHARPNESS, 0.8, 1), Choice.of(SHARPNESS, 0.9, 3)),
            new Pair(Choice.of(SHEAR_Y, 0.5, 8), Choice.of(TRANSLATE_Y, 0.7, 9)),
            new Pair(Choice.of(AUTO_CONTRAST, 0.5), Choice.of(EQUALIZE, 0.9)),
            new Pair(Choice.of(SHEAR_Y, 0.2, 7), Choice.of(POSTERIZE, 0.3, 7)),
            new Pair(Choice.of(COLOR, 0.4, 3), Choice.of(BRIGHTNESS, 0.6, 7)),
            new Pair(Choice.of(SHARPNESS, 0.3, 9), Choice.of(BRIGHTNESS, 0.7, 9)),
            new Pair(Choice.of(EQUALIZE, 0.6), Choice.of(EQUALIZE, 0.5)),
            new Pair(Choice.of(CONTRAST, 0.6, 7), Choice.of(SHARPNESS, 0.6, 5)),
            new Pair(Choice.of(COLOR, 0.7, 7), Choice.of(TRANSLATE_X, 0.5, 8)),
            new Pair(Choice.of(EQUALIZE, 0.3), Choice.of(AUTO_CONTRAST, 0.4)),
            new Pair(Choice.of(TRANSLATE_Y, 0.4, 3), Choice.of(SHARPNESS, 0.2, 6)),
            new Pair(Choice.of(BRIGHTNESS, 0.9, 6), Choice.of(COLOR, 0.2, 8)),
            new Pair(Choice.of(SOLARIZE, 0.5, 2), Choice.of(INVERT, 0.0)),
            new Pair(Choice.of(EQUALIZE, 0.2), Choice.of(AUTO_CONTRAST, 0.6)),
            new Pair(Choice.of(EQUALIZE, 0.2), Choice.of(EQUALIZE, 0.6)),
            new Pair(Choice.of(COLOR, 0.9, 9), Choice.of(EQUALIZE, 0.6)),
            new Pair(Choice.of(AUTO_CONTRAST, 0.8), Choice.of(SOLARIZE, 0.2, 8)),
            new Pair(Choice.of(BRIGHTNESS, 0.1, 3), Choice.of(COLOR, 0.7, 0)),
            new Pair(Choice.of(SOLARIZE, 0.4, 5), Choice.of(AUTO_CONTRAST, 0.9)),
            new Pair(Choice.of(TRANSLATE_Y, 0.9, 9), Choice.of(TRANSLATE_Y, 0.7, 9)),
            new Pair(Choice.of(AUTO_CONTRAST, 0.9), Choice.of(SOLARIZE, 0.8, 3)),
            new Pair(Choice.of(EQUALIZE, 0.8), Choice.of(INVERT, 0.1)),
            new Pair(Choice.of(TRANSLATE_Y, 0.7, 9), Choice.of(AUTO_CONTRAST, 0.9)))),
    /// Learned on ImageNet; colours, rotations and one shear.
    IMAGENET(List.of(
            new Pair(Choice.of(POSTERIZE, 0.4, 8), Choice.of(ROTATE, 0.6, 9)),
            new Pair(Choice.of(SOLARIZE, 0.6, 5), Choice.of(AUTO_CONTRAST, 0.6)),
            new Pair(Choice.of(EQUALIZE, 0.8), Choice.of(EQUALIZE, 0.6)),
            new Pair(Choice.of(POSTERIZE, 0.6, 7), Choice.of(POSTERIZE, 0.6, 6)),
            new Pair(Choice.of(EQUALIZE, 0.4), Choice.of(SOLARIZE, 0.2, 4)),
            new Pair(Choice.of(EQUALIZE, 0.4), Choice.of(ROTATE, 0.8, 8)),
            new Pair(Choice.of(SOLARIZE, 0.6, 3), Choice.of(EQUALIZE, 0.6)),
            new Pair(Choice.of(POSTERIZE, 0.8, 5), Choice.of(EQUALIZE, 1.0)),
            new Pair(Choice.of(ROTATE, 0.2, 3), Choice.of(SOLARIZE, 0.6, 8)),
            new Pair(Choice.of(EQUALIZE, 0.6), Choice.of(POSTERIZE, 0.4, 6)),
            new Pair(Choice.of(ROTATE, 0.8, 8), Choice.of(COLOR, 0.4, 0)),
            new Pair(Choice.of(ROTATE, 0.4, 9), Choice.of(EQUALIZE, 0.6)),
            new Pair(Choice.of(EQUALIZE, 0.0), Choice.of(EQUALIZE, 0.8)),
            new Pair(Choice.of(INVERT, 0.6), Choice.of(EQUALIZE, 1.0)),
            new Pair(Choice.of(COLOR, 0.6, 4), Choice.of(CONTRAST, 1.0, 8)),
            new Pair(Choice.of(ROTATE, 0.8, 8), Choice.of(COLOR, 1.0, 2)),
            new Pair(Choice.of(COLOR, 0.8, 8), Choice.of(SOLARIZE, 0.8, 7)),
            new Pair(Choice.of(SHARPNESS, 0.4, 7), Choice.of(INVERT, 0.6)),
            new Pair(Choice.of(SHEAR_X, 0.6, 5), Choice.of(EQUALIZE, 1.0)),
            new Pair(Choice.of(COLOR, 0.4, 0), Choice.of(EQUALIZE, 0.6)),
            new Pair(Choice.of(EQUALIZE, 0.4), Choice.of(SOLARIZE, 0.2, 4)),
            new Pair(Choice.of(SOLARIZE, 0.6, 5), Choice.of(AUTO_CONTRAST, 0.6)),
            new Pair(Choice.of(INVERT, 0.6), Choice.of(EQUALIZE, 1.0)),
            new Pair(Choice.of(COLOR, 0.6, 4), Choice.of(CONTRAST, 1.0, 8)),
            new Pair(Choice.of(EQUALIZE, 0.8), Choice.of(EQUALIZE, 0.6))));

    /// Bins of strength.
    static final int BINS = 10;

    /// Pairs of a policy.
    static final int PAIRS = 25;

    @SuppressWarnings("ImmutableEnumChecker") // List.copyOf made it.
    private final List<Pair> pairs;

    AutoAugmentPolicy(List<Pair> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    /// The pairs, each as likely as the others.
    List<Pair> pairs() {
        return pairs;
    }

    /// Two operations that are done one after the other.
    record Pair(Choice first, Choice second) {}

    /// An operation that is done with some probability.
    ///
    /// @param probability 0 to 1
    /// @param bin how strong, 0 to 9; 0 where there is no more and less
    record Choice(Operation operation, double probability, int bin) {

        static Choice of(Operation operation, double probability) {
            return new Choice(operation, probability, 0);
        }

        static Choice of(Operation operation, double probability, int bin) {
            return new Choice(operation, probability, bin);
        }

        /// The operation as it is done to an image of a shape.
        Step step(ImageShape shape, boolean negative) {
            double magnitude = MagnitudeSpace.STANDARD.magnitude(operation, bin, BINS, shape);
            return new Step(operation, negative && operation.isSigned() ? -magnitude : magnitude);
        }
    }
}
