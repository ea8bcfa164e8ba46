package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.linalg.Precision;
import eigensweep.linalg.SpectrumException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/// A symmetric matrix in the host's memory.
///
/// @param entries `n x n`, row-major, of float64
/// @param lower whether the lower triangle is valid, rather than the upper one
record SymmetricMatrix(MemorySegment entries, int n, boolean lower) {

    private int first(int row) {
        return lower ? 0 : row;
    }

    private int last(int row) {
        return lower ? row : n - 1;
    }

    private double at(int i, int j) {
        return entries.getAtIndex(JAVA_DOUBLE, (long) i * n + j);
    }

    /// The largest magnitude among the entries.
    ///
    /// @throws SpectrumException if one is not finite
    double largest() {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = first(i); j <= last(i); j++) {
                double size = Math.abs(at(i, j));
                if (!(size <= Double.MAX_VALUE)) {
                    throw new SpectrumException(
                            String.format(Locale.ROOT, "holds %s at row %d, column %d", at(i, j), i, j));
                }
                largest = Math.max(largest, size);
            }
        }
        return largest;
    }

    /// Trace and norm of the matrix divided by two to a power.
    Invariants invariants(int exponent) {
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = first(i); j <= last(i); j++) {
                double entry = Math.scalb(at(i, j), -exponent);
                squares += (i == j ? 1 : 2) * entry * entry;
            }
            trace += Math.scalb(at(i, i), -exponent);
        }
        return new Invariants(trace, squares);
    }

    /// Writes rows, divided by two to a power, in the precision of the arithmetic; the other triangle is 0.
    void stage(int from, int to, int exponent, Precision precision, MemorySegment host) {
        host.fill((byte) 0);
        for (int i = from; i < to; i++) {
            for (int j = first(i); j <= last(i); j++) {
                Lane.set(host, precision, (long) (i - from) * n + j, Math.scalb(at(i, j), -exponent));
            }
        }
    }
}
