package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Precision;
import eigensweep.linalg.SpectrumException;
import eigensweep.linalg.Tridiagonal;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The LAPACK and BLAS routines a spectrum takes, in one of two precisions. Matrices are dense; `work`,
/// `iwork` are the routine's own, a length of -1 asks for the best length.
///
/// A LAPACK routine that does not converge throws a [SpectrumException], one that is called wrongly a
/// [NativeException].
///
/// @param library the library's name, for errors
/// @param precision of the elements
record Arithmetic(String library, Precision precision) {

    private static final byte VALUES_ONLY = 'N';
    private static final byte LOWER = 'L';
    private static final byte FROM_A_BAND = 'Y';

    private static final int COLUMN_MAJOR = Lapack.LAPACK_COL_MAJOR();
    private static final int LOWER_TRIANGLE = Lapack.CblasLower();
    private static final int UPPER_TRIANGLE = Lapack.CblasUpper();
    private static final int PLAIN = Lapack.CblasNoTrans();

    static Arithmetic of(String library, Precision precision) {
        return new Arithmetic(library, precision);
    }

    private boolean isF64() {
        return precision == Precision.F64;
    }

    /// How an element lies in memory.
    ValueLayout layout() {
        return isF64() ? JAVA_DOUBLE : JAVA_FLOAT;
    }

    double get(MemorySegment array, long index) {
        return isF64() ? array.getAtIndex(JAVA_DOUBLE, index) : array.getAtIndex(JAVA_FLOAT, index);
    }

    void set(MemorySegment array, long index, double value) {
        if (isF64()) {
            array.setAtIndex(JAVA_DOUBLE, index, value);
        } else {
            array.setAtIndex(JAVA_FLOAT, index, (float) value);
        }
    }

    void widen(Blocks blocks, int block, int first, int rows, MemorySegment tile) {
        if (isF64()) {
            blocks.widenF64(block, first, rows, tile);
        } else {
            blocks.widenF32(block, first, rows, tile);
        }
    }

    void widenRow(Matrix matrix, int row, MemorySegment array, long index) {
        if (isF64()) {
            Widen.toF64(matrix, row, 0, matrix.columns(), array, index);
        } else {
            Widen.toF32(matrix, row, 0, matrix.columns(), array, index);
        }
    }

