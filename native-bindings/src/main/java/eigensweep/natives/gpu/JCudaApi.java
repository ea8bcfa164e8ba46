package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.CudaException.Library;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import jcuda.Pointer;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasFillMode;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasPointerMode;
import jcuda.jcusolver.JCusolverDn;
import jcuda.jcusolver.cusolverDnHandle;
import jcuda.jcusolver.cusolverDnParams;
import jcuda.jcusolver.cusolverEigMode;
import jcuda.jcusolver.syevjInfo;
import jcuda.runtime.JCuda;
import jcuda.runtime.cudaEvent_t;
import jcuda.runtime.cudaMemcpyKind;
import jcuda.runtime.cudaStream_t;

/// CUDA 12 through JCuda, whose handles are objects: they get numbers here.
final class JCudaApi implements CudaApi {

    private static final int NON_BLOCKING = 1;
    private static final int R_32F = 0;
    private static final int R_64F = 1;
    private static final int R_16F = 2;
    private static final int R_16BF = 14;
    private static final int COMPUTE_32F = 68;
    private static final int GEMM_DEFAULT = -1;
    private static final char NONE = 'N';
    private static final Pointer NOWHERE = new Pointer();

    private final Map<Long, Object> handles = new ConcurrentHashMap<>();
    private final AtomicLong lastHandle = new AtomicLong();

    /// An address as a number, which JCuda keeps to itself.
    private static final class Address extends Pointer {

        Address(long address) {
            super(address);
        }

        private Address(Pointer pointer) {
            super(pointer);
        }

        static long of(Pointer pointer) {
            return new Address(pointer).getNativePointer();
        }
    }

    @Override
    public String name() {
        return "jcuda";
    }

    @Override
    public int runtimeVersion() {
        return number("cudaRuntimeGetVersion", JCuda::cudaRuntimeGetVersion);
    }

    @Override
    public int driverVersion() {
        return number("cudaDriverGetVersion", JCuda::cudaDriverGetVersion);
    }

    @Override
    public int deviceCount() {
        return number("cudaGetDeviceCount", JCuda::cudaGetDeviceCount);
    }

