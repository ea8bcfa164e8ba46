package eigensweep.bench.suite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.bench.MatrixProduct;
import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Which LAPACK library a benchmark has. A process has one of them, and JMH forks one for every method: those called
/// `mkl` have Intel's, where a user has installed it, and all others OpenBLAS.
final class LapackOf {

    /// What JMH takes to leave these methods out: the end of their full names.
    static final String MKL_METHODS = "\\." + LapackOf.MKL + "$";

    private static final String MKL = "mkl";
    private static final int VERSION_LENGTH = 200;

    private LapackOf() {}

    /// The backend on the library that a method has, on one thread.
    static Backend method(BenchmarkParams benchmark) {
        if (!benchmark.getBenchmark().endsWith("." + MKL)) {
            return MatrixProduct.openBlas(1);
        }
        Backend mkl = Backends.open(MKL).backend();
        mkl.gramSum(1, 1).close();
        return mkl;
    }

    /// Whether a suite compares with MKL.
    static boolean hasMkl(Class<?> suite) {
        return Arrays.stream(suite.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(Benchmark.class)
                        && method.getName().equals(MKL));
    }

    /// `Intel(R) oneAPI Math Kernel Library Version 2024.2-Product Build ...`, as a library says of itself.
    static String version(Path library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment get = SymbolLookup.libraryLookup(library, arena).findOrThrow("MKL_Get_Version_String");
            MemorySegment text = arena.allocate(VERSION_LENGTH);
            FunctionDescriptor signature = FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT);
            Linker.nativeLinker().downcallHandle(get, signature).invokeExact(text, VERSION_LENGTH - 1);
            return text.getString(0).strip();
        } catch (Throwable e) {
            throw new AssertionError("MKL_Get_Version_String cannot throw", e);
        }
    }

    /// What MKL is here: where it was found, or why it was not.
    static Availability mkl() {
        Optional<Backends.Found> found = Backends.survey(DeviceOptions.DEFAULT).stream()
                .filter(each -> each.name().equals(MKL))
                .findFirst();
        return found.map(Backends.Found::availability)
                .orElseGet(() -> new Availability.Absent("this build has no backend " + MKL));
    }
}
