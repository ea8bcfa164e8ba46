package eigensweep.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.simd.Kernels.Groups;
import eigensweep.simd.Kernels.Rank2Symv;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each test runs one lambda on both twins; sizes are odd on purpose, and arrays are filled around the part a
/// kernel is given, so that one element too many shows.
@ParameterizedClass(name = "n = {0}")
@ValueSource(ints = {0, 1, 2, 3, 7, 8, 13, 31, 64, 207, 1000})
class KernelTwinsTest {

    private static final Kernels VECTOR = new VectorKernels();
    private static final Kernels SCALAR = new ScalarKernels("the oracle of this test");

    private static final ValueLayout.OfShort BITS16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt BITS32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int n;
    private final SplittableRandom random;

    KernelTwinsTest(int n) {
        this.n = n;
        this.random = new SplittableRandom(n);
    }

    /// Those of the bits, from the lowest on, of what `SplittableRandom` draws from the same seed.
    @Test
    void drawTheSameSigns() {
        double[] signs = onBoth(kernels -> {
            double[] v = filled(n + 3, 5);
            kernels.signs(7, v, n);
            return v;
        });
        long[] words = new SplittableRandom(7).longs(n / 64 + 1).toArray();
        for (int i = 0; i < n; i++) {
            assertThat(signs[i]).as("sign %d", i).isEqualTo((words[i / 64] >>> i % 64 & 1) == 0 ? 1 : -1);
        }
        assertThat(Arrays.copyOfRange(signs, n, n + 3)).containsOnly(5);
    }

    @ParameterizedTest(name = "{0} bytes in")
    @ValueSource(ints = {0, 1, 4, 6})
    void widenFloat32ToTheSameBits(int srcByte) {
        MemorySegment src = MemorySegment.ofArray(new byte[srcByte + 4 * n]);
        for (int i = 0; i < n; i++) {
            src.set(BITS32, srcByte + 4L * i, random.nextInt());
        }

        double[] widened = onBoth(kernels -> {
            double[] dst = filled(n + 5, -1);
            kernels.f32ToF64(src, srcByte, MemorySegment.ofArray(dst), 16, n);
            return dst;
        });

        double[] expected = filled(n + 5, -1);
        for (int i = 0; i < n; i++) {
            expected[2 + i] = Float.intBitsToFloat(src.get(BITS32, srcByte + 4L * i));
        }
        assertThat(widened).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} bytes in")
    @ValueSource(ints = {0, 1, 2, 6})
    void widenBfloat16ToTheSameBits(int srcByte) {
        MemorySegment src = MemorySegment.ofArray(new byte[srcByte + 2 * n]);
        for (int i = 0; i < n; i++) {
            src.set(BITS16, srcByte + 2L * i, (short) random.nextInt());
        }

        double[] widened = onBoth(kernels -> {
            double[] dst = filled(n + 5, -1);
            kernels.bf16ToF64(src, srcByte, MemorySegment.ofArray(dst), 16, n);
            return dst;
        });

        double[] expected = filled(n + 5, -1);
        for (int i = 0; i < n; i++) {
            expected[2 + i] = Float.intBitsToFloat(src.get(BITS16, srcByte + 2L * i) << 16);
        }
        assertThat(widened).isEqualTo(expected);
    }

