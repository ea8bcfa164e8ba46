package eigensweep.natives.gpu;

import eigensweep.linalg.BackendProvider;
import eigensweep.linalg.DeviceOptions;
import java.util.List;

/// Offers GPUs through the generated bindings: CUDA 12 and 13.
public final class CudaProvider implements BackendProvider {

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Availability probe() {
        return probe(DeviceOptions.DEFAULT);
    }

    @Override
    public Availability probe(DeviceOptions options) {
        return CudaHost.probe(options);
    }

    @Override
    public List<Finding> findings(DeviceOptions options) {
        return CudaHost.findings(options);
    }
}
