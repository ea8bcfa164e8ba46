package eigensweep.linalg;

import static eigensweep.linalg.BackendUnderTest.assertClose;
import static eigensweep.linalg.BackendUnderTest.tolerance;
import static eigensweep.testing.Matrices.encoded;
import static eigensweep.testing.Matrices.gaussian;
import static eigensweep.testing.Matrices.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend owes however a weight is stored: its type, strides and scale, and entries it cannot have.
public interface StorageContract extends BackendUnderTest {

    /// Widening is exact, so the type of the file is not seen in the result.
    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    default void everyTypeHasTheSpectrumOfItsWidenedElements(DType dtype) {
        Matrix stored = encoded(dtype, gaussian(13, 70, 41), 70, 41, 1.0);
        Matrix widened = Matrix.of(sequence(70 * 41, i -> Widen.at(stored, i / 41, i % 41)), 70, 41);

        for (Method method : Method.values()) {
            assertThat(spectrum(stored, method)).isEqualTo(spectrum(widened, method));
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"50, 30", "30, 50", "1, 6", "6, 1"})
    default void aTransposedViewHasTheSameSpectrum(int rows, int columns) {
        Matrix matrix = Matrix.of(gaussian(17, rows, columns), rows, columns);
        double[] copied = sequence(rows * columns, i -> Widen.at(matrix.transposed(), i / rows, i % rows));
        Matrix copy = Matrix.of(copied, columns, rows);

        for (Method method : Method.values()) {
            assertClose(spectrum(matrix.transposed(), method), spectrum(matrix, method), tolerance(matrix));
            assertClose(spectrum(copy, method), spectrum(matrix, method), tolerance(matrix));
        }
    }

    @ParameterizedTest(name = "{0} x {1} by strides {2}, {3}")
    @CsvSource({"20, 12, 64, 2", "12, 20, 64, 2", "20, 12, 2, 64", "12, 20, 3, 64"})
    default void aStridedViewHasTheSpectrumOfItsCopy(int rows, int columns, long rowStride, long columnStride) {
        Matrix whole = Matrix.of(gaussian(19, 64, 64), 64, 64);
        Matrix view = new Matrix(whole.data(), DType.F64, 5, rows, columns, rowStride, columnStride, 0.5);
        double[] copied = sequence(rows * columns, i -> Widen.at(view, i / columns, i % columns));

        for (Method method : Method.values()) {
            assertClose(spectrum(view, method), spectrum(Matrix.of(copied, rows, columns), method), tolerance(view));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    default void whatIsNotFiniteIsRefusedWithItsPlace(double culprit) {
        for (int[] shape : new int[][] {{40, 30}, {30, 40}, {5000, 9}, {9, 9}}) {
            double[] values = gaussian(23, shape[0], shape[1]);
            values[8 * shape[1] + 6] = culprit;
            Matrix matrix = Matrix.of(values, shape[0], shape[1]);
            for (Method method : Method.values()) {
                assertThatExceptionOfType(SpectrumException.class)
                        .isThrownBy(() -> spectrum(matrix, method))
                        .withMessageContainingAll(Double.toString(culprit), "row 8", "column 6");
                assertThatExceptionOfType(SpectrumException.class)
                        .isThrownBy(() -> spectrum(matrix.transposed(), method))
                        .withMessageContainingAll(Double.toString(culprit), "row 6", "column 8");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    default void nanIsRefusedInEveryType(DType dtype) {
        double[] values = gaussian(29, 20, 10);
        Matrix matrix = encoded(dtype, values, 20, 10, 1.0);
        for (int i = 0; i < dtype.bytes(); i++) {
            matrix.data().set(ValueLayout.JAVA_BYTE, 57L * dtype.bytes() + i, (byte) 0xff);
        }

        for (Method method : Method.values()) {
            assertThatExceptionOfType(SpectrumException.class)
                    .isThrownBy(() -> spectrum(matrix, method))
                    .withMessageContainingAll("NaN", "row 5", "column 7");
        }
    }

    @ParameterizedTest(name = "up to {0}")
    @ValueSource(doubles = {1e155, 1e300, 1e-160, 1e-300, Double.MIN_VALUE})
    default void squaresThatLeaveTheRangeAreRefused(double size) {
        Matrix matrix = Matrix.of(sequence(12, i -> i % 5 == 0 ? size : 0), 4, 3);

        for (Method method : Method.values()) {
            assertThatExceptionOfType(SpectrumException.class)
                    .isThrownBy(() -> spectrum(matrix, method))
                    .withMessageContainingAll(Double.toString(size), "range");
        }
    }
}