    /// `C = A A^T + beta C` or `C = A^T A + beta C`, row-major upper triangle.
    void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c, int ldc) {
        int rowMajor = Lapack.CblasRowMajor();
        if (isF64()) {
            Lapack.cblas_dsyrk(rowMajor, UPPER_TRIANGLE, trans, n, k, 1, a, lda, beta, c, ldc);
        } else {
            Lapack.cblas_ssyrk(rowMajor, UPPER_TRIANGLE, trans, n, k, 1, a, lda, (float) beta, c, ldc);
        }
    }

    /// `?sytrd`: from a column-major lower triangle of entries of moderate size to a tridiagonal matrix in
    /// one stage.
    ///
    /// @param d its diagonal
    /// @param e its couplings, `n - 1` of them
    /// @param tau room for `n - 1` more
    void sytrd(int n, MemorySegment a, MemorySegment d, MemorySegment e, MemorySegment tau, Workspace s) {
        int code = isF64()
                ? Lapack.LAPACKE_dsytrd_work(COLUMN_MAJOR, LOWER, n, a, n, d, e, tau, s.work(), s.lwork())
                : Lapack.LAPACKE_ssytrd_work(COLUMN_MAJOR, LOWER, n, a, n, d, e, tau, s.work(), s.lwork());
        check("sytrd", code);
    }

    /// `C = A B + beta C` with a symmetric `A`, `m x m`, column-major lower triangle, and a `B` of `n`
    /// columns.
    void symm(int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb, double beta, MemorySegment c, int ldc) {
        int left = Lapack.CblasLeft();
        float beta32 = (float) beta;
        if (isF64()) {
            Lapack.cblas_dsymm(COLUMN_MAJOR, left, LOWER_TRIANGLE, m, n, 1, a, lda, b, ldb, beta, c, ldc);
        } else {
            Lapack.cblas_ssymm(COLUMN_MAJOR, left, LOWER_TRIANGLE, m, n, 1, a, lda, b, ldb, beta32, c, ldc);
        }
    }

    /// `C -= A B^T + B A^T`, `n x n`, with factors of `k` columns; column-major lower triangle.
    void syr2k(int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c, int ldc) {
        if (isF64()) {
            Lapack.cblas_dsyr2k(COLUMN_MAJOR, LOWER_TRIANGLE, PLAIN, n, k, -1, a, lda, b, ldb, 1, c, ldc);
        } else {
            Lapack.cblas_ssyr2k(COLUMN_MAJOR, LOWER_TRIANGLE, PLAIN, n, k, -1, a, lda, b, ldb, 1, c, ldc);
        }
    }

    /// `B = A B` or `B = B A`, or with `A^T`, where `A` is a column-major upper triangle and `B` is `m x n`.
    void trmm(int side, int trans, int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb) {
        int nonUnit = Lapack.CblasNonUnit();
        if (isF64()) {
            Lapack.cblas_dtrmm(COLUMN_MAJOR, side, UPPER_TRIANGLE, trans, nonUnit, m, n, 1, a, lda, b, ldb);
        } else {
            Lapack.cblas_strmm(COLUMN_MAJOR, side, UPPER_TRIANGLE, trans, nonUnit, m, n, 1, a, lda, b, ldb);
        }
    }

    /// `C = alpha A B + beta C`, or with `A^T` or `B^T`; `C` is `m x n`, column-major, `k` what is summed
    /// over.
    void gemm(
            int transA,
            int transB,
            int m,
            int n,
            int k,
            double alpha,
            MemorySegment a,
            int lda,
            MemorySegment b,
            int ldb,
            double beta,
            MemorySegment c,
            int ldc) {
        float alpha32 = (float) alpha;
        float beta32 = (float) beta;
        if (isF64()) {
            Lapack.cblas_dgemm(COLUMN_MAJOR, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        } else {
            Lapack.cblas_sgemm(COLUMN_MAJOR, transA, transB, m, n, k, alpha32, a, lda, b, ldb, beta32, c, ldc);
        }
    }

    /// `?geqrt3`: the QR decomposition of a column-major matrix with `m >= n`, `Q = I - V T V^T`.
    void geqrt3(int m, int n, MemorySegment a, int lda, MemorySegment t, int ldt) {
        int code = isF64()
                ? Lapack.LAPACKE_dgeqrt3_work(COLUMN_MAJOR, m, n, a, lda, t, ldt)
                : Lapack.LAPACKE_sgeqrt3_work(COLUMN_MAJOR, m, n, a, lda, t, ldt);
        check("geqrt3", code);
    }

    /// `dsytrd_sb2st`: from a matrix with a band to a tridiagonal one, in float64.
    ///
    /// @param kd the width of the band
    /// @param band the lower triangle, column-major `(kd + 1) x n`
    /// @param reflectors the routine's own
    /// @param reflectorsLength how many there is room for; -1 asks for the number
    void sb2st(
            int n,
            int kd,
            MemorySegment band,
            MemorySegment d,
            MemorySegment e,
            MemorySegment reflectors,
            int reflectorsLength,
            Workspace work) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(JAVA_INT);
            Lapack.dsytrd_sb2st_(
                    arena.allocateFrom(JAVA_BYTE, FROM_A_BAND),
                    arena.allocateFrom(JAVA_BYTE, VALUES_ONLY),
                    arena.allocateFrom(JAVA_BYTE, LOWER),
                    arena.allocateFrom(JAVA_INT, n),
                    arena.allocateFrom(JAVA_INT, kd),
                    band,
                    arena.allocateFrom(JAVA_INT, kd + 1),
                    d,
                    e,
                    reflectors,
                    arena.allocateFrom(JAVA_INT, reflectorsLength),
                    work.work(),
                    arena.allocateFrom(JAVA_INT, work.lwork()),
                    info,
                    1,
                    1,
                    1);
            check("sytrd_sb2st", info.get(JAVA_INT, 0));
        }
    }

    /// What a reduction leaves.
    ///
    /// @param d the diagonal
    /// @param e the couplings, `n - 1` of them
    Tridiagonal tridiagonal(int n, MemorySegment d, MemorySegment e) {
        double[] diagonal = new double[n];
        double[] couplings = new double[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = get(d, i);
            couplings[i] = i == 0 ? 0 : get(e, i - 1);
        }
        return new Tridiagonal(diagonal, couplings);
    }

    /// `?gelqf`, column-major.
    void gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace s) {
        int code = isF64()
                ? Lapack.LAPACKE_dgelqf_work(COLUMN_MAJOR, m, n, a, m, tau, s.work(), s.lwork())
                : Lapack.LAPACKE_sgelqf_work(COLUMN_MAJOR, m, n, a, m, tau, s.work(), s.lwork());
        check("gelqf", code);
    }

    /// `?gesdd`, singular values only, column-major `n x n`.
    void gesdd(int n, MemorySegment a, MemorySegment s, Workspace w) {
        MemorySegment none = MemorySegment.NULL;
        int code = isF64()
                ? Lapack.LAPACKE_dgesdd_work(
                        COLUMN_MAJOR, VALUES_ONLY, n, n, a, n, s, none, n, none, n, w.work(), w.lwork(), w.iwork())
                : Lapack.LAPACKE_sgesdd_work(
                        COLUMN_MAJOR, VALUES_ONLY, n, n, a, n, s, none, n, none, n, w.work(), w.lwork(), w.iwork());
        check("gesdd", code);
    }

    /// A routine's scratch memory.
    record Workspace(MemorySegment work, int lwork, MemorySegment iwork, int liwork) {}

    /// @param code what a routine returned
    private void check(String routine, int code) {
        if (code > 0) {
            throw new SpectrumException("the eigensolver did not converge (" + routine + ", code " + code + ")");
        }
        if (code < 0) {
            throw new NativeException(library(), routine, code);
        }
    }
}
