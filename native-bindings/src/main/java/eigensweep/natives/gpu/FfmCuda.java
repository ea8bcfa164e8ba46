package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import eigensweep.linalg.Precision;
import eigensweep.natives.cuda.Cuda;
import eigensweep.natives.gpu.CudaException.Library;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// CUDA through the generated bindings. The libraries must have been loaded into this process; see [CudaLibraries].
final class FfmCuda implements CudaApi {

    /// What the libraries must export, besides what [#hasBatched] asks for.
    static final List<String> SYMBOLS = List.of(
            "cuDeviceGet",
            "cuDeviceGetName",
            "cuModuleLoadData",
            "cuModuleUnload",
            "cuModuleGetFunction",
            "cuLaunchKernel",
            "cudaRuntimeGetVersion",
            "cudaDriverGetVersion",
            "cudaGetErrorString",
            "cudaGetLastError",
            "cudaGetDeviceCount",
            "cudaSetDevice",
            "cudaMemGetInfo",
            "cudaMalloc",
            "cudaFree",
            "cudaHostAlloc",
            "cudaFreeHost",
            "cudaMemcpyAsync",
            "cudaMemsetAsync",
            "cudaStreamCreateWithFlags",
            "cudaStreamDestroy",
            "cudaStreamSynchronize",
            "cudaStreamWaitEvent",
            "cudaEventCreate",
            "cudaEventDestroy",
            "cudaEventRecord",
            "cudaEventSynchronize",
            "cudaEventElapsedTime",
            "cublasCreate_v2",
            "cublasDestroy_v2",
            "cublasSetStream_v2",
            "cublasSetPointerMode_v2",
            "cublasDsyrk_v2",
            "cublasSsyrk_v2",
            "cublasGemmEx",
            "cublasDgeam",
            "cublasSgeam",
            "cublasDdot_v2",
            "cublasSdot_v2",
            "cublasGetStatusString",
            "cusolverDnCreate",
            "cusolverDnDestroy",
            "cusolverDnSetStream",
            "cusolverDnCreateParams",
            "cusolverDnDestroyParams",
            "cusolverDnXsyevd_bufferSize",
            "cusolverDnXsyevd",
            "cusolverDnCreateSyevjInfo",
            "cusolverDnDestroySyevjInfo",
            "cusolverDnDsyevjBatched_bufferSize",
            "cusolverDnSsyevjBatched_bufferSize",
            "cusolverDnDsyevjBatched",
            "cusolverDnSsyevjBatched",
            "cusolverDnXgesvd_bufferSize",
            "cusolverDnXgesvd");

    private static final byte NONE = 'N';

    /// The factors 0 and 1 in both precisions, where cuBLAS reads them.
    private static final MemorySegment ZERO = Arena.global().allocate(8);

    private static final MemorySegment ONE_F64 =
            Arena.global().allocateFrom(java.lang.foreign.ValueLayout.JAVA_DOUBLE, 1);
    private static final MemorySegment ONE_F32 = Arena.global().allocateFrom(JAVA_FLOAT, 1);

    private final boolean hasBatched;

    /// What the loaded libraries are.
    FfmCuda() {
        this(SymbolLookup.loaderLookup().find("cusolverDnXsyevBatched").isPresent());
    }

    /// @param hasBatched whether `XsyevBatched` may be used; it came with CUDA 12.6.2
    FfmCuda(boolean hasBatched) {
        this.hasBatched = hasBatched;
    }

    /// @return the functions of [#SYMBOLS] that the loaded libraries lack
    static List<String> missing() {
        SymbolLookup lookup = SymbolLookup.loaderLookup();
        return SYMBOLS.stream().filter(name -> lookup.find(name).isEmpty()).toList();
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int runtimeVersion() {
        return number("cudaRuntimeGetVersion", Cuda::cudaRuntimeGetVersion);
    }

    @Override
    public int driverVersion() {
        return number("cudaDriverGetVersion", Cuda::cudaDriverGetVersion);
    }

    @Override
    public int deviceCount() {
        return number("cudaGetDeviceCount", Cuda::cudaGetDeviceCount);
    }

    @Override
    public String deviceName(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(256);
            MemorySegment ordinal = arena.allocate(JAVA_INT);
            driver("cuDeviceGet", Cuda.cuDeviceGet(ordinal, device));
            driver("cuDeviceGetName", Cuda.cuDeviceGetName(name, 256, ordinal.get(JAVA_INT, 0)));
            return name.getString(0);
        }
    }

