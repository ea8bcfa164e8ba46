package eigensweep.lab.images;

/// From bytes to numbers: `(v / maxval - mean_c) / std_c` for channel `c`.
///
/// @param mean what is taken off, one for each channel
/// @param std what is divided by, one for each channel, positive
public record Normalisation(float[] mean, float[] std) {

    /// `v / maxval`, in [0, 1], for any number of channels.
    public static final Normalisation UNIT = new Normalisation(new float[0], new float[0]);

    /// What torchvision's ImageNet models expect.
    public static final Normalisation IMAGENET =
            new Normalisation(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

    public Normalisation {
        if (mean.length != std.length) {
            throw new IllegalArgumentException(mean.length + " means but " + std.length + " standard deviations");
        }
        for (float deviation : std) {
            if (!(deviation > 0) || Float.isInfinite(deviation)) {
                throw new IllegalArgumentException("a standard deviation of " + deviation + " is not positive");
            }
        }
        mean = mean.clone();
        std = std.clone();
    }

    /// Writes an image as numbers, channel after channel, from `offset` of `target` on.
    ///
    /// @throws IllegalArgumentException if the image has another number of channels
    public void apply(Image image, float[] target, int offset) {
        ImageShape shape = image.shape();
        if (mean.length != 0 && mean.length != shape.channels()) {
            throw new IllegalArgumentException(
                    "a normalisation for " + mean.length + " channels does not fit an image of " + shape);
        }
        byte[] pixels = image.pixels();
        for (int channel = 0; channel < shape.channels(); channel++) {
            float[] table = table(channel, image.maxval());
            int from = channel * shape.area();
            for (int i = from; i < from + shape.area(); i++) {
                target[offset + i] = table[Byte.toUnsignedInt(pixels[i])];
            }
        }
    }

    /// What each of the 256 bytes becomes.
    private float[] table(int channel, int maxval) {
        float[] table = new float[256];
        for (int v = 0; v < table.length; v++) {
            float unit = v / (float) maxval;
            table[v] = mean.length == 0 ? unit : (unit - mean[channel]) / std[channel];
        }
        return table;
    }
}
