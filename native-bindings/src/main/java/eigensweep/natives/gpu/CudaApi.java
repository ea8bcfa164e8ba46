package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;

/// What the algorithm asks of CUDA: each method is one C function, or the one of two that fits a precision. Addresses
/// and handles are numbers; an address of a device means nothing to the host. Matrices are column-major, as cuBLAS
/// has them. Every method throws a [CudaException] for a code other than success.
interface CudaApi {

    /// Memory of the current device, in bytes.
    record Memory(long free, long total) {}

    /// `C = A A^T + beta C`, or `C = A^T A + beta C` where transposed, for `A` of `n x k` or `k x n`.
    record Product(boolean transposed, int n, int k, long a, int lda, double beta, long c) {}

    /// `C = A` or `C = A^T`, for `C` of `rows x columns`.
    record Placement(boolean transposed, int rows, int columns, long a, int lda, long c, int ldc) {}

    /// `result = sum_i x_i y_i`, the result on the device.
    record Dot(int n, long x, int incx, long y, int incy, long result) {}

    /// Symmetric matrices of one order, one after the other, whose eigenvalues are asked for.
    ///
    /// @param lower whether the lower triangles are valid, rather than the upper ones
    /// @param a the matrices, which are destroyed
    /// @param values where the eigenvalues go, ascending, `n` a matrix
    /// @param info where each matrix's code goes, an `int`: 0 if it converged
    record Symmetric(Precision precision, boolean lower, int n, int batch, long a, long values, long info) {}

    /// A matrix of `rows >= columns`, whose singular values are asked for, descending.
    record General(Precision precision, int rows, int columns, long a, long values, long info) {}

    /// Scratch memory that a routine wants, in bytes.
    record Scratch(long device, long host) {}

    /// Scratch memory that a routine gets.
    record Buffers(long device, long deviceBytes, long host, long hostBytes) {}

    /// The backend's name.
    String name();

    /// `12060` for CUDA 12.6.
    int runtimeVersion();

    /// The newest CUDA that the driver can run, likewise.
    int driverVersion();

    int deviceCount();

    String deviceName(int device);

    /// Makes a device the current one of this thread.
    void use(int device);

    Memory memory();

    long allocate(long bytes);

    void free(long address);

    /// Memory of the host that the device can copy from by itself.
    long allocateHost(long bytes);

    void freeHost(long address);

    void copyToDevice(long device, long host, long bytes, long stream);

    void copyToHost(long host, long device, long bytes, long stream);

    void clear(long device, long bytes, long stream);

    long createStream();

    void destroyStream(long stream);

    void synchronize(long stream);

    void await(long stream, long event);

    long createEvent();

    void destroyEvent(long event);

    void record(long event, long stream);

    void synchronizeEvent(long event);

    /// Milliseconds between two events that have happened.
    float elapsed(long start, long end);

    long loadModule(String ptx);

    void unloadModule(long module);

    long function(long module, String name);

    /// Starts a kernel whose arguments are all 64 bits wide.
    void launch(long function, int blocks, int threads, long stream, long... arguments);

    long createBlas();

    void setBlasStream(long blas, long stream);

    /// Makes a handle write sums to the device, and read factors there.
    void setBlasPointersToDevice(long blas);

    void destroyBlas(long blas);

    /// The lower triangle of a product, in the arithmetic of its elements.
    void syrk(long blas, Precision precision, Product product);

    /// A whole product of 16-bit elements, in float32.
    void gemm(long blas, Encoding halves, Product product);

    void place(long blas, Precision precision, Placement placement);

    /// For a handle of [#setBlasPointersToDevice].
    void dot(long blas, Precision precision, Dot dot);

    long createSolver();

    void setSolverStream(long solver, long stream);

    void destroySolver(long solver);

    long createParameters();

    void destroyParameters(long parameters);

    long createJacobi();

    void destroyJacobi(long jacobi);

    /// `Xsyevd`, for one matrix.
    Scratch eigenvaluesScratch(long solver, long parameters, Symmetric problem);

    void eigenvalues(long solver, long parameters, Symmetric problem, Buffers buffers);

    /// Whether there is `XsyevBatched`: CUDA 12.6.2 or later, and not in JCuda.
    boolean hasBatched();

    /// `XsyevBatched`.
    Scratch batchedScratch(long solver, long parameters, Symmetric problem);

    void batched(long solver, long parameters, Symmetric problem, Buffers buffers);

    /// `syevjBatched`: at most 32 rows.
    Scratch jacobiScratch(long solver, long jacobi, Symmetric problem);

    void jacobi(long solver, long jacobi, Symmetric problem, Buffers buffers);

    /// `Xgesvd`, singular values only.
    Scratch singularValuesScratch(long solver, long parameters, General problem);

    void singularValues(long solver, long parameters, General problem, Buffers buffers);
}
