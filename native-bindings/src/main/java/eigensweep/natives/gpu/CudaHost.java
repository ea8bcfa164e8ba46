package eigensweep.natives.gpu;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendException;
import eigensweep.linalg.BackendProvider;
import eigensweep.linalg.BackendProvider.Availability;
import eigensweep.linalg.BackendProvider.Finding;
import eigensweep.linalg.DeviceOptions;
import eigensweep.linalg.JavaBackend;
import eigensweep.natives.OpenBlasProvider;
import eigensweep.natives.gpu.binding.CudaApi;
import eigensweep.natives.gpu.binding.CudaException;
import eigensweep.natives.gpu.binding.CudaLibraries;
import eigensweep.natives.gpu.binding.CudaRuntime;
import eigensweep.natives.gpu.binding.CudaSearch;
import eigensweep.natives.gpu.binding.FfmCuda;
import eigensweep.natives.gpu.binding.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What this machine has for CUDA, and what it lacks.
final class CudaHost {

    private static final double GIB = 1L << 30;

    /// No GPU answers; the same number in every version.
    private static final int NO_DEVICE = 100;

    private static final int DRIVER_TOO_OLD = 35;

    private static final String PTX_COMPILER = "libnvidia-ptxjitcompiler.so.1";

    private static final Map<Optional<Path>, CudaSearch> SEARCHES = new ConcurrentHashMap<>();

    private CudaHost() {}

    /// Why nothing can be done before any library is looked for, or nothing.
    static Optional<String> obstacle(CudaSearch search) {
        return search.find(CudaLibraries.DRIVER).isPresent()
                ? Optional.empty()
                : Optional.of("no NVIDIA driver (" + absence(search, CudaLibraries.DRIVER)
                        + "); install it, where there is a GPU");
    }

    /// `no libcuda.so.1`, with what has the name and is something else.
    private static String absence(CudaSearch search, String file) {
        return "no " + file
                + search.findOther(file)
                        .map(other -> "; " + other + " is no library for this machine")
                        .orElse("");
    }

    /// Where both bindings look, found once: a process's variables do not change, and folders are read.
    static CudaSearch search(DeviceOptions options) {
        return SEARCHES.computeIfAbsent(
                Optional.ofNullable(options.home()),
                home -> CudaSearch.of(home.orElse(null), System.getenv(), Path.of("/")));
    }

    /// Offers a backend, if this machine has what it needs. Looks at files first, and opens the libraries,
    /// which are large, only where there are a driver and a GPU.
    static Availability probe(DeviceOptions options) {
        CudaSearch search = search(options);
        Optional<String> obstacle = misnamed(System.getenv()).or(() -> obstacle(search));
        if (obstacle.isPresent()) {
            return new Availability.Absent(obstacle.get());
        }
        CudaLibraries libraries = CudaLibraries.find(search);
        if (!libraries.isWhole()) {
            return new Availability.Absent(libraries.advice());
        }
        try {
            loadDriver(search.find(CudaLibraries.DRIVER).orElseThrow().toAbsolutePath(), options);
            System.load(libraries.runtime().toString());
            Optional<Availability> problem = problem(() -> FfmCuda.api().runtime(), options);
            if (problem.isPresent()) {
                return problem.get();
            }
            libraries.load();
        } catch (UnsatisfiedLinkError e) {
            return new Availability.Absent("its libraries cannot be loaded: " + firstLine(e));
        }
        List<String> missing = FfmCuda.missing();
        if (!missing.isEmpty()) {
            return new Availability.Absent("CUDA " + libraries.major() + " in "
                    + libraries.runtime().getParent() + " lacks " + String.join(", ", missing));
        }
        return present(FfmCuda.api(), options);
    }

    /// The driver, and its compiler of PTX beside it, which the driver opens by its bare name later on: where
    /// both lie off the loader's path (`/usr/local/nvidia/lib64`) it would not find it, and load no kernel
    /// (code 221).
    ///
    /// @throws UnsatisfiedLinkError if the driver cannot be loaded; a compiler that cannot is only told,
    ///     since the
    ///     driver may find another
    static void loadDriver(Path driver, DeviceOptions options) {
        System.load(driver.toString());
        Path compiler = driver.resolveSibling(PTX_COMPILER);
        if (Files.isRegularFile(compiler)) {
            try {
                System.load(compiler.toString());
            } catch (UnsatisfiedLinkError e) {
                options.say().accept("beside the NVIDIA driver, " + firstLine(e));
            }
        }
    }

    /// A variable of our own that names nothing, as the flag must not either.
    static Optional<String> misnamed(Map<String, String> environment) {
        String named = environment.getOrDefault(CudaSearch.OWN, "");
        return named.isEmpty() || Files.isDirectory(Path.of(named))
                ? Optional.empty()
                : Optional.of(CudaSearch.OWN + " names no folder: " + named);
    }

