package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.FfmCalls.at;
import static eigensweep.natives.gpu.binding.FfmCalls.driver;
import static eigensweep.natives.gpu.binding.FfmCalls.handle;
import static eigensweep.natives.gpu.binding.FfmCalls.number;
import static eigensweep.natives.gpu.binding.FfmCalls.runtime;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import eigensweep.natives.cuda.Cuda;
import eigensweep.natives.gpu.binding.CudaException.Library;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Driver and runtime through the generated bindings.
final class FfmRuntime implements CudaRuntime {

    @Override
    public int runtimeVersion() {
        return number(Library.RUNTIME, "cudaRuntimeGetVersion", Cuda::cudaRuntimeGetVersion);
    }

    @Override
    public int driverVersion() {
        return number(Library.RUNTIME, "cudaDriverGetVersion", Cuda::cudaDriverGetVersion);
    }

    @Override
    public int deviceCount() {
        return number(Library.RUNTIME, "cudaGetDeviceCount", Cuda::cudaGetDeviceCount);
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
    public void waitAsleep() {
        runtime("cudaSetDeviceFlags", Cuda.cudaSetDeviceFlags(Cuda.cudaDeviceScheduleBlockingSync()));
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
        int asleep = Cuda.cudaEventBlockingSync();
        return handle(at -> runtime("cudaEventCreateWithFlags", Cuda.cudaEventCreateWithFlags(at, asleep)));
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
}
