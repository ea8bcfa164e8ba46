package eigensweep.natives.gpu.binding;

import java.lang.foreign.SymbolLookup;
import java.util.List;

/// CUDA through the generated bindings. The libraries must have been loaded into this process; see
/// [CudaLibraries].
public final class FfmCuda {

    /// What the libraries must export, besides what may be absent, [#BATCHED].
    public static final List<String> SYMBOLS = List.of(
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
            "cudaSetDeviceFlags",
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
            "cudaEventCreateWithFlags",
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
            "cublasDgeam",
            "cublasSgeam",
            "cublasDdot_v2",
            "cublasSdot_v2",
            "cublasDdgmm",
            "cublasDsyr2_v2",
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

    /// Came with CUDA 12.6.2.
    private static final String BATCHED = "cusolverDnXsyevBatched";

    private FfmCuda() {}

    /// What the loaded libraries are.
    public static CudaApi api() {
        return api(SymbolLookup.loaderLookup().find(BATCHED).isPresent());
    }

    /// @param hasBatched whether `XsyevBatched` may be used
    public static CudaApi api(boolean hasBatched) {
        return new CudaApi("cuda", new FfmRuntime(), new FfmBlas(), new FfmSolver(hasBatched));
    }

    /// @return the functions of [#SYMBOLS] that the loaded libraries lack
    public static List<String> missing() {
        SymbolLookup lookup = SymbolLookup.loaderLookup();
        return SYMBOLS.stream().filter(name -> lookup.find(name).isEmpty()).toList();
    }
}
