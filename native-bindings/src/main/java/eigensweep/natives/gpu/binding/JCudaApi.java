package eigensweep.natives.gpu.binding;

/// CUDA 12 through JCuda.
public final class JCudaApi {

    private JCudaApi() {}

    /// The API, over JCuda's classes.
    public static CudaApi api() {
        JCudaCalls calls = new JCudaCalls();
        return new CudaApi("jcuda", new JCudaRuntime(calls), new JCudaBlas(calls), new JCudaSolver(calls));
    }
}
