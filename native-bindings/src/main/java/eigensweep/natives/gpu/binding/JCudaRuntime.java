package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.JCudaCalls.address;
import static eigensweep.natives.gpu.binding.JCudaCalls.at;
import static eigensweep.natives.gpu.binding.JCudaCalls.driver;
import static eigensweep.natives.gpu.binding.JCudaCalls.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.JCuda;
import jcuda.runtime.cudaEvent_t;
import jcuda.runtime.cudaMemcpyKind;
import jcuda.runtime.cudaStream_t;

/// Driver and runtime through JCuda.
final class JCudaRuntime implements CudaRuntime {

    private static final int NON_BLOCKING = 1;

    private final JCudaCalls calls;

    JCudaRuntime(JCudaCalls calls) {
        this.calls = calls;
    }

    @Override
    public int runtimeVersion() {
        return number("cudaRuntimeGetVersion", JCuda::cudaRuntimeGetVersion);
    }

    @Override
    public int driverVersion() {
        return number("cudaDriverGetVersion", JCuda::cudaDriverGetVersion);
    }

    @Override
    public int deviceCount() {
        return number("cudaGetDeviceCount", JCuda::cudaGetDeviceCount);
    }

    @Override
    public String deviceName(int device) {
        byte[] name = new byte[256];
        CUdevice ordinal = new CUdevice();
        driver("cuDeviceGet", JCudaDriver.cuDeviceGet(ordinal, device));
        driver("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, ordinal));
        int length = 0;
        while (name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.US_ASCII);
    }

    @Override
    public void use(int device) {
        runtime("cudaSetDevice", JCuda.cudaSetDevice(device));
    }

    @Override
    public void waitAsleep() {
        runtime("cudaSetDeviceFlags", JCuda.cudaSetDeviceFlags(JCuda.cudaDeviceScheduleBlockingSync));
    }

    @Override
    public Memory memory() {
        long[] free = {0};
        long[] total = {0};
        runtime("cudaMemGetInfo", JCuda.cudaMemGetInfo(free, total));
        return new Memory(free[0], total[0]);
    }

    @Override
    public long allocate(long bytes) {
        Pointer made = new Pointer();
        runtime("cudaMalloc", JCuda.cudaMalloc(made, bytes));
        return address(made);
    }

    @Override
    public void free(long address) {
        runtime("cudaFree", JCuda.cudaFree(at(address)));
    }

    @Override
    public long allocateHost(long bytes) {
        Pointer made = new Pointer();
        runtime("cudaHostAlloc", JCuda.cudaHostAlloc(made, bytes, JCuda.cudaHostAllocDefault));
        return address(made);
    }

    @Override
    public void freeHost(long address) {
        runtime("cudaFreeHost", JCuda.cudaFreeHost(at(address)));
    }

    @Override
    public void copyToDevice(long device, long host, long bytes, long stream) {
        int kind = cudaMemcpyKind.cudaMemcpyHostToDevice;
        runtime("cudaMemcpyAsync", JCuda.cudaMemcpyAsync(at(device), at(host), bytes, kind, calls.stream(stream)));
    }

    @Override
    public void copyToHost(long host, long device, long bytes, long stream) {
        int kind = cudaMemcpyKind.cudaMemcpyDeviceToHost;
        runtime("cudaMemcpyAsync", JCuda.cudaMemcpyAsync(at(host), at(device), bytes, kind, calls.stream(stream)));
    }

    @Override
    public void clear(long device, long bytes, long stream) {
        runtime("cudaMemsetAsync", JCuda.cudaMemsetAsync(at(device), 0, bytes, calls.stream(stream)));
    }

    @Override
    public long createStream() {
        cudaStream_t made = new cudaStream_t();
        runtime("cudaStreamCreateWithFlags", JCuda.cudaStreamCreateWithFlags(made, NON_BLOCKING));
        return calls.keep(made);
    }

    @Override
    public void destroyStream(long stream) {
        runtime("cudaStreamDestroy", JCuda.cudaStreamDestroy(calls.drop(stream, cudaStream_t.class)));
    }

    @Override
    public void synchronize(long stream) {
        runtime("cudaStreamSynchronize", JCuda.cudaStreamSynchronize(calls.stream(stream)));
    }

    @Override
    public void await(long stream, long event) {
        runtime(
                "cudaStreamWaitEvent",
                JCuda.cudaStreamWaitEvent(calls.stream(stream), calls.kept(event, cudaEvent_t.class), 0));
    }

    @Override
    public long createEvent() {
        cudaEvent_t made = new cudaEvent_t();
        runtime("cudaEventCreateWithFlags", JCuda.cudaEventCreateWithFlags(made, JCuda.cudaEventBlockingSync));
        return calls.keep(made);
    }

    @Override
    public void destroyEvent(long event) {
        runtime("cudaEventDestroy", JCuda.cudaEventDestroy(calls.drop(event, cudaEvent_t.class)));
    }

    @Override
    public void record(long event, long stream) {
        runtime("cudaEventRecord", JCuda.cudaEventRecord(calls.kept(event, cudaEvent_t.class), calls.stream(stream)));
    }

    @Override
    public void synchronizeEvent(long event) {
        runtime("cudaEventSynchronize", JCuda.cudaEventSynchronize(calls.kept(event, cudaEvent_t.class)));
    }

    @Override
    public float elapsed(long start, long end) {
        float[] milliseconds = {0};
        runtime(
                "cudaEventElapsedTime",
                JCuda.cudaEventElapsedTime(
                        milliseconds, calls.kept(start, cudaEvent_t.class), calls.kept(end, cudaEvent_t.class)));
        return milliseconds[0];
    }

    @Override
    public long loadModule(String ptx) {
        CUmodule made = new CUmodule();
        driver("cuModuleLoadData", JCudaDriver.cuModuleLoadData(made, ptx));
        return calls.keep(made);
    }

    @Override
    public void unloadModule(long module) {
        driver("cuModuleUnload", JCudaDriver.cuModuleUnload(calls.drop(module, CUmodule.class)));
    }

    @Override
    public long function(long module, String name) {
        CUfunction made = new CUfunction();
        driver("cuModuleGetFunction", JCudaDriver.cuModuleGetFunction(made, calls.kept(module, CUmodule.class), name));
        return calls.keep(made);
    }

    @Override
    public void launch(long function, int blocks, int threads, long stream, long... arguments) {
        Pointer[] pointers = Arrays.stream(arguments)
                .mapToObj(value -> Pointer.to(new long[] {value}))
                .toArray(Pointer[]::new);
        driver(
                "cuLaunchKernel",
                JCudaDriver.cuLaunchKernel(
                        calls.kept(function, CUfunction.class),
                        blocks,
                        1,
                        1,
                        threads,
                        1,
                        1,
                        0,
                        new CUstream(calls.stream(stream)),
                        Pointer.to(pointers),
                        null));
    }

    /// A function that writes a number.
    private interface Teller {
        int tell(int[] number);
    }

    private static int number(String function, Teller teller) {
        int[] number = {0};
        runtime(function, teller.tell(number));
        return number[0];
    }
}
