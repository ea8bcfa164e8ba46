package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.linalg.BackendProvider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Offers Intel's MKL where a user has installed it; never part of the tool.
public final class MklProvider implements BackendProvider {

    private static final String OWN = "EIGENSWEEP_MKL";
    private static final String LIBRARY = "libmkl_rt.so";
    private static final String SET_THREADS = "MKL_Set_Num_Threads";

    private static final List<String> SYMBOLS = Stream.concat(LapackBackend.SYMBOLS.stream(), Stream.of(SET_THREADS))
            .toList();

    @Override
    public String name() {
        return "mkl";
    }

    @Override
    public Availability probe() {
        List<Path> folders = folders(System.getenv());
        Optional<Path> found = folders.stream()
                .flatMap(folder -> newest(folder, LIBRARY).stream())
                .findFirst();
        if (found.isEmpty()) {
            return new Availability.Absent("no " + LIBRARY + "* in " + OWN + ", MKLROOT, the loader path or the active"
                    + " Python environment; set " + OWN + " to the folder that holds it");
        }
        NativeLibrary library = new NativeLibrary("MKL", dependencies(found.get()), found.get());
        return library.problem(SYMBOLS)
                .<Availability>map(Availability.Absent::new)
                .orElseGet(() -> new Availability.Present(
                        library.library().toString(), () -> LapackBackend.open("mkl", library, MklProvider::control)));
    }

    static List<Path> folders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String name : List.of(OWN, "MKLROOT", "CONDA_PREFIX", "VIRTUAL_ENV")) {
            String root = environment.get(name);
            if (root != null) {
                Stream.of("", "lib", "lib/intel64").map(Path.of(root)::resolve).forEach(folders::add);
            }
        }
        Pattern.compile(File.pathSeparator)
                .splitAsStream(environment.getOrDefault("LD_LIBRARY_PATH", ""))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .forEach(folders::add);
        folders.add(Path.of("/opt/intel/oneapi/mkl/latest/lib"));
        return folders;
    }

    /// The Intel threading layer needs Intel's OpenMP runtime; it lies beside MKL or nowhere.
    private static List<Path> dependencies(Path runtime) {
        Path folder = runtime.getParent();
        return folder == null
                ? List.of()
                : newest(folder, "libiomp5.so").stream().toList();
    }

    /// A library, or one with a version behind its name, as Python's packages have them.
    private static Optional<Path> newest(Path folder, String prefix) {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .map(Path::toAbsolutePath)
                    .reduce((first, second) -> second);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LapackBackend.Control control(SymbolLookup mkl) {
        MethodHandle setThreads =
                Linker.nativeLinker().downcallHandle(mkl.findOrThrow(SET_THREADS), FunctionDescriptor.ofVoid(JAVA_INT));
        return new LapackBackend.Control("Intel MKL", threads -> {
            try {
                setThreads.invokeExact(threads);
            } catch (Throwable e) {
                throw new AssertionError(SET_THREADS + " cannot throw", e);
            }
        });
    }
}
