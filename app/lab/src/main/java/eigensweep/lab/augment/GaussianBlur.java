package eigensweep.lab.augment;

import java.util.Arrays;

/// Smooths a plane with a Gaussian, `exp(-x^2 / 2 sigma^2)` cut off at `4 sigma`; planes go on as their mirror
/// image, the edge not repeated. Rows first, then columns.
///
/// @param weights of odd number, the sum of which is 1
record GaussianBlur(float[] weights) {

    /// Of `8 sigma + 1` pixels, cut to a whole number and made odd, as torchvision's `ElasticTransform`.
    static GaussianBlur of(double sigma) {
        int size = (int) (8 * sigma + 1) | 1;
        float[] weights = new float[size];
        double[] exact = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double x = (i - size / 2) / sigma;
            exact[i] = Math.exp(-0.5 * x * x);
            sum += exact[i];
        }
        for (int i = 0; i < size; i++) {
            weights[i] = (float) (exact[i] / sum);
        }
        return new GaussianBlur(weights);
    }

    /// Smooths a plane in place.
    void apply(float[] plane, int height, int width) {
        int reach = weights.length / 2;
        float[] line = new float[width + 2 * reach];
        float[] smooth = new float[height * width];
        for (int row = 0; row < height; row++) {
            for (int i = 0; i < line.length; i++) {
                line[i] = plane[row * width + mirrored(i - reach, width)];
            }
            for (int k = 0; k < weights.length; k++) {
                add(weights[k], line, k, smooth, row * width, width);
            }
        }
        for (int row = 0; row < height; row++) {
            Arrays.fill(plane, row * width, (row + 1) * width, 0);
            for (int k = 0; k < weights.length; k++) {
                add(weights[k], smooth, mirrored(row + k - reach, height) * width, plane, row * width, width);
            }
        }
    }

    private static void add(float weight, float[] from, int start, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] += weight * from[start + i];
        }
    }

    /// An index beyond the edge, reflected until it is inside.
    static int mirrored(int index, int size) {
        if (size == 1) {
            return 0;
        }
        int period = 2 * (size - 1);
        int phase = Math.floorMod(index, period);
        return phase < size ? phase : period - phase;
    }
}
