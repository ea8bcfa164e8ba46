package eigensweep.linalg;

import eigensweep.simd.Kernels;

/// A Gram matrix summed on the kernels of [Kernels]; its eigenvalues are the backend's.
final class JavaGramSum implements GramSum {

    private final int n;
    private final int stride;
    private final Solver solver;
    private final Kernels kernels = Kernels.get();
    private final double[] lower;
    private double[] packed = {};

    /// The eigenvalues of a symmetric matrix of which the lower triangle is valid.
    @FunctionalInterface
    interface Solver {
        double[] eigenvalues(double[] a, int n);
    }

    JavaGramSum(int n, Solver solver) {
        this.n = n;
        this.stride = Math.ceilDiv(n, kernels.panelWidth()) * kernels.panelWidth();
        this.solver = solver;
        this.lower = new double[JavaGram.arraySize(stride, stride)];
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public void add(double[] values, int rows) {
        int size = JavaGram.arraySize(rows, stride);
        if (packed.length < size) {
            packed = new double[size];
        }
        JavaGram.pack(values, new JavaGram.Layout(n, n, 1), rows, packed, kernels.panelWidth());
        JavaGram.addProducts(kernels, packed, rows, lower, stride);
    }

    @Override
    public double[] diagonal() {
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = lower[i * stride + i];
        }
        return diagonal;
    }

    @Override
    public void map(RowChange change) {
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                row[j] = lower[j * stride + i];
            }
            change.apply(i, row);
            for (int j = i; j < n; j++) {
                lower[j * stride + i] = row[j];
            }
        }
    }

    @Override
    public double[] eigenvalues() {
        for (int i = 1; i < n && stride > n; i++) {
            System.arraycopy(lower, i * stride, lower, i * n, i + 1);
        }
        return solver.eigenvalues(lower, n);
    }

    @Override
    public void close() {
        packed = new double[0];
    }
}
