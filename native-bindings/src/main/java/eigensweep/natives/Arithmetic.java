package eigensweep.natives;

import eigensweep.linalg.Blocks;
import eigensweep.linalg.Precision;
import eigensweep.linalg.SpectrumException;
import eigensweep.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The LAPACK and BLAS routines a spectrum takes, in one of two precisions. Matrices are dense; `work`, `iwork`
/// are the routine's own, a length of -1 asks for the best length.
///
/// A LAPACK routine that does not converge throws a [SpectrumException], one that is called wrongly a
/// [NativeException].
sealed interface Arithmetic permits ArithmeticF64, ArithmeticF32 {

    /// @param library the library's name, for errors
    static Arithmetic of(String library, Precision precision) {
        return precision == Precision.F64 ? new ArithmeticF64(library) : new ArithmeticF32(library);
    }

    /// The library's name.
    String library();

    /// What they compute in.
    Precision precision();

    /// How an element lies in memory.
    ValueLayout layout();

    double get(MemorySegment array, long index);

    void set(MemorySegment array, long index, double value);

    void widen(Blocks blocks, int block, MemorySegment tile);

    void widenRow(Matrix matrix, int row, MemorySegment array, long index);

    /// `C = A A^T + beta C` or `C = A^T A + beta C`, row-major upper triangle.
    void syrk(int trans, int n, int k, MemorySegment a, int lda, double beta, MemorySegment c, int ldc);

    /// The eigenvalues of a column-major lower triangle of entries of moderate size, by a reduction in one stage:
    /// `dsyevd`, or in float32 `ssytrd` and `dsterf`, since the iteration of `ssyevd`, in float32, is off by up to
    /// twice what [eigensweep.linalg.Rounding] promises.
    ///
    /// @param w the eigenvalues, ascending, in float64
    void inOneStage(int n, MemorySegment a, MemorySegment w, Workspace work);

    /// `C = A B + beta C` with a symmetric `A`, `m x m`, column-major lower triangle, and a `B` of `n` columns.
    void symm(int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb, double beta, MemorySegment c, int ldc);

    /// `C -= A B^T + B A^T`, `n x n`, with factors of `k` columns; column-major lower triangle.
    void syr2k(int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb, MemorySegment c, int ldc);

    /// `B = A B` or `B = B A`, or with `A^T`, where `A` is a column-major upper triangle and `B` is `m x n`.
    void trmm(int side, int trans, int m, int n, MemorySegment a, int lda, MemorySegment b, int ldb);

    /// `C = alpha A B + beta C`, or with `A^T` or `B^T`; `C` is `m x n`, column-major, `k` what is summed over.
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
            int ldc);

    /// `?geqrt3`: the QR decomposition of a column-major matrix with `m >= n`, `Q = I - V T V^T`.
    void geqrt3(int m, int n, MemorySegment a, int lda, MemorySegment t, int ldt);

    /// `?gelqf`, column-major.
    void gelqf(int m, int n, MemorySegment a, MemorySegment tau, Workspace work);

    /// `?gesdd`, singular values only, column-major `n x n`.
    void gesdd(int n, MemorySegment a, MemorySegment s, Workspace work);

    /// A routine's scratch memory.
    record Workspace(MemorySegment work, int lwork, MemorySegment iwork, int liwork) {}

    byte VALUES_ONLY = 'N';
    byte LOWER = 'L';

    /// @param code what a routine returned
    default void check(String routine, int code) {
        if (code > 0) {
            throw new SpectrumException("the eigensolver did not converge (" + routine + ", code " + code + ")");
        }
        if (code < 0) {
            throw new NativeException(library(), routine, code);
        }
    }
}
