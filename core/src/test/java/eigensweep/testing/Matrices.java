package eigensweep.testing;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Matrices for tests, row-major, the same for the same seed.
public final class Matrices {

    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE);
    private static final ValueLayout.OfShort BITS16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE);

    /// Reflections on each side that make a diagonal matrix dense.
    private static final int REFLECTIONS = 4;

    private Matrices() {}

    /// Independent normal entries.
    public static double[] gaussian(long seed, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    /// `n` values of a function of `0 .. n - 1`.
    public static double[] sequence(int n, IntToDoubleFunction value) {
        return IntStream.range(0, n).mapToDouble(value).toArray();
    }

    /// `U diag(s) V^T` for orthogonal `U` and `V`: products of random reflections.
    public static double[] withSingularValues(long seed, int rows, int columns, double[] s) {
        double[] a = new double[rows * columns];
        for (int i = 0; i < s.length; i++) {
            a[i * columns + i] = s[i];
        }
        for (int r = 0; r < REFLECTIONS; r++) {
            reflectRows(a, rows, columns, unit(seed + 2L * r, rows));
            reflectColumns(a, rows, columns, unit(seed + 2L * r + 1, columns));
        }
        return a;
    }

    /// `U diag(lambda) U^T` for an orthogonal `U`, symmetric to the last bit.
    public static double[] withEigenvalues(long seed, double[] lambda) {
        int n = lambda.length;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * n + i] = lambda[i];
        }
        for (int r = 0; r < REFLECTIONS; r++) {
            double[] v = unit(seed + r, n);
            reflectRows(a, n, n, v);
            reflectColumns(a, n, n, v);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j * n + i] = a[i * n + j];
            }
        }
        return a;
    }

    /// The values in the encoding of a type; types of at most 16 bits cut off what they cannot hold.
    public static Matrix encoded(DType dtype, double[] values, int rows, int columns, double scale) {
        MemorySegment data = MemorySegment.ofArray(new byte[values.length * dtype.bytes()]);
        for (int i = 0; i < values.length; i++) {
            float single = (float) values[i];
            switch (dtype) {
                case F64 -> data.setAtIndex(F64, i, values[i]);
                case F32 -> data.setAtIndex(F32, i, single);
                case F16 -> data.setAtIndex(BITS16, i, Float.floatToFloat16(single));
                case BF16 -> data.setAtIndex(BITS16, i, (short) (Float.floatToRawIntBits(single) >> 16));
                case F8_E4M3 -> {
                    // The fields of a float16 of another bias, see WidenTest.
                    int float16 = Float.floatToFloat16(single / 256);
                    data.set(ValueLayout.JAVA_BYTE, i, (byte) ((float16 >> 8 & 0x80) | (float16 >> 7 & 0x7f)));
                }
                case F8_E5M2 -> data.set(ValueLayout.JAVA_BYTE, i, (byte) (Float.floatToFloat16(single) >> 8));
                default -> throw new IllegalArgumentException(dtype + " cannot be widened");
            }
        }
        return new Matrix(data, dtype, 0, rows, columns, columns, 1, scale);
    }

    private static double[] unit(long seed, int n) {
        double[] v = gaussian(seed, n, 1);
        double norm =
                Math.sqrt(IntStream.range(0, n).mapToDouble(i -> v[i] * v[i]).sum());
        return sequence(n, i -> v[i] / norm);
    }

    /// `(I - 2 v v^T) A`.
    private static void reflectRows(double[] a, int rows, int columns, double[] v) {
        double[] product = new double[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                product[j] += v[i] * a[i * columns + j];
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                a[i * columns + j] -= 2 * v[i] * product[j];
            }
        }
    }

    /// `A (I - 2 v v^T)`.
    private static void reflectColumns(double[] a, int rows, int columns, double[] v) {
        for (int i = 0; i < rows; i++) {
            double product = 0;
            for (int j = 0; j < columns; j++) {
                product += a[i * columns + j] * v[j];
            }
            for (int j = 0; j < columns; j++) {
                a[i * columns + j] -= 2 * product * v[j];
            }
        }
    }
}
