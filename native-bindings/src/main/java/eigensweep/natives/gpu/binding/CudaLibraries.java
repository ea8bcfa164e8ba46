package eigensweep.natives.gpu.binding;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shared libraries of one CUDA, in the order in which they must be loaded: each needs those before it.
///
/// @param major CUDA's: 12 or 13
/// @param found where each is, or nothing
public record CudaLibraries(int major, Map<String, Optional<Path>> found) {

    /// The driver's library, which comes with the driver and not with CUDA.
    public static final String DRIVER = "libcuda.so.1";

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

    /// Newer ones first.
    private static final List<Integer> MAJORS = List.of(13, 12);

    /// What there is: the newest of the first place that has a whole one, or else what lacks least, put together from
    /// wherever its files are.
    public static CudaLibraries find(CudaSearch search) {
        return search.places().stream()
                .flatMap(place -> MAJORS.stream().map(major -> each(new CudaSearch(List.of(place)), major)))
                .filter(CudaLibraries::isWhole)
                .findFirst()
                .orElseGet(() -> MAJORS.stream()
                        .map(major -> each(search, major))
                        .min(Comparator.comparingInt(
                                libraries -> libraries.missing().size()))
                        .orElseThrow());
    }

    /// What there is of one CUDA, likewise.
    public static CudaLibraries find(CudaSearch search, int major) {
        return search.places().stream()
                .map(place -> each(new CudaSearch(List.of(place)), major))
                .filter(CudaLibraries::isWhole)
                .findFirst()
                .orElseGet(() -> each(search, major));
    }

    private static CudaLibraries each(CudaSearch search, int major) {
        return new CudaLibraries(major, search.findEach(NAMES.getOrDefault(major, List.of())));
    }

    /// The libraries that were not found.
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        found.forEach((name, path) -> {
            if (path.isEmpty()) {
                missing.add(name);
            }
        });
        return missing;
    }

    /// Whether all were found.
    public boolean isWhole() {
        return missing().isEmpty();
    }

    /// One line for people: what is not there, and what helps.
    public String advice() {
        String what =
                missing().size() == found.size() ? "no CUDA libraries" : String.join(", ", missing()) + " missing";
        return what + "; install CUDA 12 or 13, or " + WHEELS + ", and name the folder with --cuda-home or "
                + CudaSearch.OWN;
    }

    /// Loads them into this process, for the generated bindings to find. A process has one CUDA: what was loaded stays.
    ///
    /// @throws UnsatisfiedLinkError if one cannot be loaded
    public void load() {
        found.values()
                .forEach(path -> System.load(path.orElseThrow().toAbsolutePath().toString()));
    }

    /// The runtime alone, which is small and can count devices.
    public Path runtime() {
        return new LinkedHashMap<>(found).firstEntry().getValue().orElseThrow().toAbsolutePath();
    }
}
