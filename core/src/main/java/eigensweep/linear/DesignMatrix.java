package eigensweep.linear;

import eigensweep.simd.Kernels;
import java.util.SplittableRandom;

/// A data matrix `X`: an observation a row, a feature a column.
///
/// @param values row-major, finite
/// @param rows `n`, at least 1
/// @param columns `d`, at least 1
public record DesignMatrix(double[] values, int rows, int columns) {

    public DesignMatrix {
        if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(values.length + " values of a " + rows + " x " + columns + " matrix");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "row " + (i / columns + 1) + ", column " + (i % columns + 1) + " is " + values[i]);
            }
        }
    }

    /// Independent normal entries of mean 0.
    static DesignMatrix gaussian(int rows, int columns, double deviation, SplittableRandom random) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return new DesignMatrix(values, rows, columns);
    }

    /// `X^T Z`, row-major, `columns x Z's columns`.
    double[] transposeTimes(DesignMatrix other) {
        Kernels kernels = Kernels.get();
        double[] product = new double[columns * other.columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                kernels.axpy(
                        values[i * columns + j],
                        other.values,
                        i * other.columns,
                        product,
                        j * other.columns,
                        other.columns);
            }
        }
        return product;
    }

    /// `X^T X`, row-major.
    double[] gram() {
        return transposeTimes(this);
    }

    /// `X^T y`.
    double[] transposeTimes(double... y) {
        Kernels kernels = Kernels.get();
        double[] product = new double[columns];
        for (int i = 0; i < rows; i++) {
            kernels.axpy(y[i], values, i * columns, product, 0, columns);
        }
        return product;
    }

    /// `X w`.
    double[] times(double... w) {
        Kernels kernels = Kernels.get();
        double[] product = new double[rows];
        for (int i = 0; i < rows; i++) {
            product[i] = kernels.dot(values, i * columns, w, 0, columns);
        }
        return product;
    }

    /// `X + E`.
    DesignMatrix plus(DesignMatrix noise) {
        double[] sum = values.clone();
        Kernels.get().axpy(1, noise.values, 0, sum, 0, sum.length);
        return new DesignMatrix(sum, rows, columns);
    }

    /// `tr X^T Z = sum_ij x_ij z_ij`.
    double inner(DesignMatrix other) {
        return Kernels.get().dot(values, 0, other.values, 0, values.length);
    }
}
