package eigensweep.linalg;

import eigensweep.tensor.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who computes spectra: the one seam of the tool. Implementations differ in speed and in the last digits,
/// never in meaning; one contract test holds them all. They are safe for use by several threads at once.
public interface Backend extends AutoCloseable {

    /// The name a user chooses it by, and the one that rows carry: `openblas`.
    String name();

    /// Library, version and processor kernels, for people.
    String description();

    /// Why this backend cannot do this, or null if it can.
    @Nullable
    String refusal(Solve solve);

    /// The eigenvalues of `W^T W` (of the smaller side) for each matrix of a batch, that is its squared
    /// singular values.
    ///
    /// @param batch matrices of any shapes, in memory that all threads of the [Solve] may read
    /// @return for each matrix its `min(rows, columns)` eigenvalues, ascending; values that rounding made
    ///     negative are 0
    /// @throws SpectrumException if a matrix holds NaN or an infinity, its squares leave the range of
    ///     float64, or
    ///     an eigensolver does not converge
    List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve);

    /// Eigenvalues, and who found them.
    ///
    /// @param eigenvalues as [#gramEigenvalues] has them
    /// @param by the name of the backend that computed them
    record Found(double[] eigenvalues, String by) {}

    /// [#gramEigenvalues], with who computed what: a backend on a device may leave a matrix to another.
    default List<Found> gramSpectra(List<Matrix> batch, Solve solve) {
        return gramEigenvalues(batch, solve).stream()
                .map(eigenvalues -> new Found(eigenvalues, name()))
                .toList();
    }

    /// The eigenvalues of a symmetric matrix.
    ///
    /// @param a `n x n`, row-major; the lower triangle is read; not changed
    /// @param n at least 1
    /// @return `n` eigenvalues, ascending
    /// @throws SpectrumException if the matrix holds NaN or an infinity, or the eigensolver does not converge
    double[] symmetricEigenvalues(double[] a, int n, Solve solve);

    /// Whether matrices of an order that are handed over together, however many there are, have a way of
    /// their own, [Solve#many], of which the last digits are other ones. Most backends have one way only.
    ///
    /// @param order the smaller side
    default boolean isBatched(int order, Solve solve) {
        return false;
    }

    /// How many matrices of this shape are best handed over at once. What comes out for a matrix does not
    /// depend on the others in its batch.
    int batch(int rows, int columns, Solve solve);

    /// What part of the work on one matrix the threads of a [Solve] share, 0 to 1, roughly: whether one is
    /// worth having them all to itself.
    ///
    /// @param large the larger side
    /// @param small the smaller side
    default double sharedPart(int large, int small, Solve solve) {
        return 0;
    }

    /// How many callers it takes to keep its devices busy; 0 for a backend that computes on its callers'
    /// threads. One on devices does nothing with the threads of a [Solve].
    default int lanes() {
        return 0;
    }

    /// A Gram matrix of zeros, to be summed up from data that is read in stretches. In float64.
    ///
    /// @param n its order, at least 1
    /// @param threads threads that may be used, at least 1; part of what a result depends on
    /// @throws SpectrumException if the matrix is too large for this backend
    GramSum gramSum(int n, int threads);

    /// How far the eigenvalues it finds are off.
    default Rounding rounding(Solve solve) {
        return Rounding.of(solve.method(), solve.precision());
    }

    /// The anonymous memory that one matrix takes while it is worked on, in bytes: what bounds the memory
    /// of a sweep.
    long workspaceBytes(int rows, int columns, Solve solve);

    /// Gives back what it has on devices; nobody may be at work. Most have nothing.
    @Override
    default void close() {}
}
