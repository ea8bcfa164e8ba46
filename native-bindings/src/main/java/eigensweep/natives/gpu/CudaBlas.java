package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;

/// cuBLAS. Each method is one C function, or the one of two that fits a precision. Matrices are column-major.
interface CudaBlas {

    /// `C = A A^T + beta C`, or `C = A^T A + beta C` where transposed, for `A` of `n x k` or `k x n`.
    record Product(boolean transposed, int n, int k, long a, int lda, double beta, long c) {}

    /// `C = A` or `C = A^T`, for `C` of `rows x columns`.
    record Placement(boolean transposed, int rows, int columns, long a, int lda, long c, int ldc) {}

    /// `result = sum_i x_i y_i`, the result on the device.
    record Dot(int n, long x, int incx, long y, int incy, long result) {}

    long create();

    void setStream(long blas, long stream);

    /// Makes a handle write sums to the device, and read factors there.
    void setPointersToDevice(long blas);

    void destroy(long blas);

    /// The lower triangle of a product, in the arithmetic of its elements.
    void syrk(long blas, Precision precision, Product product);

    /// A whole product of 16-bit elements, in float32.
    void gemm(long blas, Encoding halves, Product product);

    void place(long blas, Precision precision, Placement placement);

    /// For a handle of [#setPointersToDevice].
    void dot(long blas, Precision precision, Dot dot);
}
