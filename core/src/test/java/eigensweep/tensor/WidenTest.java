package eigensweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.testing.Matrices;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WidenTest {

    /// All patterns of 16 bits, or of 8 bits, in order.
    private static MemorySegment allCodes(int bits) {
        ByteBuffer codes = ByteBuffer.allocate((1 << bits) * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int code = 0; code < 1 << bits; code++) {
            if (bits == 16) {
                codes.putShort((short) code);
            } else {
                codes.put((byte) code);
            }
        }
        return MemorySegment.ofBuffer(codes.flip());
    }

    /// Holds a type to a decoding on every path through [Widen]: runs of neighbours, strides, single elements, float32.
    private static void assertDecoded(DType dtype, MemorySegment data, int count, IntToDoubleFunction decoding) {
        Matrix row = new Matrix(data, dtype, 0, 1, count, count, 1, 1.0);
        Matrix everySecond = new Matrix(data, dtype, 1, 1, count / 2, count, 2, 1.0);
        double[] neighbours = new double[count];
        double[] strided = new double[count / 2];
        float[] narrow = new float[count];
        double[] decoded = IntStream.range(0, count).mapToDouble(decoding).toArray();

        Widen.toF64(row, 0, 0, count, MemorySegment.ofArray(neighbours), 0);
        Widen.toF64(everySecond, 0, 0, count / 2, MemorySegment.ofArray(strided), 0);
        Widen.toF32(row, 0, 0, count, MemorySegment.ofArray(narrow), 0);
        double[] single =
                IntStream.range(0, count).mapToDouble(i -> Widen.at(row, 0, i)).toArray();

        assertThat(neighbours).isEqualTo(decoded);
        assertThat(single).isEqualTo(decoded);
        for (int i = 0; i < count; i++) {
            assertSameNumber(narrow[i], (float) decoded[i]);
            if (i % 2 == 1) {
                assertSameNumber(strided[i / 2], decoded[i]);
            }
        }
    }

    /// The same number, sign of zero included; one NaN is as good as another.
    private static void assertSameNumber(double actual, double expected) {
        if (Double.compare(actual, expected) != 0) {
            throw new AssertionError(actual + " instead of " + expected);
        }
    }

    /// A value by the definition of binary formats (IEEE 754-2019, 3.4), in double arithmetic.
    private static double ieee(int code, int exponentBits, int mantissaBits) {
        int bias = (1 << (exponentBits - 1)) - 1;
        int exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
        double fraction = (code & ((1 << mantissaBits) - 1)) * Math.pow(2, -mantissaBits);
        double sign = (code >> (mantissaBits + exponentBits)) == 0 ? 1 : -1;
        if (exponent == (1 << exponentBits) - 1) {
            return fraction == 0 ? sign / 0.0 : Double.NaN;
        }
        return sign
                * (exponent == 0 ? fraction * Math.pow(2, 1 - bias) : (1 + fraction) * Math.pow(2, exponent - bias));
    }

    @Test
    void decodesEveryFloat16() {
        assertDecoded(DType.F16, allCodes(16), 1 << 16, code -> ieee(code, 5, 10));
        assertDecoded(DType.F16, allCodes(16), 1 << 16, code -> Float.float16ToFloat((short) code));
    }

    @Test
    void decodesEveryBfloat16() {
        assertDecoded(DType.BF16, allCodes(16), 1 << 16, code -> ieee(code, 8, 7));
        assertDecoded(DType.BF16, allCodes(16), 1 << 16, code -> Float.intBitsToFloat(code << 16));
    }

    /// E5M2 is the upper byte of a float16 (OCP 8-bit Floating Point Specification 1.0, 5.1).
    @Test
    void decodesEveryE5m2() {
        assertDecoded(DType.F8_E5M2, allCodes(8), 256, code -> Float.float16ToFloat((short) (code << 8)));
        assertDecoded(DType.F8_E5M2, allCodes(8), 256, code -> ieee(code, 5, 2));
    }

    /// The bits of an E4M3 put into a float16's fields mean the same but for the bias, 7 instead of 15, and for the
    /// codes that float16 keeps for infinities: E4M3 has none, only all bits set is NaN (same specification, 5.1).
    @Test
    void decodesEveryE4m3() {
        assertDecoded(DType.F8_E4M3, allCodes(8), 256, code -> {
            if ((code & 0x7f) == 0x7f) {
                return Double.NaN;
            }
            int float16 = (code & 0x80) << 8 | (code & 0x7f) << 7;
            return 256 * Float.float16ToFloat((short) float16);
        });
    }

    /// OCP 8-bit Floating Point Specification 1.0, table 1.
    @Test
    void decodesTheLandmarksOf8BitFloats() {
        assertThat(e4m3(0x7e)).isEqualTo(448);
        assertThat(e4m3(0x08)).isEqualTo(0x1p-6);
        assertThat(e4m3(0x01)).isEqualTo(0x1p-9);
        assertThat(e4m3(0x38)).isEqualTo(1);
        assertThat(e4m3(0x80)).isEqualTo(-0.0);
        assertThat(e4m3(0xff)).isNaN();
        assertThat(e5m2(0x7b)).isEqualTo(57344);
        assertThat(e5m2(0x04)).isEqualTo(0x1p-14);
        assertThat(e5m2(0x01)).isEqualTo(0x1p-16);
        assertThat(e5m2(0xfc)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(e5m2(0x7d)).isNaN();
    }

    private static double e4m3(int code) {
        return Widen.at(new Matrix(allCodes(8), DType.F8_E4M3, code, 1, 1, 1, 1, 1.0), 0, 0);
    }

    private static double e5m2(int code) {
        return Widen.at(new Matrix(allCodes(8), DType.F8_E5M2, code, 1, 1, 1, 1, 1.0), 0, 0);
    }

    @Test
    void readsFloat32AndFloat64AsLittleEndian() {
        float[] singles = {1.5f, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, 0.1f, 3f};
        ByteBuffer four = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer eight = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : singles) {
            four.putFloat(value);
            eight.putDouble(value);
        }

        assertDecoded(DType.F32, MemorySegment.ofBuffer(four.flip()), 8, i -> singles[i]);
        assertDecoded(DType.F64, MemorySegment.ofBuffer(eight.flip()), 8, i -> singles[i]);
    }

    @Test
    void roundsFloat64ToTheNearestFloat32() {
        double[] values = {1 + 0x1p-24, 1 + 0x1p-24 + 0x1p-50, 1 + 3 * 0x1p-24, 1e300, 1e-60, -1e39};
        float[] narrow = new float[6];

        Widen.toF32(Matrix.of(values, 1, 6), 0, 0, 6, MemorySegment.ofArray(narrow), 0);

        assertThat(narrow)
                .containsExactly(1f, 1 + 0x1p-23f, 1 + 0x1p-22f, Float.POSITIVE_INFINITY, 0f, Float.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void readsTheSameElementsThroughAnyView(DType dtype) {
        Matrix m = random(dtype, 6, 9, 1.0);
        Matrix everySecondColumn = new Matrix(m.data(), dtype, m.offset() + 1, 6, 4, 9, 2, 1.0);
        Matrix lowerRows = new Matrix(m.data(), dtype, m.offset() + 18, 2, 9, 18, 1, 1.0);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 9; j++) {
                assertThat(Widen.at(m.transposed(), j, i)).isEqualTo(Widen.at(m, i, j));
            }
            for (int j = 0; j < 4; j++) {
                assertThat(Widen.at(everySecondColumn, i, j)).isEqualTo(Widen.at(m, i, 2 * j + 1));
            }
        }
        assertThat(row(lowerRows, 0)).isEqualTo(row(m, 2));
        assertThat(row(lowerRows, 1)).isEqualTo(row(m, 4));
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void writesOnlyTheElementsAskedForWhereAskedFor(DType dtype) {
        Matrix m = random(dtype, 3, 40, 0.5);
        double[] wide = new double[60];
        float[] narrow = new float[60];

        Widen.toF64(m, 2, 5, 30, MemorySegment.ofArray(wide), 11);
        Widen.toF32(m, 2, 5, 30, MemorySegment.ofArray(narrow), 11);

        for (int i = 0; i < 60; i++) {
            double expected = i < 11 || i >= 41 ? 0 : Widen.at(m, 2, 5 + i - 11);
            assertThat(wide[i]).isEqualTo(expected);
            assertThat(narrow[i]).isEqualTo((float) expected);
        }
    }

    /// NumPy 2 multiplies a float32 array by the float64 `sqrt(1/2)` in float64; so kernels are scaled.
    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void scalesInFloat64(DType dtype) {
        Matrix plain = random(dtype, 2, 37, 1.0);
        Matrix scaled = random(dtype, 2, 37, Math.sqrt(0.5));
        float[] narrow = new float[37];
        Widen.toF32(scaled, 1, 0, 37, MemorySegment.ofArray(narrow), 0);

        for (int j = 0; j < 37; j++) {
            double expected = Widen.at(plain, 1, j) * Math.sqrt(0.5);
            assertThat(row(scaled, 1)[j]).isEqualTo(expected);
            assertThat(Widen.at(scaled, 1, j)).isEqualTo(expected);
            assertThat(narrow[j]).isEqualTo((float) expected);
        }
    }

    /// Float32 has no number below 2^-149, and few before it: a product rounded there would be off by a tenth.
    @Test
    void scalesDenormalNumbersWithoutLoss() {
        float least = 5 * Float.MIN_VALUE;
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(least);
        Matrix scaled = new Matrix(MemorySegment.ofBuffer(data.flip()), DType.F32, 0, 1, 1, 1, 1, Math.sqrt(0.5));

        assertThat(row(scaled, 0)).containsExactly(least * Math.sqrt(0.5));
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 31) - 4, (1L << 31) + 40, (3L << 30) + 8})
    void readsBeyondTwoGigabytes(long atByte, @TempDir Path folder) throws IOException {
        ByteBuffer two = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        two.putFloat(1.25f).putFloat(-7f).flip();
        Path sparse = folder.resolve("sparse");
        try (FileChannel file = FileChannel.open(
                        sparse,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            file.write(two, atByte);
            MemorySegment data = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
            int columns = 1 << 10;
            long element = atByte / 4;
            Matrix m =
                    new Matrix(data, DType.F32, element % columns, (int) (element / columns) + 1, 2, columns, 1, 1.0);
            double[] row = row(m, m.rows() - 1);

            assertThat(row).containsExactly(1.25, -7);
            assertThat(Widen.at(m, m.rows() - 1, 1)).isEqualTo(-7);
            assertThat(Widen.at(m.transposed(), 0, m.rows() - 1)).isEqualTo(1.25);
        }
    }

    @Test
    void doesNotReadPastTheEndOfTheData() {
        Matrix lying = new Matrix(MemorySegment.ofArray(new byte[16]), DType.F32, 0, 1, 5, 5, 1, 1.0);

        assertThatThrownBy(() -> row(lying, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static double[] row(Matrix m, int row) {
        double[] values = new double[m.columns()];
        Widen.toF64(m, row, 0, m.columns(), MemorySegment.ofArray(values), 0);
        return values;
    }

    /// A random matrix of a type, three elements into its data.
    private static Matrix random(DType dtype, int rows, int columns, double scale) {
        Matrix whole = Matrices.encoded(dtype, Matrices.gaussian(5, 1, rows * columns + 3), 1, 1, scale);
        return new Matrix(whole.data(), dtype, 3, rows, columns, columns, 1, scale);
    }
}
