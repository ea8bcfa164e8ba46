package eigensweep.diversity;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Samples as vectors: rows of a matrix, mostly of a mapped file, of which a stretch at a time is in memory.
///
/// @param name what people call them: mostly a file
/// @param matrix a row a sample
/// @param chosen which rows, in which order, or null for all
/// @param unit a power of two by which numbers are multiplied as they are read, so that neither their squares
///     overflow nor all of them vanish; see [#scaled]
public record Vectors(String name, Matrix matrix, int @Nullable [] chosen, double unit) {

    /// Binary exponents of the largest number that are ordinary: squares are far from the limits of float64, and so
    /// are their sums.
    private static final int LEAST_EXPONENT = -300;

    private static final int GREATEST_EXPONENT = 480;

    /// All rows of a matrix, as they are.
    public Vectors(String name, Matrix matrix) {
        this(name, matrix, null);
    }

    /// Some rows of a matrix, as they are.
    public Vectors(String name, Matrix matrix, int @Nullable [] chosen) {
        this(name, matrix, chosen, 1);
    }

    /// The same, with a unit in which the largest number is an ordinary one, if it is extraordinarily large or small.
    /// Of float64 alone: the squares of all other types are within its range.
    Vectors scaled() {
        if (matrix.dtype() != DType.F64) {
            return this;
        }
        double largest = 0;
        double[] values = new double[dimension()];
        MemorySegment segment = MemorySegment.ofArray(values);
        for (int i = 0; i < size(); i++) {
            read(i, 1, segment);
            for (double value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        int exponent = Math.getExponent(largest);
        if (largest == 0
                || !Double.isFinite(largest)
                || exponent == Math.clamp(exponent, LEAST_EXPONENT, GREATEST_EXPONENT)) {
            return this;
        }
        // Down to the greatest, so that what is small beside it stays; up to 1, or as far as a power of two goes.
        int shift = exponent > 0 ? GREATEST_EXPONENT - exponent : Math.min(Double.MAX_EXPONENT, -exponent);
        return new Vectors(name, matrix, chosen, unit * Math.scalb(1.0, shift));
    }

    /// How many samples there are, `n`.
    public int size() {
        return chosen == null ? matrix.rows() : chosen.length;
    }

    /// How many numbers each has, `d`.
    public int dimension() {
        return matrix.columns();
    }

    /// Some of the samples, in an order of their own; one may come twice.
    Vectors select(int[] rows) {
        return new Vectors(name, matrix, Arrays.stream(rows).map(this::row).toArray(), unit);
    }

    /// The row of the matrix that a sample is.
    int row(int sample) {
        return chosen == null ? sample : chosen[sample];
    }

    /// Reads whole samples, row-major.
    ///
    /// @param count of at most 2^31 numbers
    void read(int from, int count, MemorySegment into) {
        if (chosen == null && matrix.isDense()) {
            Widen.toF64(matrix, from, 0, count * dimension(), into, 0);
            toUnit(into, 0, count * dimension());
            return;
        }
        for (int i = 0; i < count; i++) {
            readPart(from + i, 0, dimension(), into, (long) i * dimension());
        }
    }

    /// Reads the part of a sample that begins at a column.
    void readPart(int sample, int column, int count, MemorySegment into, long at) {
        Widen.toF64(matrix, row(sample), column, count, into, at);
        toUnit(into, at, count);
    }

    private void toUnit(MemorySegment values, long from, int count) {
        if (unit != 1) {
            for (long i = from; i < from + count; i++) {
                values.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values.getAtIndex(ValueLayout.JAVA_DOUBLE, i) * unit);
            }
        }
    }

    /// Refuses a sample that holds NaN or an infinity.
    ///
    /// @param squaredLength of the sample
    /// @throws DiversityException if it is not finite
    void checkFinite(int sample, double squaredLength) {
        if (squaredLength <= Double.MAX_VALUE) {
            return;
        }
        int row = row(sample);
        for (int j = 0; j < dimension(); j++) {
            double value = Widen.at(matrix, row, j);
            if (!Double.isFinite(value)) {
                throw notFinite(row, j, value);
            }
        }
        throw new IllegalStateException("row " + row + " of " + name + " was not scaled");
    }

    DiversityException notFinite(int row, int column, double value) {
        return new DiversityException(
                name, String.format(Locale.ROOT, "row %d holds %s in column %d (both from 0)", row, value, column));
    }

    /// The number that gives a sample the length 1.
    ///
    /// @param at where its values are
    /// @throws DiversityException if it has no direction
    double perLength(int sample, double[] values, int at) {
        double squared = squaredLength(values, at, dimension());
        checkFinite(sample, squared);
        if (squared >= Double.MIN_NORMAL / Math.ulp(1.0)) {
            return 1 / Math.sqrt(squared);
        }
        double largest = 0;
        for (int j = at; j < at + dimension(); j++) {
            largest = Math.max(largest, Math.abs(values[j]));
        }
        if (largest < Double.MIN_NORMAL) {
            throw new DiversityException(name, withoutDirection(row(sample)));
        }
        double sum = 0;
        for (int j = at; j < at + dimension(); j++) {
            sum += values[j] / largest * (values[j] / largest);
        }
        return 1 / Math.sqrt(sum) / largest;
    }

    private String withoutDirection(int row) {
        double largest = 0;
        for (int j = 0; j < dimension(); j++) {
            largest = Math.max(largest, Math.abs(Widen.at(matrix, row, j)));
        }
        return largest == 0
                ? "row " + row + " (from 0) is the zero vector, which has no direction; remove it, or use"
                        + " --kernel linear or rbf"
                : "row " + row + " (from 0) has no number beyond " + largest + ", which beside the other rows is too"
                        + " small to have a direction; scale it, remove it, or use --kernel linear or rbf";
    }

    static double squaredLength(double[] values, int at, int count) {
        return product(values, at, values, at, count);
    }

    /// `<x, y>`, in four sums whatever the processor, so that it is the same everywhere.
    static double product(double[] x, int xAt, double[] y, int yAt, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            a += x[xAt + i] * y[yAt + i];
            b += x[xAt + i + 1] * y[yAt + i + 1];
            c += x[xAt + i + 2] * y[yAt + i + 2];
            d += x[xAt + i + 3] * y[yAt + i + 3];
        }
        for (; i < count; i++) {
            a += x[xAt + i] * y[yAt + i];
        }
        return (a + b) + (c + d);
    }
}