    @Override
    public String deviceName(int device) {
        byte[] name = new byte[256];
        CUdevice ordinal = new CUdevice();
        driver("cuDeviceGet", JCudaDriver.cuDeviceGet(ordinal, device));
        driver("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, ordinal));
        int length = 0;
        while (name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public void use(int device) {
        runtime("cudaSetDevice", JCuda.cudaSetDevice(device));
    }

    @Override
    public Memory memory() {
        long[] free = {0};
        long[] total = {0};
        runtime("cudaMemGetInfo", JCuda.cudaMemGetInfo(free, total));
        return new Memory(free[0], total[0]);
    }

    @Override
    public long allocate(long bytes) {
        Pointer made = new Pointer();
        runtime("cudaMalloc", JCuda.cudaMalloc(made, bytes));
        return Address.of(made);
    }

    @Override
    public void free(long address) {
        runtime("cudaFree", JCuda.cudaFree(at(address)));
    }

    @Override
    public long allocateHost(long bytes) {
        Pointer made = new Pointer();
        runtime("cudaHostAlloc", JCuda.cudaHostAlloc(made, bytes, JCuda.cudaHostAllocDefault));
        return Address.of(made);
    }

    @Override
    public void freeHost(long address) {
        runtime("cudaFreeHost", JCuda.cudaFreeHost(at(address)));
    }

    @Override
    public void copyToDevice(long device, long host, long bytes, long stream) {
        int kind = cudaMemcpyKind.cudaMemcpyHostToDevice;
        runtime("cudaMemcpyAsync", JCuda.cudaMemcpyAsync(at(device), at(host), bytes, kind, stream(stream)));
    }

    @Override
    public void copyToHost(long host, long device, long bytes, long stream) {
        int kind = cudaMemcpyKind.cudaMemcpyDeviceToHost;
        runtime("cudaMemcpyAsync", JCuda.cudaMemcpyAsync(at(host), at(device), bytes, kind, stream(stream)));
    }

    @Override
    public void clear(long device, long bytes, long stream) {
        runtime("cudaMemsetAsync", JCuda.cudaMemsetAsync(at(device), 0, bytes, stream(stream)));
    }

    @Override
    public long createStream() {
        cudaStream_t made = new cudaStream_t();
        runtime("cudaStreamCreateWithFlags", JCuda.cudaStreamCreateWithFlags(made, NON_BLOCKING));
        return keep(made);
    }

    @Override
    public void destroyStream(long stream) {
        runtime("cudaStreamDestroy", JCuda.cudaStreamDestroy(drop(stream, cudaStream_t.class)));
    }

    @Override
    public void synchronize(long stream) {
        runtime("cudaStreamSynchronize", JCuda.cudaStreamSynchronize(stream(stream)));
    }

    @Override
    public void await(long stream, long event) {
        runtime("cudaStreamWaitEvent", JCuda.cudaStreamWaitEvent(stream(stream), event(event), 0));
    }

    @Override
    public long createEvent() {
        cudaEvent_t made = new cudaEvent_t();
        runtime("cudaEventCreate", JCuda.cudaEventCreate(made));
        return keep(made);
    }

    @Override
    public void destroyEvent(long event) {
        runtime("cudaEventDestroy", JCuda.cudaEventDestroy(drop(event, cudaEvent_t.class)));
    }

    @Override
    public void record(long event, long stream) {
        runtime("cudaEventRecord", JCuda.cudaEventRecord(event(event), stream(stream)));
    }

    @Override
    public void synchronizeEvent(long event) {
        runtime("cudaEventSynchronize", JCuda.cudaEventSynchronize(event(event)));
    }

    @Override
    public float elapsed(long start, long end) {
        float[] milliseconds = {0};
        runtime("cudaEventElapsedTime", JCuda.cudaEventElapsedTime(milliseconds, event(start), event(end)));
        return milliseconds[0];
    }

    @Override
    public long loadModule(String ptx) {
        CUmodule made = new CUmodule();
        driver("cuModuleLoadData", JCudaDriver.cuModuleLoadData(made, ptx));
        return keep(made);
    }

    @Override
    public void unloadModule(long module) {
        driver("cuModuleUnload", JCudaDriver.cuModuleUnload(drop(module, CUmodule.class)));
    }

    @Override
    public long function(long module, String name) {
        CUfunction made = new CUfunction();
        driver("cuModuleGetFunction", JCudaDriver.cuModuleGetFunction(made, kept(module, CUmodule.class), name));
        return keep(made);
    }

    @Override
    public void launch(long function, int blocks, int threads, long stream, long... arguments) {
        Pointer[] pointers = Arrays.stream(arguments)
                .mapToObj(value -> Pointer.to(new long[] {value}))
                .toArray(Pointer[]::new);
        driver(
                "cuLaunchKernel",
                JCudaDriver.cuLaunchKernel(
                        kept(function, CUfunction.class),
                        blocks,
                        1,
                        1,
                        threads,
                        1,
                        1,
                        0,
                        new CUstream(stream(stream)),
                        Pointer.to(pointers),
                        null));
    }

    @Override
    public long createBlas() {
        cublasHandle made = new cublasHandle();
        cublas("cublasCreate", JCublas2.cublasCreate(made));
        return keep(made);
    }

    @Override
    public void setBlasStream(long blas, long stream) {
        cublas("cublasSetStream", JCublas2.cublasSetStream(blas(blas), stream(stream)));
    }

    @Override
    public void setBlasPointersToDevice(long blas) {
        int mode = cublasPointerMode.CUBLAS_POINTER_MODE_DEVICE;
        cublas("cublasSetPointerMode", JCublas2.cublasSetPointerMode(blas(blas), mode));
    }

    @Override
    public void destroyBlas(long blas) {
        cublas("cublasDestroy", JCublas2.cublasDestroy(drop(blas, cublasHandle.class)));
    }

    @Override
    public void syrk(long blas, Precision precision, Product p) {
        int lower = cublasFillMode.CUBLAS_FILL_MODE_LOWER;
        int op = op(p.transposed());
        Pointer one = scalar(precision, 1);
        Pointer beta = scalar(precision, p.beta());
        cublas(
                "cublas?syrk",
                precision == Precision.F64
                        ? JCublas2.cublasDsyrk(
                                blas(blas), lower, op, p.n(), p.k(), one, at(p.a()), p.lda(), beta, at(p.c()), p.n())
                        : JCublas2.cublasSsyrk(
                                blas(blas), lower, op, p.n(), p.k(), one, at(p.a()), p.lda(), beta, at(p.c()), p.n()));
    }

    @Override
    public void gemm(long blas, Encoding halves, Product p) {
        int type = halves == Encoding.BF16 ? R_16BF : R_16F;
        Pointer a = at(p.a());
        cublas(
                "cublasGemmEx",
                JCublas2.cublasGemmEx_new(
                        blas(blas),
                        op(p.transposed()),
                        op(!p.transposed()),
                        p.n(),
                        p.n(),
                        p.k(),
                        scalar(Precision.F32, 1),
                        a,
                        type,
                        p.lda(),
                        a,
                        type,
                        p.lda(),
                        scalar(Precision.F32, p.beta()),
                        at(p.c()),
                        R_32F,
                        p.n(),
                        COMPUTE_32F,
                        GEMM_DEFAULT));
    }

    @Override
    public void place(long blas, Precision precision, Placement p) {
        cublasHandle h = blas(blas);
        int op = op(p.transposed());
        Pointer one = scalar(precision, 1);
        Pointer none = scalar(precision, 0);
        Pointer a = at(p.a());
        Pointer c = at(p.c());
        int asIs = cublasOperation.CUBLAS_OP_N;
        cublas(
                "cublas?geam",
                precision == Precision.F64
                        ? JCublas2.cublasDgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), none, c, p.ldc(), c, p.ldc())
                        : JCublas2.cublasSgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), none, c, p.ldc(), c, p.ldc()));
    }

    @Override
    public void dot(long blas, Precision precision, Dot d) {
        cublas(
                "cublas?dot",
                precision == Precision.F64
                        ? JCublas2.cublasDdot(
                                blas(blas), d.n(), at(d.x()), d.incx(), at(d.y()), d.incy(), at(d.result()))
                        : JCublas2.cublasSdot(
                                blas(blas), d.n(), at(d.x()), d.incx(), at(d.y()), d.incy(), at(d.result())));
    }

    @Override
    public long createSolver() {
        cusolverDnHandle made = new cusolverDnHandle();
        cusolver("cusolverDnCreate", JCusolverDn.cusolverDnCreate(made));
        return keep(made);
    }

    @Override
    public void setSolverStream(long solver, long stream) {
        cusolver("cusolverDnSetStream", JCusolverDn.cusolverDnSetStream(solver(solver), stream(stream)));
    }

    @Override
    public void destroySolver(long solver) {
        cusolver("cusolverDnDestroy", JCusolverDn.cusolverDnDestroy(drop(solver, cusolverDnHandle.class)));
    }

    @Override
    public long createParameters() {
        cusolverDnParams made = new cusolverDnParams();
        cusolver("cusolverDnCreateParams", JCusolverDn.cusolverDnCreateParams(made));
        return keep(made);
    }

    @Override
    public void destroyParameters(long parameters) {
        cusolverDnParams dropped = drop(parameters, cusolverDnParams.class);
        cusolver("cusolverDnDestroyParams", JCusolverDn.cusolverDnDestroyParams(dropped));
    }

    @Override
    public long createJacobi() {
        syevjInfo made = new syevjInfo();
        cusolver("cusolverDnCreateSyevjInfo", JCusolverDn.cusolverDnCreateSyevjInfo(made));
        return keep(made);
    }

    @Override
    public void destroyJacobi(long jacobi) {
        cusolver("cusolverDnDestroySyevjInfo", JCusolverDn.cusolverDnDestroySyevjInfo(drop(jacobi, syevjInfo.class)));
    }

    @Override
    public Scratch eigenvaluesScratch(long solver, long parameters, Symmetric p) {
        int type = type(p.precision());
        long[] device = {0};
        long[] host = {0};
        cusolver(
                "cusolverDnXsyevd_bufferSize",
                JCusolverDn.cusolverDnXsyevd_bufferSize(
                        solver(solver),
                        parameters(parameters),
                        cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR,
                        triangle(p),
                        p.n(),
                        type,
                        at(p.a()),
                        p.n(),
                        type,
                        at(p.values()),
                        type,
                        device,
                        host));
        return new Scratch(device[0], host[0]);
    }

    @Override
    public void eigenvalues(long solver, long parameters, Symmetric p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXsyevd",
                JCusolverDn.cusolverDnXsyevd(
                        solver(solver),
                        parameters(parameters),
                        cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR,
                        triangle(p),
                        p.n(),
                        type,
                        at(p.a()),
                        p.n(),
                        type,
                        at(p.values()),
                        type,
                        at(b.device()),
                        b.deviceBytes(),
                        at(b.host()),
                        b.hostBytes(),
                        at(p.info())));
    }

    /// JCuda has no `XsyevBatched`.
    @Override
    public boolean hasBatched() {
        return false;
    }

    @Override
    public Scratch batchedScratch(long solver, long parameters, Symmetric problem) {
        throw new UnsupportedOperationException("JCuda has no XsyevBatched");
    }

    @Override
    public void batched(long solver, long parameters, Symmetric problem, Buffers buffers) {
        throw new UnsupportedOperationException("JCuda has no XsyevBatched");
    }

    @Override
    public Scratch jacobiScratch(long solver, long jacobi, Symmetric p) {
        int[] length = {0};
        int values = cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR;
        syevjInfo info = kept(jacobi, syevjInfo.class);
        cusolver(
                "cusolverDn?syevjBatched_bufferSize",
                p.precision() == Precision.F64
                        ? JCusolverDn.cusolverDnDsyevjBatched_bufferSize(
                                solver(solver),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                length,
                                info,
                                p.batch())
                        : JCusolverDn.cusolverDnSsyevjBatched_bufferSize(
                                solver(solver),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                length,
                                info,
                                p.batch()));
        return new Scratch((long) length[0] * Encoding.of(p.precision()).bytes(), 0);
    }

    @Override
    public void jacobi(long solver, long jacobi, Symmetric p, Buffers b) {
        int length = (int) (b.deviceBytes() / Encoding.of(p.precision()).bytes());
        int values = cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR;
        syevjInfo info = kept(jacobi, syevjInfo.class);
        cusolver(
                "cusolverDn?syevjBatched",
                p.precision() == Precision.F64
                        ? JCusolverDn.cusolverDnDsyevjBatched(
                                solver(solver),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                at(b.device()),
                                length,
                                at(p.info()),
                                info,
                                p.batch())
                        : JCusolverDn.cusolverDnSsyevjBatched(
                                solver(solver),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                at(b.device()),
                                length,
                                at(p.info()),
                                info,
                                p.batch()));
    }

    @Override
    public Scratch singularValuesScratch(long solver, long parameters, General p) {
        int type = type(p.precision());
        long[] device = {0};
        long[] host = {0};
        cusolver(
                "cusolverDnXgesvd_bufferSize",
                JCusolverDn.cusolverDnXgesvd_bufferSize(
                        solver(solver),
                        parameters(parameters),
                        NONE,
                        NONE,
                        p.rows(),
                        p.columns(),
                        type,
                        at(p.a()),
                        p.rows(),
                        type,
                        at(p.values()),
                        type,
                        NOWHERE,
                        p.rows(),
                        type,
                        NOWHERE,
                        p.columns(),
                        type,
                        device,
                        host));
        return new Scratch(device[0], host[0]);
    }

    @Override
    public void singularValues(long solver, long parameters, General p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXgesvd",
                JCusolverDn.cusolverDnXgesvd(
                        solver(solver),
                        parameters(parameters),
                        NONE,
                        NONE,
                        p.rows(),
                        p.columns(),
                        type,
                        at(p.a()),
                        p.rows(),
                        type,
                        at(p.values()),
                        type,
                        NOWHERE,
                        p.rows(),
                        type,
                        NOWHERE,
                        p.columns(),
                        type,
                        at(b.device()),
                        b.deviceBytes(),
                        at(b.host()),
                        b.hostBytes(),
                        at(p.info())));
    }

    private static Pointer at(long address) {
        return new Address(address);
    }

    private static Pointer scalar(Precision precision, double value) {
        return precision == Precision.F64 ? Pointer.to(new double[] {value}) : Pointer.to(new float[] {(float) value});
    }

    private static int op(boolean transposed) {
        return transposed ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
    }

    private static int type(Precision precision) {
        return precision == Precision.F64 ? R_64F : R_32F;
    }

    private static int triangle(Symmetric problem) {
        return problem.lower() ? cublasFillMode.CUBLAS_FILL_MODE_LOWER : cublasFillMode.CUBLAS_FILL_MODE_UPPER;
    }

    private long keep(Object handle) {
        long number = lastHandle.incrementAndGet();
        handles.put(number, handle);
        return number;
    }

    private <T> T kept(long number, Class<T> type) {
        return type.cast(java.util.Objects.requireNonNull(handles.get(number)));
    }

    private <T> T drop(long number, Class<T> type) {
        return type.cast(java.util.Objects.requireNonNull(handles.remove(number)));
    }

    private cudaStream_t stream(long number) {
        return kept(number, cudaStream_t.class);
    }

    private cudaEvent_t event(long number) {
        return kept(number, cudaEvent_t.class);
    }

    private cublasHandle blas(long number) {
        return kept(number, cublasHandle.class);
    }

    private cusolverDnHandle solver(long number) {
        return kept(number, cusolverDnHandle.class);
    }

    private cusolverDnParams parameters(long number) {
        return kept(number, cusolverDnParams.class);
    }

    /// A function that writes a number.
    private interface Teller {
        int tell(int[] number);
    }

    private static int number(String function, Teller teller) {
        int[] number = {0};
        runtime(function, teller.tell(number));
        return number[0];
    }

    private static void driver(String function, int code) {
        check(Library.DRIVER, function, code, none -> "");
    }

    private static void runtime(String function, int code) {
        check(Library.RUNTIME, function, code, JCuda::cudaGetErrorString);
    }

    private static void cublas(String function, int code) {
        check(Library.CUBLAS, function, code, none -> "");
    }

    private static void cusolver(String function, int code) {
        check(Library.CUSOLVER, function, code, none -> "");
    }

    private static void check(Library library, String function, int code, IntFunction<String> meaning) {
        if (code != 0) {
            throw new CudaException(library, function, code, meaning.apply(code));
        }
    }
}
