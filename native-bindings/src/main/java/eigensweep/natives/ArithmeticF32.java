package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Precision;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The routines in float32.
record ArithmeticF32(String library) implements Arithmetic {
    @Override
    public Precision precision() {
        return Precision.F32;
    }

    @Override
    public ValueLayout layout() {
        return JAVA_FLOAT;
    }

    @Override
    public double get(MemorySegment array, long index) {
        return array.getAtIndex(JAVA_FLOAT, index);
    }

    @Override
    public void set(MemorySegment array, long index, double value) {
        array.setAtIndex(JAVA_FLOAT, index, (float) value);
    }

    @Override
    public void widen(Blocks blocks, int block, MemorySegment tile) {
        blocks.widenF32(block, tile);
    }

    @Override
    public void widenRow(Matrix matrix, int row, MemorySegment array, long index) {
        Widen.toF32(matrix, row, 0, matrix.columns(), array, index);
    }

    @Override
    public void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c, int ldc) {
        Lapack.cblas_ssyrk(Lapack.CblasRowMajor(), Lapack.CblasUpper(), trans, n, k, 1, a, lda, (float) beta, c, ldc);
    }

    @Override
    public void inOneStage(int n, MemorySegment a, MemorySegment w, Workspace s) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment d = arena.allocate(JAVA_FLOAT, n);
            MemorySegment e = arena.allocate(JAVA_FLOAT, n);
            MemorySegment tau = arena.allocate(JAVA_FLOAT, n);
            check(
                    "sytrd",
                    Lapack.LAPACKE_ssytrd_work(
                            Lapack.LAPACK_COL_MAJOR(), LOWER, n, a, n, d, e, tau, s.work(), s.lwork()));
            if (s.lwork() < 0) {
                return;
            }
            MemorySegment couplings = arena.allocate(JAVA_DOUBLE, n);
            for (int i = 0; i < n; i++) {
                w.setAtIndex(JAVA_DOUBLE, i, d.getAtIndex(JAVA_FLOAT, i));
                couplings.setAtIndex(JAVA_DOUBLE, i, e.getAtIndex(JAVA_FLOAT, i));
            }
            check("sterf", Lapack.LAPACKE_dsterf_work(n, w, couplings));
        }
    }

    @Override
    public void symm(
            int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb, double beta, MemorySegment c, int ldc) {
        Lapack.cblas_ssymm(
                Lapack.CblasColMajor(),
                Lapack.CblasLeft(),
                Lapack.CblasLower(),
                m,
                n,
                1,
                a,
                lda,
                b,
                ldb,
                (float) beta,
                c,
                ldc);
    }

    @Override
    public void syr2k(int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c, int ldc) {
        Lapack.cblas_ssyr2k(
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
        Lapack.cblas_strmm(
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
        Lapack.cblas_sgemm(
                Lapack.CblasColMajor(), transA, transB, m, n, k, (float) alpha, a, lda, b, ldb, (float) beta, c, ldc);
    }

    @Override
    public void geqrt3(int m, int n, MemorySegment a, int lda, MemorySegment t, int ldt) {
        check("geqrt3", Lapack.LAPACKE_sgeqrt3_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, lda, t, ldt));
    }

    @Override
    public void gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace s) {
        check("gelqf", Lapack.LAPACKE_sgelqf_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, m, tau, s.work(), s.lwork()));
    }

    @Override
    public void gesdd(int n, MemorySegment a, MemorySegment s, Workspace w) {
        MemorySegment none = MemorySegment.NULL;
        check(
                "gesdd",
                Lapack.LAPACKE_sgesdd_work(
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
