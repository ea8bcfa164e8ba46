package eigensweep.natives.gpu;

/// CUDA 12 through JCuda.
final class JCudaApi {

    private JCudaApi() {}

    static CudaApi api() {
        JCudaCalls calls = new JCudaCalls();
        return new CudaApi("jcuda", new JCudaRuntime(calls), new JCudaBlas(calls), new JCudaSolver(calls));
    }
}
