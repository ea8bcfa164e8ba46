package eigensweep.natives.gpu;

import eigensweep.linalg.BackendProvider;
import eigensweep.linalg.DeviceOptions;
import eigensweep.natives.gpu.binding.CudaLibraries;
import eigensweep.natives.gpu.binding.CudaSearch;
import eigensweep.natives.gpu.binding.JCudaApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Offers GPUs through JCuda, where its jars are on the class path: CUDA 12 only. Nothing of JCuda is touched before
/// a driver and the libraries it wants were found.
public final class JCudaProvider implements BackendProvider {

    /// What JCuda's natives want by this very name.
    private static final int MAJOR = 12;

    /// Which its solver's native side is linked to, and never used here.
    private static final String MULTI_GPU = "libcusolverMg.so.11";

    @Override
    public String name() {
        return "jcuda";
    }

    @Override
    public Availability probe() {
        return probe(DeviceOptions.DEFAULT);
    }

    @Override
    public Availability probe(DeviceOptions options) {
        return CudaHost.misnamed(System.getenv())
                .<Availability>map(Availability.Absent::new)
                .orElseGet(() -> probe(CudaHost.search(options), options));
    }

    static Availability probe(CudaSearch search, DeviceOptions options) {
        Optional<String> obstacle = CudaHost.obstacle(search);
        if (obstacle.isPresent()) {
            return new Availability.Absent(obstacle.get());
        }
        CudaLibraries twelve = CudaLibraries.find(search, MAJOR);
        if (!twelve.isWhole()) {
            return new Availability.Absent(
                    CudaLibraries.find(search).isWhole()
                            ? "this machine has CUDA 13, and JCuda wants the libraries of CUDA 12; use --backend cuda"
                            : twelve.advice());
        }
        Optional<Path> multiGpu = search.find(MULTI_GPU);
        if (multiGpu.isEmpty()) {
            return new Availability.Absent("no " + MULTI_GPU + ", which JCuda wants; use --backend cuda");
        }
        if (!hasJars()) {
            return new Availability.Absent("JCuda is not on the class path; use --backend cuda");
        }
        return started(search.find(CudaLibraries.DRIVER).orElseThrow(), twelve, multiGpu.get(), options);
    }

    private static boolean hasJars() {
        return JCudaProvider.class.getClassLoader().getResource("jcuda/runtime/JCuda.class") != null;
    }

    @Override
    public List<Finding> findings(DeviceOptions options) {
        Optional<Path> multiGpu = CudaHost.search(options).find(MULTI_GPU);
        return List.of(
                new Finding(
                        "jcuda jars",
                        hasJars()
                                ? "on the class path"
                                : "absent: not on the class path; add jcuda, jcublas and jcusolver with their natives, or"
                                        + " use --backend cuda"),
                new Finding(
                        "jcuda cusolverMg",
                        multiGpu.map(Path::toString)
                                .orElse("absent: no " + MULTI_GPU
                                        + ", which JCuda wants; it comes with CUDA 12's cuSOLVER")));
    }

    private static Availability started(Path driver, CudaLibraries libraries, Path multiGpu, DeviceOptions options) {
        try {
            // Found by name from then on, wherever they lie.
            CudaHost.loadDriver(driver.toAbsolutePath(), options);
            libraries.load();
            System.load(multiGpu.toAbsolutePath().toString());
            return CudaHost.problem(() -> JCudaApi.api().runtime(), options)
                    .orElseGet(() -> CudaHost.present(JCudaApi.api(), options));
        } catch (LinkageError e) {
            return new Availability.Absent("JCuda's native side cannot be loaded: " + CudaHost.firstLine(e));
        }
    }
}
