package eigensweep.lab.augment;

import eigensweep.lab.images.ImageShape;
import java.util.EnumSet;
import java.util.List;

/// Which operations a policy draws from, and how strong they are: a range for each, cut into equal bins from weak
/// to strong. In `float`, as `torch.linspace`, since a magnitude may be compared or cut to a whole number.
public enum MagnitudeSpace {
    /// AutoAugment's and RandAugment's.
    STANDARD(0.3, 30, 0.9),
    /// TrivialAugment's, wide.
    WIDE(0.99, 135, 0.99),
    /// AugMix's.
    AUGMIX(0.3, 30, 0.9);

    private static final List<Operation> DRAWN = List.copyOf(EnumSet.complementOf(EnumSet.of(Operation.INVERT)));

    private final double shear;
    private final double degrees;
    private final double enhancement;

    MagnitudeSpace(double shear, double degrees, double enhancement) {
        this.shear = shear;
        this.degrees = degrees;
        this.enhancement = enhancement;
    }

    /// What is drawn from, each with the same probability: all but inversion, and in AugMix but nothing at all.
    public List<Operation> operations() {
        return this == AUGMIX ? DRAWN.subList(1, DRAWN.size()) : DRAWN;
    }

    /// How strong an operation is; never negative, and 0 where there is no more and less.
    ///
    /// @param bin 0 to `bins - 1`
    public double magnitude(Operation operation, int bin, int bins, ImageShape shape) {
        return switch (operation) {
            case IDENTITY, AUTO_CONTRAST, EQUALIZE, INVERT -> 0;
            case SHEAR_X, SHEAR_Y -> evenly(0, shear, bin, bins);
            case TRANSLATE_X -> evenly(0, shift(shape.width()), bin, bins);
            case TRANSLATE_Y -> evenly(0, shift(shape.height()), bin, bins);
            case ROTATE -> evenly(0, degrees, bin, bins);
            case BRIGHTNESS, COLOR, CONTRAST, SHARPNESS -> evenly(0, enhancement, bin, bins);
            case POSTERIZE -> bits(bin, bins);
            case SOLARIZE -> evenly(255, 0, bin, bins);
        };
    }

    private double shift(int side) {
        return switch (this) {
            case STANDARD -> 150.0 / 331.0 * side;
            case WIDE -> 32;
            case AUGMIX -> side / 3.0;
        };
    }

    /// 8 bits to 4, wide 8 to 2, in AugMix 4 to 0.
    private int bits(int bin, int bins) {
        int lost = this == WIDE ? 6 : 4;
        int most = this == AUGMIX ? 4 : 8;
        return most - (int) Math.rint((double) bin * lost / (bins - 1));
    }

    /// `torch.linspace`: from both ends to the middle, each number rounded to `float` once, as by a fused
    /// multiply-add.
    private static double evenly(double first, double last, int bin, int bins) {
        float start = (float) first;
        float end = (float) last;
        double step = (end - start) / (bins - 1);
        return (float) (bin < bins / 2 ? start + step * bin : end - step * (bins - 1 - bin));
    }
}
