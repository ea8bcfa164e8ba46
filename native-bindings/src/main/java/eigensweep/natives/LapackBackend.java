package eigensweep.natives;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendException;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Spectra by a LAPACK library: OpenBLAS or MKL, one of them a process, because the generated bindings resolve to
/// whichever was loaded first.
final class LapackBackend implements Backend {

    /// What a library must export.
    static final List<String> SYMBOLS = List.of(
            "cblas_dsyrk",
            "cblas_ssyrk",
            "LAPACKE_dsytrd_work",
            "LAPACKE_ssytrd_work",
            "cblas_dsymm",
            "cblas_ssymm",
            "cblas_dsyr2k",
            "cblas_ssyr2k",
            "cblas_dtrmm",
            "cblas_strmm",
            "cblas_dgemm",
            "cblas_sgemm",
            "LAPACKE_dgeqrt3_work",
            "LAPACKE_sgeqrt3_work",
            "dsytrd_sb2st_",
            "LAPACKE_dgelqf_work",
            "LAPACKE_sgelqf_work",
            "LAPACKE_dgesdd_work",
            "LAPACKE_sgesdd_work");

    private static @Nullable LapackBackend bound;

    private final String name;
    private final Control control;
    private int threads;

    /// What differs between the libraries.
    ///
    /// @param description library and version
    /// @param setThreads sets the threads a routine may use, for the whole process
    record Control(String description, IntConsumer setThreads) {}

    private LapackBackend(String name, Control control) {
        this.name = name;
        this.control = control;
    }

    /// The backend on a library; the same one if it was opened before.
    ///
    /// @throws BackendException if another library was opened before, or this one cannot be loaded
    static synchronized LapackBackend open(
            String name, NativeLibrary library, Function<SymbolLookup, Control> control) {
        if (bound == null) {
            library.bind();
            bound = new LapackBackend(name, control.apply(library.lookup()));
        }
        if (!bound.name.equals(name)) {
            throw new BackendException("backend " + name + " cannot be opened: this process uses " + bound.name);
        }
        return bound;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return control.description();
    }

    @Override
    public @Nullable String refusal(Solve solve) {
        return null;
    }

    @Override
    public List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve) {
        use(1);
        int largest = 0;
        for (Matrix matrix : batch) {
            largest = Math.max(largest, matrix.smallSide());
        }
        boolean isGram = solve.method() == Method.GRAM;
        List<double[]> spectra = new ArrayList<>(batch.size());
        try (Crew crew = new Crew(isGram && largest >= LapackSpectra.STRIPS ? solve.threads() : 1)) {
            LapackSpectra lapack = LapackSpectra.of(name, solve.precision(), crew);
            for (Matrix matrix : batch) {
                double[] values = isGram ? lapack.gram(matrix) : lapack.svd(matrix);
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.max(0.0, values[i]);
                }
                spectra.add(values);
            }
        }
        return spectra;
    }

    @Override
    public double[] symmetricEigenvalues(double[] a, int n, Solve solve) {
        use(1);
        try (Crew crew = new Crew(n < LapackSpectra.TWO_STAGES ? 1 : solve.threads())) {
            return LapackSpectra.of(name, solve.precision(), crew).symmetric(a, n);
        }
    }

    @Override
    public double sharedPart(int large, int small, Solve solve) {
        return solve.method() == Method.SVD ? 0 : LapackSpectra.sharedPart(large, small);
    }

    @Override
    public int batch(int rows, int columns, Solve solve) {
        return 1;
    }

    @Override
    public GramSum gramSum(int n, int threads) {
        use(threads);
        return new LapackGramSum(name, n, threads, this::use);
    }

    @Override
    public long workspaceBytes(int rows, int columns, Solve solve) {
        long side = Math.min(rows, columns);
        long large = Math.max(rows, columns);
        long bytes = solve.precision() == Precision.F64 ? Double.BYTES : Float.BYTES;
        long block = solve.method() == Method.SVD
                ? side * Math.min(large, Math.max(side, 256))
                : Math.min(large * side, Math.max(1 << 20, 128 * side));
        // Four hundred vectors bound what the reductions ask for besides.
        long copy = solve.method() == Method.SVD ? 0 : LapackSpectra.copyBytes(side);
        return bytes * (side * side + block + 400 * side) + copy;
    }

    /// The number of threads is the library's, not the caller's: callers that run side by side agree on it.
    private synchronized void use(int count) {
        if (threads != count) {
            control.setThreads().accept(count);
            threads = count;
        }
    }
}
