package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/// What is measured on: the same for the same seed.
public final class Inputs {

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Clears the top bit of the exponent of either 8-bit float, and of a float16 in two bytes: no code that is left is
    /// infinite or NaN.
    private static final int FINITE_CODE = 0xbf;

    private Inputs() {}

    /// Standard normal numbers.
    public static double[] gaussian(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, i -> random.nextGaussian());
        return values;
    }

    /// A symmetric matrix of standard normal numbers, `n x n`.
    public static double[] symmetric(int n, long seed) {
        double[] a = gaussian(n * n, seed);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j * n + i] = a[i * n + j];
            }
        }
        return a;
    }

    /// Points, ascending, of which the upper half follows the power law of an exponent from 1 on, over a body that is
    /// spread evenly below: much like the spectrum of a trained layer.
    public static double[] spectrum(int count, double alpha, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] points = new double[count];
        Arrays.setAll(points, i -> {
            double uniform = 1 - random.nextDouble();
            return i % 2 == 0 ? Math.max(1e-3, uniform) : Math.pow(uniform, -1 / (alpha - 1));
        });
        Arrays.sort(points);
        return points;
    }

    /// Fills memory with finite numbers of a type that can be widened.
    public static void fill(MemorySegment data, DType dtype, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long at = 0; at < data.byteSize(); at += dtype.isBlocks() ? 1 : dtype.bytes()) {
            float value = (float) (random.nextDouble() - 0.5);
            switch (dtype) {
                case F32 -> data.set(F32, at, value);
                case F16 -> data.set(BITS16, at, Float.floatToFloat16(value));
                case BF16 -> data.set(BITS16, at, (short) (Float.floatToRawIntBits(value) >>> 16));
                case F8_E4M3, F8_E5M2 -> data.set(JAVA_BYTE, at, (byte) (random.nextInt() & FINITE_CODE));
                default -> {
                    if (!dtype.isBlocks()) {
                        throw new IllegalArgumentException("no numbers of type " + dtype + " are made here");
                    }
                    data.set(JAVA_BYTE, at, (byte) (random.nextInt() & FINITE_CODE));
                }
            }
        }
    }

    /// `sum_i i' x_i` with weights `i'` that differ between neighbours: what was computed, as one number.
    public static double checksum(double... values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (1 + (i & 7)) * values[i];
        }
        return sum;
    }
}
