package eigensweep.natives.gpu;

import eigensweep.natives.gpu.binding.CudaRuntime;
import java.util.ArrayList;
import java.util.List;

/// What a lane keeps of memory from one piece of work to the next.
final class Stores {

    private final CudaRuntime cuda;
    private final Resources resources;
    private final List<Store> onDevice = new ArrayList<>();

    Stores(CudaRuntime cuda, Resources resources) {
        this.cuda = cuda;
        this.resources = resources;
    }

    Store onDevice() {
        Store store = new Store(cuda::allocate, cuda::free);
        onDevice.add(store);
        resources.add(store::release);
        return store;
    }

    /// Of the host, pinned.
    Store pinned() {
        Store store = new Store(cuda::allocateHost, cuda::freeHost);
        resources.add(store::release);
        return store;
    }

    /// Bytes of the device.
    long deviceBytes() {
        return onDevice.stream().mapToLong(Store::bytes).sum();
    }

    /// Gives back all memory of the device.
    void trim() {
        onDevice.forEach(Store::release);
    }
}
