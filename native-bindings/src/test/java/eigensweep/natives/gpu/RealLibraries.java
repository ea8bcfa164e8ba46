package eigensweep.natives.gpu;

import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.DeviceOptions;
import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.CudaLibraries;
import eigensweep.natives.gpu.binding.CudaSearch;
import eigensweep.natives.gpu.binding.FfmCuda;
import eigensweep.natives.gpu.binding.JCudaApi;
import eigensweep.natives.gpu.binding.Route;
import java.nio.file.Path;
import java.util.Optional;

/// Loads the vendor's libraries into a process of their own (the shim's names are theirs) and says what it found, a
/// line each. Started by [RealLibrariesTest].
final class RealLibraries {

    private RealLibraries() {}

    /// @param arguments `ffm` or `jcuda`, CUDA's major version, and a folder or nothing
    public static void main(String[] arguments) {
        Path home = arguments[2].isEmpty() ? null : Path.of(arguments[2]);
        CudaSearch search = CudaSearch.of(home, System.getenv(), Path.of("/"));
        CudaLibraries libraries = CudaLibraries.find(search, Integer.parseInt(arguments[1]));
        if (!libraries.isWhole()) {
            System.out.println("absent: " + libraries.missing());
            return;
        }
        Optional<Path> driver = search.find(CudaLibraries.DRIVER);
        driver.ifPresent(path -> System.load(path.toString()));
        libraries.load();
        search.find("libcusolverMg.so.11").ifPresent(path -> System.load(path.toString()));
        CudaApi cuda = arguments[0].equals("ffm") ? FfmCuda.api() : JCudaApi.api();
        if (arguments[0].equals("ffm")) {
            System.out.println("missing: " + FfmCuda.missing());
            System.out.println("batched: " + cuda.solver().eigensolvers().containsKey(Route.BATCHED));
        }
        System.out.println("driver: " + driver.isPresent());
        System.out.println("runtime: " + cuda.runtime().runtimeVersion());
        Optional<Availability> problem = CudaHost.problem(cuda::runtime, DeviceOptions.DEFAULT);
        System.out.println("problem: "
                + problem.map(found -> ((Availability.Absent) found).reason()).orElse("none"));
        answer("blas", cuda.blas()::create);
        answer("solver", cuda.solver()::create);
        answer("memory", () -> cuda.runtime().allocate(1 << 20));
    }

    private static void answer(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + ": works");
        } catch (CudaException e) {
            System.out.println(what + ": " + e.getMessage());
        }
    }
}