    @Override
    public void use(int device) {
        runtime("cudaSetDevice", Cuda.cudaSetDevice(device));
    }

    @Override
    public Memory memory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment free = arena.allocate(JAVA_LONG);
            MemorySegment total = arena.allocate(JAVA_LONG);
            runtime("cudaMemGetInfo", Cuda.cudaMemGetInfo(free, total));
            return new Memory(free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0));
        }
    }

    @Override
    public long allocate(long bytes) {
        return handle(at -> runtime("cudaMalloc", Cuda.cudaMalloc(at, bytes)));
    }

    @Override
    public void free(long address) {
        runtime("cudaFree", Cuda.cudaFree(at(address)));
    }

    @Override
    public long allocateHost(long bytes) {
        return handle(at -> runtime("cudaHostAlloc", Cuda.cudaHostAlloc(at, bytes, Cuda.cudaHostAllocDefault())));
    }

    @Override
    public void freeHost(long address) {
        runtime("cudaFreeHost", Cuda.cudaFreeHost(at(address)));
    }

    @Override
    public void copyToDevice(long device, long host, long bytes, long stream) {
        int kind = Cuda.cudaMemcpyHostToDevice();
        runtime("cudaMemcpyAsync", Cuda.cudaMemcpyAsync(at(device), at(host), bytes, kind, at(stream)));
    }

    @Override
    public void copyToHost(long host, long device, long bytes, long stream) {
        int kind = Cuda.cudaMemcpyDeviceToHost();
        runtime("cudaMemcpyAsync", Cuda.cudaMemcpyAsync(at(host), at(device), bytes, kind, at(stream)));
    }

    @Override
    public void clear(long device, long bytes, long stream) {
        runtime("cudaMemsetAsync", Cuda.cudaMemsetAsync(at(device), 0, bytes, at(stream)));
    }

    @Override
    public long createStream() {
        int apart = Cuda.cudaStreamNonBlocking();
        return handle(at -> runtime("cudaStreamCreateWithFlags", Cuda.cudaStreamCreateWithFlags(at, apart)));
    }

    @Override
    public void destroyStream(long stream) {
        runtime("cudaStreamDestroy", Cuda.cudaStreamDestroy(at(stream)));
    }

    @Override
    public void synchronize(long stream) {
        runtime("cudaStreamSynchronize", Cuda.cudaStreamSynchronize(at(stream)));
    }

    @Override
    public void await(long stream, long event) {
        runtime("cudaStreamWaitEvent", Cuda.cudaStreamWaitEvent(at(stream), at(event), 0));
    }

    @Override
    public long createEvent() {
        return handle(at -> runtime("cudaEventCreate", Cuda.cudaEventCreate(at)));
    }

    @Override
    public void destroyEvent(long event) {
        runtime("cudaEventDestroy", Cuda.cudaEventDestroy(at(event)));
    }

    @Override
    public void record(long event, long stream) {
        runtime("cudaEventRecord", Cuda.cudaEventRecord(at(event), at(stream)));
    }

    @Override
    public void synchronizeEvent(long event) {
        runtime("cudaEventSynchronize", Cuda.cudaEventSynchronize(at(event)));
    }

    @Override
    public float elapsed(long start, long end) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment milliseconds = arena.allocate(JAVA_FLOAT);
            runtime("cudaEventElapsedTime", Cuda.cudaEventElapsedTime(milliseconds, at(start), at(end)));
            return milliseconds.get(JAVA_FLOAT, 0);
        }
    }

    @Override
    public long loadModule(String ptx) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(ptx);
            return handle(at -> driver("cuModuleLoadData", Cuda.cuModuleLoadData(at, text)));
        }
    }

    @Override
    public void unloadModule(long module) {
        driver("cuModuleUnload", Cuda.cuModuleUnload(at(module)));
    }

    @Override
    public long function(long module, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return handle(at -> driver("cuModuleGetFunction", Cuda.cuModuleGetFunction(at, at(module), text)));
        }
    }

    @Override
    public void launch(long function, int blocks, int threads, long stream, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocateFrom(JAVA_LONG, arguments);
            MemorySegment pointers = arena.allocate(ADDRESS, arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                pointers.setAtIndex(ADDRESS, i, values.asSlice(8L * i, 8));
            }
            driver(
                    "cuLaunchKernel",
                    Cuda.cuLaunchKernel(
                            at(function), blocks, 1, 1, threads, 1, 1, 0, at(stream), pointers, MemorySegment.NULL));
        }
    }

    @Override
    public long createBlas() {
        return handle(at -> cublas("cublasCreate", Cuda.cublasCreate_v2(at)));
    }

    @Override
    public void setBlasStream(long blas, long stream) {
        cublas("cublasSetStream", Cuda.cublasSetStream_v2(at(blas), at(stream)));
    }

    @Override
    public void setBlasPointersToDevice(long blas) {
        int mode = Cuda.CUBLAS_POINTER_MODE_DEVICE();
        cublas("cublasSetPointerMode", Cuda.cublasSetPointerMode_v2(at(blas), mode));
    }

    @Override
    public void destroyBlas(long blas) {
        cublas("cublasDestroy", Cuda.cublasDestroy_v2(at(blas)));
    }

    @Override
    public void syrk(long blas, Precision precision, Product p) {
        int lower = Cuda.CUBLAS_FILL_MODE_LOWER();
        MemorySegment h = at(blas);
        MemorySegment beta = p.beta() == 0 ? ZERO : one(precision);
        MemorySegment one = one(precision);
        switch (precision) {
            case F64 ->
                cublas(
                        "cublasDsyrk",
                        Cuda.cublasDsyrk_v2(
                                h,
                                lower,
                                op(p.transposed()),
                                p.n(),
                                p.k(),
                                one,
                                at(p.a()),
                                p.lda(),
                                beta,
                                at(p.c()),
                                p.n()));
            case F32 ->
                cublas(
                        "cublasSsyrk",
                        Cuda.cublasSsyrk_v2(
                                h,
                                lower,
                                op(p.transposed()),
                                p.n(),
                                p.k(),
                                one,
                                at(p.a()),
                                p.lda(),
                                beta,
                                at(p.c()),
                                p.n()));
        }
    }

    @Override
    public void gemm(long blas, Encoding halves, Product p) {
        int type = halves == Encoding.BF16 ? Cuda.CUDA_R_16BF() : Cuda.CUDA_R_16F();
        MemorySegment a = at(p.a());
        cublas(
                "cublasGemmEx",
                Cuda.cublasGemmEx(
                        at(blas),
                        op(p.transposed()),
                        op(!p.transposed()),
                        p.n(),
                        p.n(),
                        p.k(),
                        ONE_F32,
                        a,
                        type,
                        p.lda(),
                        a,
                        type,
                        p.lda(),
                        p.beta() == 0 ? ZERO : ONE_F32,
                        at(p.c()),
                        Cuda.CUDA_R_32F(),
                        p.n(),
                        Cuda.CUBLAS_COMPUTE_32F(),
                        Cuda.CUBLAS_GEMM_DEFAULT()));
    }

    @Override
    public void place(long blas, Precision precision, Placement p) {
        MemorySegment h = at(blas);
        MemorySegment a = at(p.a());
        MemorySegment c = at(p.c());
        int asIs = Cuda.CUBLAS_OP_N();
        MemorySegment one = one(precision);
        int op = op(p.transposed());
        // C = op(A) + 0 C: with a factor of 0 the second term is not read.
        switch (precision) {
            case F64 ->
                cublas(
                        "cublasDgeam",
                        Cuda.cublasDgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), ZERO, c, p.ldc(), c, p.ldc()));
            case F32 ->
                cublas(
                        "cublasSgeam",
                        Cuda.cublasSgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), ZERO, c, p.ldc(), c, p.ldc()));
        }
    }

    @Override
    public void dot(long blas, Precision precision, Dot d) {
        MemorySegment h = at(blas);
        MemorySegment to = at(d.result());
        switch (precision) {
            case F64 ->
                cublas("cublasDdot", Cuda.cublasDdot_v2(h, d.n(), at(d.x()), d.incx(), at(d.y()), d.incy(), to));
            case F32 ->
                cublas("cublasSdot", Cuda.cublasSdot_v2(h, d.n(), at(d.x()), d.incx(), at(d.y()), d.incy(), to));
        }
    }

    @Override
    public long createSolver() {
        return handle(at -> cusolver("cusolverDnCreate", Cuda.cusolverDnCreate(at)));
    }

    @Override
    public void setSolverStream(long solver, long stream) {
        cusolver("cusolverDnSetStream", Cuda.cusolverDnSetStream(at(solver), at(stream)));
    }

    @Override
    public void destroySolver(long solver) {
        cusolver("cusolverDnDestroy", Cuda.cusolverDnDestroy(at(solver)));
    }

    @Override
    public long createParameters() {
        return handle(at -> cusolver("cusolverDnCreateParams", Cuda.cusolverDnCreateParams(at)));
    }

    @Override
    public void destroyParameters(long parameters) {
        cusolver("cusolverDnDestroyParams", Cuda.cusolverDnDestroyParams(at(parameters)));
    }

    @Override
    public long createJacobi() {
        return handle(at -> cusolver("cusolverDnCreateSyevjInfo", Cuda.cusolverDnCreateSyevjInfo(at)));
    }

    @Override
    public void destroyJacobi(long jacobi) {
        cusolver("cusolverDnDestroySyevjInfo", Cuda.cusolverDnDestroySyevjInfo(at(jacobi)));
    }

    @Override
    public Scratch eigenvaluesScratch(long solver, long parameters, Symmetric p) {
        int type = type(p.precision());
        return scratch((device, host) -> cusolver(
                "cusolverDnXsyevd_bufferSize",
                Cuda.cusolverDnXsyevd_bufferSize(
                        at(solver),
                        at(parameters),
                        Cuda.CUSOLVER_EIG_MODE_NOVECTOR(),
                        triangle(p),
                        p.n(),
                        type,
                        at(p.a()),
                        p.n(),
                        type,
                        at(p.values()),
                        type,
                        device,
                        host)));
    }

    @Override
    public void eigenvalues(long solver, long parameters, Symmetric p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXsyevd",
                Cuda.cusolverDnXsyevd(
                        at(solver),
                        at(parameters),
                        Cuda.CUSOLVER_EIG_MODE_NOVECTOR(),
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

    @Override
    public boolean hasBatched() {
        return hasBatched;
    }

    @Override
    public Scratch batchedScratch(long solver, long parameters, Symmetric p) {
        int type = type(p.precision());
        return scratch((device, host) -> cusolver(
                "cusolverDnXsyevBatched_bufferSize",
                Cuda.cusolverDnXsyevBatched_bufferSize(
                        at(solver),
                        at(parameters),
                        Cuda.CUSOLVER_EIG_MODE_NOVECTOR(),
                        triangle(p),
                        p.n(),
                        type,
                        at(p.a()),
                        p.n(),
                        type,
                        at(p.values()),
                        type,
                        device,
                        host,
                        p.batch())));
    }

    @Override
    public void batched(long solver, long parameters, Symmetric p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXsyevBatched",
                Cuda.cusolverDnXsyevBatched(
                        at(solver),
                        at(parameters),
                        Cuda.CUSOLVER_EIG_MODE_NOVECTOR(),
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
                        at(p.info()),
                        p.batch()));
    }

    @Override
    public Scratch jacobiScratch(long solver, long jacobi, Symmetric p) {
        MemorySegment h = at(solver);
        MemorySegment info = at(jacobi);
        int values = Cuda.CUSOLVER_EIG_MODE_NOVECTOR();
        int n = p.n();
        int elements = switch (p.precision()) {
            case F64 ->
                solverNumber(
                        "cusolverDnDsyevjBatched_bufferSize",
                        at -> Cuda.cusolverDnDsyevjBatched_bufferSize(
                                h, values, triangle(p), n, at(p.a()), n, at(p.values()), at, info, p.batch()));
            case F32 ->
                solverNumber(
                        "cusolverDnSsyevjBatched_bufferSize",
                        at -> Cuda.cusolverDnSsyevjBatched_bufferSize(
                                h, values, triangle(p), n, at(p.a()), n, at(p.values()), at, info, p.batch()));
        };
        return new Scratch((long) elements * Encoding.of(p.precision()).bytes(), 0);
    }

    @Override
    public void jacobi(long solver, long jacobi, Symmetric p, Buffers b) {
        MemorySegment h = at(solver);
        MemorySegment a = at(p.a());
        MemorySegment w = at(p.values());
        MemorySegment work = at(b.device());
        int length = (int) (b.deviceBytes() / Encoding.of(p.precision()).bytes());
        int values = Cuda.CUSOLVER_EIG_MODE_NOVECTOR();
        int n = p.n();
        switch (p.precision()) {
            case F64 ->
                cusolver(
                        "cusolverDnDsyevjBatched",
                        Cuda.cusolverDnDsyevjBatched(
                                h, values, triangle(p), n, a, n, w, work, length, at(p.info()), at(jacobi), p.batch()));
            case F32 ->
                cusolver(
                        "cusolverDnSsyevjBatched",
                        Cuda.cusolverDnSsyevjBatched(
                                h, values, triangle(p), n, a, n, w, work, length, at(p.info()), at(jacobi), p.batch()));
        }
    }

    @Override
    public Scratch singularValuesScratch(long solver, long parameters, General p) {
        int type = type(p.precision());
        MemorySegment none = MemorySegment.NULL;
        return scratch((device, host) -> cusolver(
                "cusolverDnXgesvd_bufferSize",
                Cuda.cusolverDnXgesvd_bufferSize(
                        at(solver),
                        at(parameters),
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
                        none,
                        p.rows(),
                        type,
                        none,
                        p.columns(),
                        type,
                        device,
                        host)));
    }

    @Override
    public void singularValues(long solver, long parameters, General p, Buffers b) {
        int type = type(p.precision());
        MemorySegment none = MemorySegment.NULL;
        cusolver(
                "cusolverDnXgesvd",
                Cuda.cusolverDnXgesvd(
                        at(solver),
                        at(parameters),
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
                        none,
                        p.rows(),
                        type,
                        none,
                        p.columns(),
                        type,
                        at(b.device()),
                        b.deviceBytes(),
                        at(b.host()),
                        b.hostBytes(),
                        at(p.info())));
    }

    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address);
    }

    private static MemorySegment one(Precision precision) {
        return precision == Precision.F64 ? ONE_F64 : ONE_F32;
    }

    private static int op(boolean transposed) {
        return transposed ? Cuda.CUBLAS_OP_T() : Cuda.CUBLAS_OP_N();
    }

    private static int type(Precision precision) {
        return precision == Precision.F64 ? Cuda.CUDA_R_64F() : Cuda.CUDA_R_32F();
    }

    private static int triangle(Symmetric problem) {
        return problem.lower() ? Cuda.CUBLAS_FILL_MODE_LOWER() : Cuda.CUBLAS_FILL_MODE_UPPER();
    }

    /// A function that writes a handle or an address.
    private interface Maker {
        void make(MemorySegment at);
    }

    private static long handle(Maker maker) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(ADDRESS);
            maker.make(made);
            return made.get(ADDRESS, 0).address();
        }
    }

    private static int number(String function, ToIntFunction<MemorySegment> call) {
        return number(call, code -> runtime(function, code));
    }

    private static int solverNumber(String function, ToIntFunction<MemorySegment> call) {
        return number(call, code -> cusolver(function, code));
    }

    private static int number(ToIntFunction<MemorySegment> call, java.util.function.IntConsumer check) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            check.accept(call.applyAsInt(number));
            return number.get(JAVA_INT, 0);
        }
    }

    /// A function that writes the sizes of its workspaces.
    private interface Sizer {
        void size(MemorySegment device, MemorySegment host);
    }

    private static Scratch scratch(Sizer sizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(JAVA_LONG);
            MemorySegment host = arena.allocate(JAVA_LONG);
            sizer.size(device, host);
            return new Scratch(device.get(JAVA_LONG, 0), host.get(JAVA_LONG, 0));
        }
    }

    private static void driver(String function, int code) {
        check(Library.DRIVER, function, code, none -> "");
    }

    private static void runtime(String function, int code) {
        if (code != 0) {
            // What is not sticky would otherwise come back from the next call that asks.
            Cuda.cudaGetLastError();
        }
        check(Library.RUNTIME, function, code, c -> text(Cuda.cudaGetErrorString(c)));
    }

    private static void cublas(String function, int code) {
        check(Library.CUBLAS, function, code, c -> text(Cuda.cublasGetStatusString(c)));
    }

    private static void cusolver(String function, int code) {
        check(Library.CUSOLVER, function, code, none -> "");
    }

    private static void check(Library library, String function, int code, Function<Integer, String> meaning) {
        if (code != 0) {
            throw new CudaException(library, function, code, meaning.apply(code));
        }
    }

    private static String text(MemorySegment words) {
        return words.equals(MemorySegment.NULL)
                ? ""
                : words.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