    @Test
    void widenAnArrayToTheSameBits() {
        float[] src = floats(n);

        double[] widened = onBoth(kernels -> {
            double[] dst = filled(n + 5, -1);
            kernels.f32ToF64(src, MemorySegment.ofArray(dst), 16, n, new double[n]);
            return dst;
        });

        double[] expected = filled(n + 5, -1);
        for (int i = 0; i < n; i++) {
            expected[2 + i] = src[i];
        }
        assertThat(widened).isEqualTo(expected);
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    @ParameterizedTest(name = "groups of {0}")
    @ValueSource(ints = {1, 7, 8, 16, 32})
    void decodeBytesToTheSameBits(int each) {
        Groups groups = new Groups(3, each + 2, each, n);
        byte[] src = bytes(groups);
        float[] scales = floats(n);

        double[] decoded = onBoth(kernels -> {
            float[] dst = new float[n * each + 5];
            kernels.bytesToF32(src, groups, scales, dst);
            return wide(dst);
        });

        double[] expected = new double[n * each + 5];
        for (int g = 0; g < n; g++) {
            for (int i = 0; i < each; i++) {
                float product = scales[g] * src[3 + g * (each + 2) + i];
                expected[g * each + i] = product;
            }
        }
        assertThat(decoded).isEqualTo(expected);
    }

    @ParameterizedTest(name = "groups of {0}")
    @ValueSource(ints = {1, 7, 8, 16, 32})
    void decodeHalvesOfBytesToTheSameBits(int each) {
        Groups groups = new Groups(3, each + 2, each, n);
        byte[] src = bytes(groups);
        float[] linear = floats(4 * n);

        double[] decoded = onBoth(kernels -> {
            float[] dst = new float[2 * n * each + 5];
            kernels.nibblesToF32(src, groups, 8, linear, dst, 2);
            return wide(dst);
        });

        double[] expected = new double[2 * n * each + 5];
        for (int g = 0; g < n; g++) {
            for (int i = 0; i < each; i++) {
                int pair = src[3 + g * (each + 2) + i] & 0xff;
                float lower = linear[4 * g] * (pair % 16 - 8);
                float upper = linear[4 * g + 2] * (pair / 16 - 8);
                expected[2 + 2 * g * each + i] = lower + linear[4 * g + 1];
                expected[2 + 2 * g * each + each + i] = upper + linear[4 * g + 3];
            }
        }
        assertThat(decoded).isEqualTo(expected);
    }

    /// With room for vectors behind them, or without.
    private byte[] bytes(Groups groups) {
        byte[] bytes = new byte[groups.first() + groups.count() * groups.stride() + random.nextInt(9)];
        random.nextBytes(bytes);
        return bytes;
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i % 5 == 1 ? -0f : (float) random.nextDouble(-3, 3);
        }
        return values;
    }

