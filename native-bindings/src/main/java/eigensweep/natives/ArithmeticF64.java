package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Precision;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The routines in float64.
record ArithmeticF64(String library) implements Arithmetic {

    private static final byte FROM_A_BAND = 'Y';

    @Override
    public Precision precision() {
        return Precision.F64;
    }

    @Override
    public ValueLayout layout() {
        return JAVA_DOUBLE;
    }

    @Override
    public double get(MemorySegment array, long index) {
        return array.getAtIndex(JAVA_DOUBLE, index);
    }

    @Override
    public void set(MemorySegment array, long index, double value) {
        array.setAtIndex(JAVA_DOUBLE, index, value);
    }

    @Override
    public void widen(Blocks blocks, int block, MemorySegment tile) {
        blocks.widenF64(block, tile);
    }

    @Override
    public void widenRow(Matrix matrix, int row, MemorySegment array, long index) {
        Widen.toF64(matrix, row, 0, matrix.columns(), array, index);
    }

    @Override
    public void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c, int ldc) {
        Lapack.cblas_dsyrk(Lapack.CblasRowMajor(), Lapack.CblasUpper(), trans, n, k, 1, a, lda, beta, c, ldc);
    }

    @Override
    public void inOneStage(int n, MemorySegment a, MemorySegment w, Workspace s) {
        check(
                "syevd",
                Lapack.LAPACKE_dsyevd_work(
                        Lapack.LAPACK_COL_MAJOR(),
                        VALUES_ONLY,
                        LOWER,
                        n,
                        a,
                        n,
                        w,
                        s.work(),
                        s.lwork(),
                        s.iwork(),
                        s.liwork()));
    }

    @Override
    public void symm(
            int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb, double beta, MemorySegment c, int ldc) {
        Lapack.cblas_dsymm(
                Lapack.CblasColMajor(), Lapack.CblasLeft(), Lapack.CblasLower(), m, n, 1, a, lda, b, ldb, beta, c, ldc);
    }

    @Override
    public void syr2k(int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c, int ldc) {
        Lapack.cblas_dsyr2k(
                Lapack.CblasColMajor(),
                Lapack.CblasLower(),
                Lapack.CblasNoTrans(),
                n,
                k,
                -1,
                a,
                lda,
                b,
                ldb,
                1,
                c,
                ldc);
    }

    @Override
    public void trmm(int side, int trans, int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb) {
        Lapack.cblas_dtrmm(
                Lapack.CblasColMajor(),
                side,
                Lapack.CblasUpper(),
                trans,
                Lapack.CblasNonUnit(),
                m,
                n,
                1,
                a,
                lda,
                b,
                ldb);
    }

    @Override
    public void gemm(
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
        Lapack.cblas_dgemm(Lapack.CblasColMajor(), transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    }

    @Override
    public void geqrt3(int m, int n, MemorySegment a, int lda, MemorySegment t, int ldt) {
        check("geqrt3", Lapack.LAPACKE_dgeqrt3_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, lda, t, ldt));
    }

    /// `?sytrd_sb2st`: from a matrix with a band to a tridiagonal one.
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
            Workspace s) {
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
                    s.work(),
                    arena.allocateFrom(JAVA_INT, s.lwork()),
                    info,
                    1,
                    1,
                    1);
            check("sytrd_sb2st", info.get(JAVA_INT, 0));
        }
    }

    /// `?sterf`: the eigenvalues of a tridiagonal matrix, ascending, into `d`; destroys `e`.
    void sterf(int n, MemorySegment d, MemorySegment e) {
        check("sterf", Lapack.LAPACKE_dsterf_work(n, d, e));
    }

    @Override
    public void gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace s) {
        check("gelqf", Lapack.LAPACKE_dgelqf_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, m, tau, s.work(), s.lwork()));
    }

    @Override
    public void gesdd(int n, MemorySegment a, MemorySegment s, Workspace w) {
        MemorySegment none = MemorySegment.NULL;
        check(
                "gesdd",
                Lapack.LAPACKE_dgesdd_work(
                        Lapack.LAPACK_COL_MAJOR(),
                        VALUES_ONLY,
                        n,
                        n,
                        a,
                        n,
                        s,
                        none,
                        n,
                        none,
                        n,
                        w.work(),
                        w.lwork(),
                        w.iwork()));
    }
}