    /// Why no device can be used, or nothing.
    static Optional<Availability> problem(Supplier<CudaRuntime> cuda, DeviceOptions options) {
        try {
            int count = cuda.get().deviceCount();
            if (count == 0) {
                return Optional.of(new Availability.Absent("no GPU answers"));
            }
            return options.devices().stream()
                    .filter(device -> device >= count)
                    .findFirst()
                    .map(device -> new Availability.Absent("there is no device " + device + ": this machine has "
                            + (count == 1 ? "one, number 0" : count + ", numbers 0 to " + (count - 1))));
        } catch (CudaException e) {
            return Optional.of(new Availability.Absent(explanation(e)));
        }
    }

    /// What an answer that is not a number of devices means for people.
    static String explanation(CudaException e) {
        return switch (e.code()) {
            case NO_DEVICE -> "no GPU answers (" + e.getMessage() + ")";
            case DRIVER_TOO_OLD ->
                "the NVIDIA driver is missing or older than these CUDA libraries (" + e.getMessage()
                        + "); update the driver, or name an older CUDA with --cuda-home";
            default -> String.valueOf(e.getMessage());
        };
    }

    /// A backend on the devices that were asked for, or on all.
    static Availability present(CudaApi api, DeviceOptions options) {
        CudaRuntime cuda = api.runtime();
        try {
            List<Integer> devices = options.devices().isEmpty()
                    ? IntStream.range(0, cuda.deviceCount()).boxed().toList()
                    : options.devices();
            String detail = "CUDA " + CudaBackend.version(cuda.runtimeVersion()) + ", "
                    + String.join(
                            ", ",
                            devices.stream()
                                    .map(d -> "GPU " + d + ": " + cuda.deviceName(d))
                                    .toList());
            return new Availability.Present(detail, () -> open(api, devices, options));
        } catch (CudaException e) {
            return new Availability.Absent(explanation(e));
        }
    }

    private static Backend open(CudaApi cuda, List<Integer> devices, DeviceOptions options) {
        try {
            return new CudaBackend(cuda, devices, cpu(), options.say());
        } catch (CudaException e) {
            throw new BackendException("backend " + cuda.name() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /// The best there is for what a GPU cannot do.
    private static Backend cpu() {
        BackendProvider openBlas = new OpenBlasProvider();
        return switch (openBlas.probe()) {
            case Availability.Present present -> present.open().get();
            case Availability.Absent absent -> new JavaBackend();
        };
    }

    /// Piece by piece, for people.
    static List<Finding> findings(DeviceOptions options) {
        CudaSearch search = search(options);
        List<Finding> findings = new ArrayList<>();
        Optional<Path> driver = search.find(CudaLibraries.DRIVER);
        findings.add(new Finding(
                "cuda driver",
                driver.map(Path::toString)
                        .orElseGet(() -> "absent: " + absence(search, CudaLibraries.DRIVER)
                                + "; install NVIDIA's driver, where there is a GPU")));
        CudaLibraries libraries = CudaLibraries.find(search);
        if (libraries.missing().size() == libraries.found().size()) {
            findings.add(new Finding("cuda libraries", "absent: " + libraries.advice()));
            return findings;
        }
        libraries
                .found()
                .forEach((name, path) -> findings.add(new Finding(
                        "cuda " + piece(name),
                        path.map(Path::toString).orElseGet(() -> "absent: " + absence(search, name)))));
        if (!libraries.isWhole()) {
            findings.add(new Finding("cuda libraries", "absent: " + libraries.advice()));
        } else if (driver.isPresent() && probe(options) instanceof Availability.Present) {
            devices(FfmCuda.api(), findings);
        }
        return findings;
    }

    private static void devices(CudaApi api, List<Finding> findings) {
        CudaRuntime cuda = api.runtime();
        try {
            findings.add(new Finding(
                    "cuda version",
                    CudaBackend.version(cuda.runtimeVersion()) + "; the driver runs up to "
                            + CudaBackend.version(cuda.driverVersion())
                            + (api.solver().eigensolvers().containsKey(Route.BATCHED)
                                    ? ""
                                    : "; no batched eigensolver (it came with 12.6.2)")));
            for (int device = 0; device < cuda.deviceCount(); device++) {
                findings.add(new Finding("gpu " + device, state(cuda, device)));
            }
        } catch (CudaException e) {
            findings.add(new Finding("gpus", "do not answer: " + e.getMessage()));
        }
    }

    private static String state(CudaRuntime cuda, int device) {
        try {
            cuda.use(device);
            CudaRuntime.Memory memory = cuda.memory();
            return String.format(
                    Locale.ROOT,
                    "%s, %.1f GiB, %.1f free",
                    cuda.deviceName(device),
                    memory.total() / GIB,
                    memory.free() / GIB);
        } catch (CudaException e) {
            return "does not answer: " + e.getMessage();
        }
    }

    /// `cublas` of `libcublas.so.12`.
    private static String piece(String file) {
        return file.substring("lib".length(), file.indexOf('.'));
    }

    static String firstLine(Throwable problem) {
        return String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
    }
}
