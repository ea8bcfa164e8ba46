package eigensweep.linalg;

import eigensweep.simd.Kernels;

/// A Gram matrix summed on the kernels of [Kernels], and its eigenvalues in the same memory.
final class JavaGramSum implements GramSum {

    private final int n;
    private final int stride;
    private final Kernels kernels = Kernels.get();
    private final double[] lower;
    private double[] packed = {};

    JavaGramSum(int n) {
        this.n = n;
        this.stride = Math.ceilDiv(n, kernels.panelWidth()) * kernels.panelWidth();
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
        packed = new double[0];
        return SymmetricEigen.eigenvalues(lower, n, stride, Precision.F64, Blocks.largestEntry(lower, n, stride));
    }

    @Override
    public void close() {
        packed = new double[0];
    }
}
