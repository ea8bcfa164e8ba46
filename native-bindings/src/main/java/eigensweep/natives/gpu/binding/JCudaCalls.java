package eigensweep.natives.gpu.binding;

import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.binding.CudaException.Library;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import jcuda.Pointer;
import jcuda.jcublas.cublasFillMode;
import jcuda.runtime.JCuda;
import jcuda.runtime.cudaStream_t;

/// How JCuda is called: its handles are objects and get numbers here, and the code of every call is looked at here and
/// nowhere else.
final class JCudaCalls {

    static final int R_32F = 0;
    static final int R_64F = 1;

    private final Map<Long, Object> handles = new ConcurrentHashMap<>();
    private final AtomicLong lastHandle = new AtomicLong();

    /// An address as a number, which JCuda keeps to itself.
    private static final class Address extends Pointer {

        Address(long address) {
            super(address);
        }

        private Address(Pointer pointer) {
            super(pointer);
        }

        long number() {
            return getNativePointer();
        }
    }

    static Pointer at(long address) {
        return new Address(address);
    }

    static long address(Pointer pointer) {
        return new Address(pointer).number();
    }

    static int type(Precision precision) {
        return precision == Precision.F64 ? R_64F : R_32F;
    }

    static int triangle(Symmetric problem) {
        return problem.lower() ? cublasFillMode.CUBLAS_FILL_MODE_LOWER : cublasFillMode.CUBLAS_FILL_MODE_UPPER;
    }

    /// A number for a handle.
    long keep(Object handle) {
        long number = lastHandle.incrementAndGet();
        handles.put(number, handle);
        return number;
    }

    <T> T kept(long number, Class<T> type) {
        return type.cast(Objects.requireNonNull(handles.get(number)));
    }

    /// The handle, whose number means nothing from now on.
    <T> T drop(long number, Class<T> type) {
        return type.cast(Objects.requireNonNull(handles.remove(number)));
    }

    cudaStream_t stream(long number) {
        return kept(number, cudaStream_t.class);
    }

    static void driver(String function, int code) {
        check(Library.DRIVER, function, code);
    }

    static void runtime(String function, int code) {
        check(Library.RUNTIME, function, code);
    }

    static void cublas(String function, int code) {
        check(Library.CUBLAS, function, code);
    }

    static void cusolver(String function, int code) {
        check(Library.CUSOLVER, function, code);
    }

    private static void check(Library library, String function, int code) {
        if (code != 0) {
            if (library == Library.RUNTIME) {
                // What is not sticky would otherwise come back from the next call that asks.
                JCuda.cudaGetLastError();
            }
            throw new CudaException(
                    library, function, code, library == Library.RUNTIME ? JCuda.cudaGetErrorString(code) : "");
        }
    }
}
