package eigensweep.natives.gpu;

import eigensweep.natives.gpu.binding.CudaException;

/// A GPU that could not be leased because a call failed.
final class LeaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int gpu;
    private final CudaException failure;

    LeaseException(int gpu, CudaException failure) {
        super(failure.getMessage(), failure);
        this.gpu = gpu;
        this.failure = failure;
    }

    int gpu() {
        return gpu;
    }

    CudaException failure() {
        return failure;
    }
}
