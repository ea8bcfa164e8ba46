package eigensweep.lab.images;

/// How an image is scaled: as PIL does it and, on PIL images, torchvision, to the last bit.
///
/// The smooth filters are antialiased: when an image shrinks by a factor `s`, the filter is `s` times as wide. Rows
/// are done first and rounded to bytes, then columns; weights have 22 binary places (Pillow,
/// `libImaging/Resample.c`, whose arithmetic this repeats).
public enum Resampling {
    /// The pixel whose area holds the centre.
    NEAREST(0),
    /// Triangle of width 2.
    BILINEAR(1),
    /// Keys' cubic with `a = -1/2`, of width 4.
    BICUBIC(2);

    private static final int FRACTION_BITS = 22;

    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    /// The image in another size.
    public Image resize(Image image, int height, int width) {
        if (image.shape().height() == height && image.shape().width() == width) {
            return image;
        }
        return this == NEAREST ? nearest(image, height, width) : smooth(image, height, width);
    }

    private static Image nearest(Image image, int height, int width) {
        ImageShape from = image.shape();
        ImageShape to = from.resized(height, width);
        int[] rows = centres(from.height(), height);
        int[] columns = centres(from.width(), width);
        byte[] scaled = new byte[to.size()];
        int next = 0;
        for (int channel = 0; channel < to.channels(); channel++) {
            for (int row : rows) {
                int start = (channel * from.height() + row) * from.width();
                for (int column : columns) {
                    scaled[next++] = image.pixels()[start + column];
                }
            }
        }
        return new Image(to, image.maxval(), scaled);
    }

    /// Which pixel each new one is; the position is summed up, as PIL does, since the rounding decides ties.
    private static int[] centres(int from, int to) {
        double step = (double) from / to;
        double position = step * 0.5;
        int[] centres = new int[to];
        for (int i = 0; i < to; i++) {
            centres[i] = Math.min((int) position, from - 1);
            position += step;
        }
        return centres;
    }

    private Image smooth(Image image, int height, int width) {
        ImageShape from = image.shape();
        int lines = from.channels() * from.height();
        byte[] wide = new byte[Math.multiplyExact(lines, width)];
        Weights across = weights(from.width(), width);
        for (int line = 0; line < lines; line++) {
            across.apply(image.pixels(), line * from.width(), 1, wide, line * width);
        }
        ImageShape to = from.resized(height, width);
        byte[] scaled = new byte[to.size()];
        Weights down = weights(from.height(), height);
        for (int channel = 0; channel < to.channels(); channel++) {
            for (int column = 0; column < width; column++) {
                int source = channel * from.height() * width + column;
                down.apply(wide, source, width, scaled, channel * to.area() + column);
            }
        }
        return new Image(to, image.maxval(), scaled);
    }

    /// What each new value is made of: `counts[i]` old ones from `first[i]` on, weighted by `fixed[i]`.
    private record Weights(int[] first, int[][] fixed) {

        /// A line of values; neighbours are `stride` apart, in the target as in the source.
        void apply(byte[] source, int from, int stride, byte[] target, int to) {
            for (int i = 0; i < first.length; i++) {
                int sum = 1 << (FRACTION_BITS - 1);
                int at = from + first[i] * stride;
                for (int weight : fixed[i]) {
                    sum += Byte.toUnsignedInt(source[at]) * weight;
                    at += stride;
                }
                target[to + i * stride] = (byte) Math.clamp(sum >> FRACTION_BITS, 0, 255);
            }
        }
    }

    private Weights weights(int from, int to) {
        double scale = (double) from / to;
        double width = Math.max(scale, 1);
        double reach = support * width;
        int[] first = new int[to];
        int[][] fixed = new int[to][];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            first[i] = Math.max((int) (centre - reach + 0.5), 0);
            int end = Math.min((int) (centre + reach + 0.5), from);
            double[] weights = new double[end - first[i]];
            double total = 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k] = filter((k + first[i] - centre + 0.5) / width);
                total += weights[k];
            }
            fixed[i] = new int[weights.length];
            for (int k = 0; k < weights.length; k++) {
                double share = weights[k] / total * (1 << FRACTION_BITS);
                fixed[i][k] = (int) (share + Math.copySign(0.5, share));
            }
        }
        return new Weights(first, fixed);
    }

    private double filter(double signed) {
        double x = Math.abs(signed);
        if (x >= support) {
            return 0;
        }
        if (this == BILINEAR) {
            return 1 - x;
        }
        return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
    }
}
