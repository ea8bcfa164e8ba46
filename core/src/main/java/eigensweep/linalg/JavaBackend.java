package eigensweep.linalg;

import eigensweep.simd.Kernels;
import eigensweep.tensor.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Spectra without native code, on the kernels of [Kernels]: always there, and the reference for the others.
public final class JavaBackend implements Backend {

    /// Offers the backend; it needs nothing.
    public static final class Provider implements BackendProvider {
        @Override
        public String name() {
            return "java";
        }

        @Override
        public Availability probe() {
            return new Availability.Present("kernels: " + Kernels.get().describe(), JavaBackend::new);
        }
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String description() {
        return "kernels: " + Kernels.get().describe();
    }

    @Override
    public @Nullable String refusal(Solve solve) {
        return solve.precision() == Precision.F64
                ? null
                : "the java backend computes in float64 only; --precision f32 needs --backend openblas";
    }

    @Override
    public List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve) {
        return batch.stream()
                .map(matrix -> solve.method() == Method.SVD
                        ? JacobiSvd.squaredSingularValues(matrix)
                        : nonNegative(eigenvalues(JavaGram.of(matrix))))
                .toList();
    }

    @Override
    public double[] symmetricEigenvalues(double[] a, int n, Solve solve) {
        return SymmetricEigen.eigenvalues(a, n);
    }

    @Override
    public int batch(int rows, int columns, Solve solve) {
        return 1;
    }

    @Override
    public long workspaceBytes(int rows, int columns, Solve solve) {
        long side = Math.min(rows, columns);
        long large = Math.max(rows, columns);
        return solve.method() == Method.SVD
                ? Blocks.f64Bytes(side, 2 * side + Math.min(large, Math.max(side, 256)))
                : Blocks.f64Bytes(side, side)
                        + Math.max(
                                SymmetricEigen.copyBytes((int) side), Blocks.f64Bytes(side, 2 * Math.min(large, 4096)));
    }

    @Override
    public GramSum gramSum(int n, int threads) {
        return new JavaGramSum(n);
    }

    private static double[] eigenvalues(JavaGram.Symmetric gram) {
        return SymmetricEigen.eigenvalues(gram.values(), gram.n(), gram.stride(), Precision.F64, largestDiagonal(gram));
    }

    private static double largestDiagonal(JavaGram.Symmetric gram) {
        double largest = 0;
        for (int i = 0; i < gram.n(); i++) {
            largest = Math.max(largest, gram.values()[i * gram.stride() + i]);
        }
        return largest;
    }

    static double[] nonNegative(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0.0, values[i]);
        }
        return values;
    }
}
