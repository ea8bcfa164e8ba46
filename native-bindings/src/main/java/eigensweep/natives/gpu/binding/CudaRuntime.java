package eigensweep.natives.gpu.binding;

/// The driver and the runtime: devices, memory, copies, streams, events and kernels. Each method is one C function.
public interface CudaRuntime {

    /// Memory of the current device, in bytes.
    record Memory(long free, long total) {}

    /// `12060` for CUDA 12.6.
    int runtimeVersion();

    /// The newest CUDA that the driver can run, likewise.
    int driverVersion();

    int deviceCount();

    String deviceName(int device);

    /// Makes a device the current one of this thread.
    void use(int device);

    /// Makes whoever waits for the current device sleep rather than ask again and again, which takes a processor.
    void waitAsleep();

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

    /// An event that is waited for asleep.
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
}
