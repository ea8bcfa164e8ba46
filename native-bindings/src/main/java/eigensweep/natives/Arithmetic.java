package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Precision;
import eigensweep.natives.lapack.Lapack;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The LAPACK and BLAS routines a spectrum takes, in one of two precisions. Matrices are dense; `work`, `iwork`
/// are the routine's own, a length of -1 asks for the best length.
sealed interface Arithmetic {

    static Arithmetic of(Precision precision) {
        return precision == Precision.F64 ? new F64() : new F32();
    }

    /// How an element lies in memory.
    ValueLayout layout();

    double get(MemorySegment array, long index);

    void set(MemorySegment array, long index, double value);

    void widen(Blocks blocks, int block, MemorySegment tile);

    void widenRow(Matrix matrix, int row, MemorySegment array, long index);

    /// `C = A A^T + beta C` or `C = A^T A + beta C`, row-major upper triangle.
    void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c);

    /// `?syevd`, eigenvalues only, column-major lower triangle.
    int syevd(int n, MemorySegment a, MemorySegment w, Workspace work);

    /// `?sytrd_sy2sb`: from a symmetric matrix, column-major lower triangle, to one with a band.
    void sy2sb(
            TwoStage.Arguments arguments, MemorySegment a, MemorySegment band, MemorySegment tau, MemorySegment work);

    /// `?sytrd_sb2st`: from a matrix with a band to a tridiagonal one.
    void sb2st(
            TwoStage.Arguments arguments,
            MemorySegment band,
            MemorySegment d,
            MemorySegment e,
            MemorySegment reflectors,
            MemorySegment work);

    /// `?sterf`: the eigenvalues of a tridiagonal matrix, ascending, into `d`; destroys `e`.
    int sterf(int n, MemorySegment d, MemorySegment e);

    /// `?gelqf`, column-major.
    int gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace work);

    /// `?gesdd`, singular values only, column-major `n x n`.
    int gesdd(int n, MemorySegment a, MemorySegment s, Workspace work);

    /// A routine's scratch memory.
    record Workspace(MemorySegment work, int lwork, MemorySegment iwork, int liwork) {}

    byte VALUES_ONLY = 'N';
    byte LOWER = 'L';

    /// float64.
    record F64() implements Arithmetic {
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
        public void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c) {
            Lapack.cblas_dsyrk(Lapack.CblasRowMajor(), Lapack.CblasUpper(), trans, n, k, 1, a, lda, beta, c, n);
        }

        @Override
        public int syevd(int n, MemorySegment a, MemorySegment w, Workspace s) {
            return Lapack.LAPACKE_dsyevd_work(
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
                    s.liwork());
        }

        @Override
        public void sy2sb(
                TwoStage.Arguments x, MemorySegment a, MemorySegment band, MemorySegment tau, MemorySegment work) {
            Lapack.dsytrd_sy2sb_(x.lower(), x.n(), x.kd(), a, x.n(), band, x.ldab(), tau, work, x.lwork(), x.info(), 1);
        }

        @Override
        public void sb2st(
                TwoStage.Arguments x,
                MemorySegment band,
                MemorySegment d,
                MemorySegment e,
                MemorySegment reflectors,
                MemorySegment work) {
            Lapack.dsytrd_sb2st_(
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
            return Lapack.LAPACKE_dsterf_work(n, d, e);
        }

        @Override
        public int gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace s) {
            return Lapack.LAPACKE_dgelqf_work(Lapack.LAPACK_COL_MAJOR(), m, n, a, m, tau, s.work(), s.lwork());
        }

        @Override
        public int gesdd(int n, MemorySegment a, MemorySegment s, Workspace w) {
            MemorySegment none = MemorySegment.NULL;
            return Lapack.LAPACKE_dgesdd_work(
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

    /// float32.
    record F32() implements Arithmetic {
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
                    s.liwork());
        }

        @Override
        public void sy2sb(
                TwoStage.Arguments x, MemorySegment a, MemorySegment band, MemorySegment tau, MemorySegment work) {
            Lapack.ssytrd_sy2sb_(x.lower(), x.n(), x.kd(), a, x.n(), band, x.ldab(), tau, work, x.lwork(), x.info(), 1);
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
}
