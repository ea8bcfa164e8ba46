package eigensweep.natives.gpu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shared libraries of one CUDA, in the order in which they must be loaded: each needs those before it.
///
/// @param major CUDA's: 12 or 13
/// @param found where each is, or nothing
record CudaLibraries(int major, Map<String, Optional<Path>> found) {

    /// The driver's library, which comes with the driver and not with CUDA.
    static final String DRIVER = "libcuda.so.1";

    private static final Map<Integer, List<String>> NAMES = Map.of(
            12,
            List.of(
                    "libcudart.so.12",
                    "libcublasLt.so.12",
                    "libcublas.so.12",
                    "libnvJitLink.so.12",
                    "libcusparse.so.12",
                    "libcusolver.so.11"),
            13,
            List.of(
                    "libcudart.so.13",
                    "libcublasLt.so.13",
                    "libcublas.so.13",
                    "libnvJitLink.so.13",
                    "libcusparse.so.12",
                    "libcusolver.so.12"));

    /// The packages of Python that bring them, for who has none.
    private static final String WHEELS = "pip install nvidia-cuda-runtime nvidia-cublas nvidia-cusolver";

    /// What there is: the newest that is whole, or else the one that lacks least.
    static CudaLibraries find(CudaSearch search) {
        CudaLibraries thirteen = find(search, 13);
        CudaLibraries twelve = find(search, 12);
        return thirteen.missing().size() <= twelve.missing().size() ? thirteen : twelve;
    }

    /// What there is of one CUDA.
    static CudaLibraries find(CudaSearch search, int major) {
        return new CudaLibraries(major, search.findAll(NAMES.getOrDefault(major, List.of())));
    }

    List<String> missing() {
        List<String> missing = new ArrayList<>();
        found.forEach((name, path) -> {
            if (path.isEmpty()) {
                missing.add(name);
            }
        });
        return missing;
    }

    boolean isWhole() {
        return missing().isEmpty();
    }

    /// One line for people: what is not there, and what helps.
    String advice() {
        String what =
                missing().size() == found.size() ? "no CUDA libraries" : String.join(", ", missing()) + " missing";
        return what + "; install CUDA 12 or 13, or " + WHEELS + ", and name the folder with --cuda-home or "
                + CudaSearch.OWN;
    }

    /// Loads them into this process, for the generated bindings to find. A process has one CUDA: what was loaded stays.
    ///
    /// @throws UnsatisfiedLinkError if one cannot be loaded
    void load() {
        found.values()
                .forEach(path -> System.load(path.orElseThrow().toAbsolutePath().toString()));
    }

    /// The runtime alone, which is small and can count devices.
    Path runtime() {
        return new LinkedHashMap<>(found).firstEntry().getValue().orElseThrow().toAbsolutePath();
    }
}
