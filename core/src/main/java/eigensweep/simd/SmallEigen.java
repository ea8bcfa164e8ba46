package eigensweep.simd;

/// The eigenvalues of as many small symmetric matrices at once as a vector has lanes. There is no scalar
/// twin: one matrix at a time is what every other eigensolver does.
public final class SmallEigen {

    private SmallEigen() {}

    /// How many matrices [#eigenvalues] takes at once; 1 where the kernels of this process are scalar, and
    /// it must not be called.
    public static int lanes() {
        return Kernels.get() instanceof VectorKernels ? VectorKernels.LANES : 1;
    }

    /// The eigenvalues of matrices of order `n` with entries of order 1 or below: element `(i, j)`, `j <= i`, of
    /// matrix `k` at `a[(i (i + 1) / 2 + j) lanes + k]`. They come, in no order, at `values[i lanes + k]`; `a` is
    /// destroyed. What comes out for a matrix does not depend on the others.
    ///
    /// @return whether all converged
    public static boolean eigenvalues(double[] a, int n, double[] values) {
        VectorTridiagonal matrices = new VectorTridiagonal(a, n, values);
        matrices.reduce();
        return matrices.iterate();
    }
}
