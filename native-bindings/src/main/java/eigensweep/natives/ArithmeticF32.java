package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.linalg.Blocks;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The routines in float32.
record ArithmeticF32() implements Arithmetic {
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
    public void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c) {
        Lapack.cblas_ssyrk(Lapack.CblasRowMajor(), Lapack.CblasUpper(), trans, n, k, 1, a, lda, (float) beta, c, n);
    }

    @Override
    public int syevd(int n, MemorySegment a, MemorySegment w, Workspace s) {
        return Lapack.LAPACKE_ssyevd_work(
                Lapack.LAPACK_COL_MAJOR(), VALUES_ONLY, LOWER, n, a, n, w, s.work(), s.lwork(), s.iwork(), s.liwork());
    }

    @Override
    public void symm(int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c, int ldc) {
        Lapack.cblas_ssymm(
                Lapack.CblasColMajor(), Lapack.CblasLeft(), Lapack.CblasLower(), m, n, 1, a, lda, b, ldb, 0, c, ldc);
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
            int trans,
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
        int plain = Lapack.CblasNoTrans();
        Lapack.cblas_sgemm(
                Lapack.CblasColMajor(), trans, plain, m, n, k, (float) alpha, a, lda, b, ldb, (float) beta, c, ldc);
    }

    @Override
    public int geqrt3(int m, int n, MemorySegment a, int lda, MemorySegment t, int ldt) {
        return Lapack.LAPACKE_sgeqrt3_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, lda, t, ldt);
    }

    @Override
    public void sb2st(
            TwoStage.Arguments x,
            MemorySegment band,
            MemorySegment d,
            MemorySegment e,
            MemorySegment reflectors,
            MemorySegment work) {
        Lapack.ssytrd_sb2st_(
                x.yes(),
                x.no(),
                x.lower(),
                x.n(),
                x.kd(),
                band,
                x.ldab(),
                d,
                e,
                reflectors,
                x.lhous(),
                work,
                x.lwork(),
                x.info(),
                1,
                1,
                1);
    }

    @Override
    public int sterf(int n, MemorySegment d, MemorySegment e) {
        return Lapack.LAPACKE_ssterf_work(n, d, e);
    }

    @Override
    public int gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace s) {
        return Lapack.LAPACKE_sgelqf_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, m, tau, s.work(), s.lwork());
    }

    @Override
    public int gesdd(int n, MemorySegment a, MemorySegment s, Workspace w) {
        MemorySegment none = MemorySegment.NULL;
        return Lapack.LAPACKE_sgesdd_work(
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
                w.iwork());
    }
}