    /// The twins pack panels of different widths, so each is held to the sum written plainly rather than to
    /// the other.
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"vector", "scalar"})
    void addPanelProductsInTheOrderOfThePlainSum(String twin) {
        Kernels kernels = twin.equals("vector") ? VECTOR : SCALAR;
        int w = kernels.panelWidth();
        double[] a = uniform(3 + n * w);
        double[] b = uniform(5 + n * w);
        int ldc = w + 3;
        double[] c = uniform(7 + w * ldc);
        double[] expected = c.clone();
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum = Math.fma(a[3 + k * w + i], b[5 + k * w + j], sum);
                }
                expected[7 + i * ldc + j] += sum;
            }
        }

        kernels.gramPanels(a, 3, b, 5, n, c, 7, ldc);

        assertThat(c).isEqualTo(expected);
    }

    @ParameterizedTest(name = "offsets {0}")
    @ValueSource(ints = {0, 1, 5})
    void sumProductsToRounding(int offset) {
        double[] a = uniform(n + offset);
        double[] b = uniform(n + 2 * offset);

        double vector = VECTOR.dot(a, offset, b, 2 * offset, n);
        double scalar = SCALAR.dot(a, offset, b, 2 * offset, n);

        assertThat(vector).isCloseTo(scalar, within(roundingOfASum()));
    }

    @ParameterizedTest(name = "offsets {0}")
    @ValueSource(ints = {0, 1, 5})
    void addMultiplesToTheSameBits(int offset) {
        double[] x = uniform(n + offset);
        double[] y = uniform(n + 2 * offset + 3);

        double[] sum = onBoth(kernels -> {
            double[] dst = y.clone();
            kernels.axpy(0.3, x, offset, dst, 2 * offset, n);
            return dst;
        });

        assertThat(Arrays.copyOf(sum, 2 * offset)).isEqualTo(Arrays.copyOf(y, 2 * offset));
        for (int i = 0; i < n; i++) {
            assertThat(sum[2 * offset + i]).isCloseTo(0.3 * x[offset + i] + y[2 * offset + i], within(1e-15));
        }
        assertThat(tail(sum, 2 * offset + n)).isEqualTo(tail(y, 2 * offset + n));
    }

    @ParameterizedTest(name = "offsets {0}")
    @ValueSource(ints = {0, 1, 5})
    void rotateToTheSameBits(int offset) {
        double[] x = uniform(n + offset + 3);
        double[] y = uniform(n + offset + 3);

        double[] rotated = onBoth(kernels -> {
            double[] newX = x.clone();
            double[] newY = y.clone();
            kernels.rotate(newX, offset, newY, offset, n, 0.6, 0.8);
            return concatenated(newX, newY);
        });

        for (int i = 0; i < n; i++) {
            int at = offset + i;
            assertThat(rotated[at]).isCloseTo(0.6 * x[at] - 0.8 * y[at], within(1e-15));
            assertThat(rotated[x.length + at]).isCloseTo(0.8 * x[at] + 0.6 * y[at], within(1e-15));
        }
        assertThat(rotated[offset + n]).isEqualTo(x[offset + n]);
        assertThat(rotated[x.length + offset + n]).isEqualTo(y[offset + n]);
    }

    /// Over all rows of a symmetric matrix: `A - v w^T - w v^T`, of which the lower triangle counts, and its
    /// product.
    @Test
    void updateAMatrixToTheSameBitsAndMultiplyItToRounding() {
        PackedTriangle packing = VECTOR.packing();
        int order = packing.padded(Math.min(n, 207));
        double[] a = uniform(order * order);
        double[] v = uniform(order);
        double[] w = uniform(order);
        double[] x = uniform(order);
        double[][] products = new double[2][];

        double[] updated = onBoth(kernels -> {
            Rank2Symv step = Rank2Symv.zeros(packing, order);
            double[] t = step.t();
            for (int i = 0; i < order; i++) {
                for (int j = 0; j < packing.padded(i + 1); j++) {
                    t[step.layout().a() + packing.row(i) + packing.column(j)] =
                            a[Math.max(i, j) * order + Math.min(i, j)];
                }
            }
            System.arraycopy(v, 0, t, step.layout().v(), order);
            System.arraycopy(w, 0, t, step.layout().w(), order);
            System.arraycopy(x, 0, t, step.layout().x(), order);
            for (int r = 0; r < order; r += Kernels.ROWS) {
                kernels.rank2Symv(step, step.layout().a() + packing.panel(r), r);
            }
            products[kernels == VECTOR ? 0 : 1] =
                    Arrays.copyOfRange(t, step.layout().y(), step.layout().y() + order);
            return Arrays.copyOfRange(t, step.layout().a(), t.length);
        });

        double[] expected = new double[order];
        for (int i = 0; i < order; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = a[i * order + j] - v[i] * w[j] - w[i] * v[j];
                assertThat(updated[packing.row(i) + packing.column(j)]).isCloseTo(entry, within(1e-15));
                expected[i] += entry * x[j];
                expected[j] += i == j ? 0 : entry * x[i];
            }
        }
        double rounding = 2 * order * Math.ulp((double) order);
        assertThat(products[0]).containsExactly(expected, within(rounding));
        assertThat(products[1]).containsExactly(expected, within(rounding));
    }

    @ParameterizedTest(name = "alpha = {0}")
    @ValueSource(doubles = {1.01, 2, 3.7, 40, 1e4})
    void measureKolmogorovSmirnovDistanceToTheSameBits(double alpha) {
        double[] logs = uniform(n + 9);
        Arrays.sort(logs);
        int start = 4;

        for (int from : new int[] {start, start + 3}) {
            for (double already : new double[] {0, 0.01, 2}) {
                double[] distance = onBoth(kernels -> new double[] {
                    kernels.ksDistance(logs, start, from, start + n, 1 - alpha, 1.0 / (n + 5), already)
                });

                double expected = already;
                for (int j = from; j < start + n; j++) {
                    double fitted = 1 - StrictMath.exp((logs[j] - logs[start]) * (1 - alpha));
                    expected = Math.max(expected, Math.abs(fitted - (j - start) / (n + 5.0)));
                }
                assertThat(distance[0]).isCloseTo(expected, within(5e-16));
            }
        }
    }

    /// Runs the same on both twins and holds the results to the same bits (of NaN, only that it is one).
    private static double[] onBoth(Function<Kernels, double[]> run) {
        double[] vector = run.apply(VECTOR);
        assertThat(vector).isEqualTo(run.apply(SCALAR));
        return vector;
    }

    /// A sum of `n` products of at most 1, each addition rounded once.
    private double roundingOfASum() {
        return n * Math.ulp((double) Math.max(n, 1));
    }

    private double[] uniform(int length) {
        return random.doubles(length, -1, 1).toArray();
    }

    private static double[] filled(int length, double value) {
        double[] array = new double[length];
        Arrays.fill(array, value);
        return array;
    }

    private static double[] tail(double[] array, int from) {
        return Arrays.copyOfRange(array, from, array.length);
    }

    private static double[] concatenated(double[] first, double[] second) {
        double[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
