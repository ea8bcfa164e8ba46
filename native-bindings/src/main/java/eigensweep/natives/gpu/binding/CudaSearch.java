package eigensweep.natives.gpu.binding;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where CUDA's libraries may be: places in order, each a few folders that belong together.
///
/// @param places where to look
public record CudaSearch(List<Place> places) {

    /// The variable that is ours alone.
    public static final String OWN = "EIGENSWEEP_CUDA_HOME";

    private static final List<String> BELOW_HOME =
            List.of("", "lib64", "lib", "targets/x86_64-linux/lib", "targets/sbsa-linux/lib", "lib/x86_64-linux-gnu");

    /// @param name as people know it
    record Place(String name, List<Path> folders) {

        Optional<Path> find(String file) {
            return files(file).filter(SharedObject::isForThisMachine).findFirst();
        }

        /// Files of that name, whatever they are.
        private Stream<Path> files(String file) {
            return folders.stream().map(folder -> folder.resolve(file)).filter(Files::isRegularFile);
        }
    }

    /// @param home the folder a user named, or null
    /// @param environment the variables of this process
    /// @param root `/`, but for tests
    public static CudaSearch of(@Nullable Path home, Map<String, String> environment, Path root) {
        List<Place> places = new ArrayList<>();
        if (home != null) {
            places.add(new Place("--cuda-home", belowHome(home)));
        }
        for (String variable : List.of(OWN, "CUDA_HOME", "CUDA_PATH")) {
            String named = environment.getOrDefault(variable, "");
            if (!named.isEmpty()) {
                places.add(new Place(variable, belowHome(Path.of(named))));
            }
        }
        places.add(new Place("the loader path", loaderPath(environment, root)));
        for (Path installed : toolkits(root.resolve("usr/local"))) {
            places.add(new Place(installed.toString(), belowHome(installed)));
        }
        places.add(new Place("/opt/cuda", belowHome(root.resolve("opt/cuda"))));
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            String named = environment.getOrDefault(variable, "");
            if (!named.isEmpty()) {
                Path prefix = Path.of(named);
                places.add(new Place(variable, concat(pythonPackages(prefix), List.of(prefix.resolve("lib")))));
            }
        }
        // Pythons that nobody activated, but that are the first ones called: `.../bin/python3`.
        places.add(new Place(
                "the python3 on the PATH",
                entries(environment.getOrDefault("PATH", ""))
                        .flatMap(folder -> prefixes(folder.resolve("python3")).stream())
                        .flatMap(prefix -> pythonPackages(prefix).stream())
                        .distinct()
                        .toList()));
        String user = environment.getOrDefault("HOME", "");
        List<Path> prefixes = new ArrayList<>(List.of(root.resolve("usr/local"), root.resolve("usr")));
        if (!user.isEmpty()) {
            prefixes.addFirst(Path.of(user).resolve(".local"));
        }
        places.add(new Place(
                "Python's packages",
                prefixes.stream().flatMap(p -> pythonPackages(p).stream()).toList()));
        return new CudaSearch(List.copyOf(places));
    }

    /// The first of the places that has a file.
    public Optional<Path> find(String file) {
        return places.stream().flatMap(place -> place.find(file).stream()).findFirst();
    }

    /// What has the name of a file, and is no library of this machine's kind.
    public Optional<Path> findOther(String file) {
        return places.stream()
                .flatMap(place -> place.files(file))
                .filter(found -> !SharedObject.isForThisMachine(found))
                .findFirst();
    }

    /// Each file from the first place that has it; nothing for one that is nowhere.
    ///
    /// @return in the order of the names
    Map<String, Optional<Path>> findEach(List<String> files) {
        Map<String, Optional<Path>> found = new LinkedHashMap<>();
        files.forEach(file -> found.put(file, find(file)));
        return found;
    }

    /// All toolkits that are installed in a folder: the one that was chosen by a link, then by falling version.
    private static List<Path> toolkits(Path folder) {
        List<Path> toolkits = new ArrayList<>(children(folder, "cuda-*"));
        toolkits.sort(Comparator.comparing(CudaSearch::version, Arrays::compare).reversed());
        toolkits.addFirst(folder.resolve("cuda"));
        return toolkits;
    }

    /// `12, 10` of `cuda-12.10`.
    private static int[] version(Path toolkit) {
        return Pattern.compile("\\d{1,9}")
                .matcher(toolkit.getFileName().toString())
                .results()
                .mapToInt(number -> Integer.parseInt(number.group()))
                .toArray();
    }

    /// A toolkit, a folder of libraries, a Python environment, or its `site-packages/nvidia`.
    private static List<Path> belowHome(Path home) {
        List<Path> folders = new ArrayList<>();
        BELOW_HOME.forEach(below -> folders.add(home.resolve(below)));
        children(home, "*").forEach(part -> folders.add(part.resolve("lib")));
        folders.addAll(pythonPackages(home));
        return folders;
    }

    /// `site-packages/nvidia/*/lib`: a folder a library, or one for all.
    private static List<Path> pythonPackages(Path prefix) {
        List<Path> folders = new ArrayList<>();
        for (Path python : concat(children(prefix.resolve("lib"), "python3*"), List.of(prefix))) {
            for (String packages : List.of("site-packages", "dist-packages")) {
                children(python.resolve(packages).resolve("nvidia"), "*")
                        .forEach(part -> folders.add(part.resolve("lib")));
            }
        }
        return folders;
    }

    /// The environments that a Python may be of: where it lies, and where each link on the way to the program leads,
    /// `/usr/local/bin/python3` to `/opt/env/bin/python3` to `/usr/bin/python3.12`.
    private static List<Path> prefixes(Path python) {
        Set<Path> prefixes = new LinkedHashSet<>();
        try {
            // Where a link leads depends on where its folder really is. A ring of links does not exist.
            for (Path at = python; Files.exists(at); at = at.resolveSibling(Files.readSymbolicLink(at))) {
                prefixes.add(at.resolveSibling("..").normalize());
                at = at.resolveSibling("").toRealPath().resolve(String.valueOf(at.getFileName()));
                prefixes.add(at.resolveSibling("..").normalize());
                if (!Files.isSymbolicLink(at)) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(prefixes);
    }

    /// What the system's loader searches: its variable, and the folders it is configured with.
    private static List<Path> loaderPath(Map<String, String> environment, Path root) {
        List<Path> folders = new ArrayList<>();
        entries(environment.getOrDefault("LD_LIBRARY_PATH", "")).forEach(folders::add);
        List<Path> configuration = new ArrayList<>(children(root.resolve("etc/ld.so.conf.d"), "*.conf"));
        configuration.add(root.resolve("etc/ld.so.conf"));
        // Links that lead nowhere, and what is not ours to read, the loader passes over, too.
        configuration.removeIf(file -> !Files.isRegularFile(file) || !Files.isReadable(file));
        for (Path file : configuration) {
            try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                lines.map(String::strip)
                        .filter(line -> line.startsWith("/"))
                        .map(line -> root.resolve(line.substring(1)))
                        .forEach(folders::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (String usual : List.of(
                "usr/lib/x86_64-linux-gnu",
                "usr/lib/aarch64-linux-gnu",
                "usr/lib64",
                "usr/lib",
                "usr/lib/wsl/lib",
                "usr/local/nvidia/lib64",
                "run/opengl-driver/lib")) {
            folders.add(root.resolve(usual));
        }
        return folders;
    }

    private static Stream<Path> entries(String path) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(path)
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    /// The folders and files of a folder whose names match, in order; none if there is no such folder.
    private static List<Path> children(Path folder, String glob) {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return List.of();
        }
        try (var found = Files.newDirectoryStream(folder, glob)) {
            List<Path> children = new ArrayList<>();
            found.forEach(children::add);
            children.sort(null);
            return children;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> concat(List<Path> first, List<Path> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
