package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.Backends;
import eigensweep.natives.OpenBlasProvider;
import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.natives.gpu.binding.FfmCuda;
import eigensweep.testing.ShimCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.opentest4j.TestAbortedException;

/// CUDA over host memory (`src/test/c/shim.c`), compiled once and loaded into this process; the real libraries
/// never come into it.
final class Shim {

    /// Why it cannot be had; empty if it is loaded.
    private static final String PROBLEM = load();

    private Shim() {}

    /// The CUDA of this process.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no C compiler: the test is skipped
    static CudaApi cuda() {
        assumeTrue(PROBLEM.isEmpty(), PROBLEM);
        call("shim_reset");
        return FfmCuda.api();
    }

    /// The library that the shim computes with, as a backend.
    static Backend cpu() {
        return Backends.open("openblas").backend();
    }

    private static String load() {
        if (!(new OpenBlasProvider().probe() instanceof Availability.Present openBlas)) {
            return "no OpenBLAS, which the shim computes with";
        }
        cpu(); // loads what OpenBLAS needs
        try {
            Path folder = Files.createTempDirectory("shim");
            Path library = folder.resolve("libshim.so");
            new ShimCompiler(Path.of(openBlas.detail())).compile(library);
            System.load(library.toString());
            Files.delete(library);
            Files.delete(folder);
            return "";
        } catch (TestAbortedException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Handles, allocations and modules that were made and not destroyed.
    static long alive() {
        return call("shim_alive");
    }

    /// What no GPU would have let pass.
    static long breaches() {
        return call("shim_breaches");
    }

    static long calls() {
        return call("shim_calls");
    }

    static long bytesToDevice() {
        return call("shim_bytes_to_device");
    }

    static long bytesToHost() {
        return call("shim_bytes_to_host");
    }

    static void devices(int count) {
        call("shim_devices", count);
    }

    static void memory(int device, long bytes) {
        call("shim_memory", device, bytes);
    }

    /// No more than so many handles of cuBLAS on a device: each takes memory.
    static void handles(int most) {
        call("shim_handles", most);
    }

    /// Every call on a device fails from now on.
    static void breakDevice(int device) {
        call("shim_break", device);
    }

    /// The next eigenvalue problems get a wrong largest value.
    static void spoil(int problems) {
        call("shim_spoil", problems);
    }

    static void unconverged(int problems) {
        call("shim_unconverged", problems);
    }

    /// Copies to a device that were issued while another stream had work to do.
    static long overlapped() {
        return call("shim_overlapped");
    }

    /// Whoever waits for a stream waits until copies of at least so many bytes were issued in so many streams.
    static void awaitCopies(int streams, long bytes, int seconds) {
        call("shim_await_copies", streams, bytes, seconds);
    }

    /// The k-th call from now on returns a code, once.
    static void fail(long k, int code) {
        call("shim_fail", k, code);
    }

    /// How often a function was called.
    static long count(String function) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.loaderLookup().findOrThrow("shim_count"),
                            FunctionDescriptor.of(JAVA_LONG, ADDRESS))
                    .invoke(arena.allocateFrom(function));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static long call(String name, long... arguments) {
        MemoryLayout[] longs = new MemoryLayout[arguments.length];
        Arrays.fill(longs, JAVA_LONG);
        try {
            return (long) Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.loaderLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, longs))
                    .invokeWithArguments(Arrays.stream(arguments).boxed().toArray());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
