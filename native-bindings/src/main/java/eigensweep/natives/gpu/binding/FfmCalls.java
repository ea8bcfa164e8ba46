package eigensweep.natives.gpu.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import eigensweep.linalg.Precision;
import eigensweep.natives.cuda.Cuda;
import eigensweep.natives.gpu.binding.CudaException.Library;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/// How the generated bindings are called: what goes in, what comes out through a pointer, and the code of every call,
/// which is looked at here and nowhere else.
final class FfmCalls {

    private FfmCalls() {}

    static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address);
    }

    static int type(Precision precision) {
        return precision == Precision.F64 ? Cuda.CUDA_R_64F() : Cuda.CUDA_R_32F();
    }

    static int triangle(Symmetric problem) {
        return problem.lower() ? Cuda.CUBLAS_FILL_MODE_LOWER() : Cuda.CUBLAS_FILL_MODE_UPPER();
    }

    /// A function that writes a handle or an address.
    interface Maker {
        void make(MemorySegment at);
    }

    static long handle(Maker maker) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(ADDRESS);
            maker.make(made);
            return made.get(ADDRESS, 0).address();
        }
    }

    /// A function that writes an `int`.
    static int number(Library library, String function, ToIntFunction<MemorySegment> call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            check(library, function, call.applyAsInt(number));
            return number.get(JAVA_INT, 0);
        }
    }

    /// A function that writes the sizes of its workspaces.
    interface Sizer {
        int size(MemorySegment device, MemorySegment host);
    }

    static Scratch workspaces(String function, Sizer sizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(JAVA_LONG);
            MemorySegment host = arena.allocate(JAVA_LONG);
            check(Library.CUSOLVER, function, sizer.size(device, host));
            return new Scratch(device.get(JAVA_LONG, 0), host.get(JAVA_LONG, 0));
        }
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
                Cuda.cudaGetLastError();
            }
            throw new CudaException(library, function, code, meaning(library, code));
        }
    }

    private static String meaning(Library library, int code) {
        return switch (library) {
            case RUNTIME -> text(Cuda.cudaGetErrorString(code));
            case CUBLAS -> text(Cuda.cublasGetStatusString(code));
            case DRIVER, CUSOLVER -> "";
        };
    }

    private static String text(MemorySegment words) {
        return words.equals(MemorySegment.NULL)
                ? ""
                : words.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
