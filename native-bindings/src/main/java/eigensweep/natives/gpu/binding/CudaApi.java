package eigensweep.natives.gpu.binding;

/// What the algorithm asks of CUDA, part by part. Addresses and handles are numbers; an address of a device means
/// nothing to the host. Every call throws a [CudaException] for a code other than success.
///
/// @param name the backend's
public record CudaApi(String name, CudaRuntime runtime, CudaBlas blas, CudaSolver solver) {}
