package eigensweep.natives.gpu.binding;

import eigensweep.linalg.Precision;

/// cuBLAS. Each method is one C function, or the one of two that fits a precision. Matrices are column-major.
public interface CudaBlas {

    /// `C = A A^T + beta C`, or `C = A^T A + beta C` where transposed, for `A` of `n x k` or `k x n`.
    record Product(boolean transposed, int n, int k, long a, int lda, double beta, long c) {}

    /// `C = A` or `C = A^T`, for `C` of `rows x columns`.
    record Placement(boolean transposed, int rows, int columns, long a, int lda, long c, int ldc) {}

    /// `result = sum_i x_i y_i`, the result on the device.
    record Dot(int n, long x, int incx, long y, int incy, long result) {}

    /// `C = diag(x) A`, or `C = A diag(x)` where from the right, for `A` of `rows x columns`; `C` may be `A`. A
    /// single column times `x` is the product of two arrays entry by entry.
    record Scaling(boolean fromRight, int rows, int columns, long a, long x, long c) {}

    /// `C = alpha A + beta B`, for matrices of `rows x columns`; `C` may be `A` or `B`, and what has the factor
    /// 0 is not read.
    record Sum(int rows, int columns, double alpha, long a, double beta, long b, long c) {}

    /// `C += alpha (x y^T + y x^T)`.
    record RankTwo(int n, double alpha, long x, long y, long c) {}

    long create();

    void setStream(long blas, long stream);

    /// Makes a handle write sums to the device, and read factors there.
    void setPointersToDevice(long blas);

    void destroy(long blas);

    /// The lower triangle of a product, in the arithmetic of its elements.
    void syrk(long blas, Precision precision, Product product);

    void place(long blas, Precision precision, Placement placement);

    /// In float64.
    void scale(long blas, Scaling scaling);

    /// In float64.
    void add(long blas, Sum sum);

    /// The lower triangle, in float64.
    void rankTwo(long blas, RankTwo update);

    /// For a handle of [#setPointersToDevice].
    void dot(long blas, Precision precision, Dot dot);
}
