package eigensweep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How many files packages have: one is one capability, and a reader sees what is in it at a glance.
public final class PackageSizes {

    /// As many as a package may have; some 25 are usual.
    private static final int MOST = 40;

    private PackageSizes() {}

    /// The packages of a module's main code that have too many files, with the number of these.
    ///
    /// @param module its folder
    public static Map<String, Integer> tooLarge(Path module) {
        Path sources = module.resolve("src/main/java");
        Map<String, Integer> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> sizes.merge(name(sources.relativize(file)), 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sizes.values().removeIf(size -> size <= MOST);
        return sizes;
    }

    private static String name(Path file) {
        Path folder = file.getParent();
        return folder == null ? "" : folder.toString().replace('/', '.').replace('\\', '.');
    }
}
