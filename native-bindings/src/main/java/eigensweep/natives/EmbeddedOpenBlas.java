package eigensweep.natives;

import eigensweep.files.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// OpenBLAS as it comes with the tool: a few shared libraries in a jar on the class path, unpacked once into the
/// cache.
final class EmbeddedOpenBlas {

    /// In the order in which they must be loaded: the Fortran runtime would otherwise come from the system, or
    /// not at all.
    private static final List<String> LINUX =
            List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

    private EmbeddedOpenBlas() {}

    /// The unpacked libraries, or nothing if this build has none for this platform.
    ///
    /// @throws UncheckedIOException if they cannot be unpacked
    static Optional<NativeLibrary> find() {
        return find(Cache.folder());
    }

    /// @param cache where they are unpacked, and found again
    static Optional<NativeLibrary> find(Path cache) {
        String folder = "org/bytedeco/openblas/" + platform() + "/";
        URL main = resource(folder + LINUX.getLast());
        if (main == null) {
            return Optional.empty();
        }
        try {
            // Not every platform's jar has every runtime library; what is not there is not needed.
            List<String> names = LINUX.stream()
                    .filter(name -> resource(folder + name) != null)
                    .toList();
            Path home = cache.resolve("openblas-" + fingerprint(main));
            if (!isWhole(folder, names, home)) {
                unpack(folder, names, home);
            }
            List<Path> files = names.stream().map(home::resolve).toList();
            return Optional.of(new NativeLibrary("OpenBLAS", files.subList(0, files.size() - 1), files.getLast()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `linux-x86_64`, as the jar names it.
    static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        String family = os.contains("linux") ? "linux" : os.contains("mac") ? "macosx" : "windows";
        return family + "-" + (arch.equals("aarch64") ? "arm64" : arch.equals("amd64") ? "x86_64" : arch);
    }

    private static @Nullable URL resource(String name) {
        return EmbeddedOpenBlas.class.getClassLoader().getResource(name);
    }

    /// Changes whenever the library does, so that a cache never serves an old one.
    private static String fingerprint(URL library) throws IOException {
        return library.openConnection() instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toHexString(library.openConnection().getContentLengthLong());
    }

    /// Whether each file is there, and as long as it should be: a library that is cut off ends the JVM.
    private static boolean isWhole(String folder, List<String> names, Path home) throws IOException {
        for (String name : names) {
            Path file = home.resolve(name);
            long length = source(folder, name).openConnection().getContentLengthLong();
            if (!Files.isRegularFile(file) || Files.size(file) != length) {
                return false;
            }
        }
        return true;
    }

    private static URL source(String folder, String name) {
        return Objects.requireNonNull(resource(folder + name));
    }

    /// Unpacks into a folder of another name first, so that files under the right names are always whole; what
    /// others have loaded of them stays.
    private static void unpack(String folder, List<String> names, Path home) throws IOException {
        Path parent = Objects.requireNonNull(home.getParent());
        Files.createDirectories(parent);
        Path partial = Files.createTempDirectory(parent, "unpacking-");
        try {
            for (String name : names) {
                try (InputStream in = source(folder, name).openStream()) {
                    Files.copy(in, partial.resolve(name));
                }
            }
            Files.createDirectories(home);
            for (String name : names) {
                Files.move(
                        partial.resolve(name),
                        home.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            delete(partial);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
