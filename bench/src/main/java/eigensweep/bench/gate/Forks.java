package eigensweep.bench.gate;

import eigensweep.bench.gate.Fork.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Starts the JVMs that measure, one after the other or two that take turns.
///
/// @param folder of this gate alone
/// @param planted the case that is slowed down; null for none
record Forks(Path folder, @Nullable String planted) {

    /// All that is compared with a baseline but times.
    Measured counts(List<Case> cases) throws IOException {
        return fork(Kind.CALLS, cases).and(fork(Kind.VECTOR_BYTES, cases)).and(fork(Kind.SCALAR_BYTES, cases));
    }

    /// @param forks how many JVMs measure
    Measured times(List<Case> cases, int forks) throws IOException {
        Measured all = fork(Kind.TIME, cases);
        for (int i = 1; i < forks; i++) {
            all = all.and(fork(Kind.TIME, cases));
        }
        return all;
    }

    /// A JVM that takes turns, with this code.
    Process turns(List<String> names) throws IOException {
        return turns("here", System.getProperty("java.class.path"), plan(), names);
    }

    /// A JVM that takes turns, with another revision's code.
    Process turns(Revision revision, List<String> names) throws IOException {
        return turns(revision.name(), revision.classPath(), Fork.NOTHING, names);
    }

    private Process turns(String place, String classPath, String planted, List<String> names) throws IOException {
        Path own = Files.createDirectories(folder.resolve(place));
        // In the foreground: a compiler that gets no processor is not done when all seems warm.
        List<String> command = java(classPath, "-XX:-BackgroundCompilation");
        command.addAll(List.of(TurnFork.class.getName(), own.toString(), planted));
        command.addAll(names);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String plan() {
        return planted == null ? Fork.NOTHING : planted;
    }

    private static List<String> java(String classPath, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms256m",
                "-Xmx512m",
                "-cp",
                classPath));
        command.addAll(List.of(flags));
        return command;
    }

    private Measured fork(Kind kind, List<Case> cases) throws IOException {
        String classPath = System.getProperty("java.class.path");
        List<String> command = switch (kind) {
            case TIME -> java(classPath);
            case SCALAR_BYTES -> java(classPath, "-XX:TieredStopAtLevel=1", "-Deigensweep.kernels=scalar");
            case VECTOR_BYTES -> java(classPath, "-XX:TieredStopAtLevel=1");
            case CALLS -> java(classPath, "-Djextract.trace.downcalls=true");
        };
        command.addAll(List.of(Fork.class.getName(), kind.name(), folder.toString(), plan()));
        command.addAll(Case.names(cases));
        Path result = folder.resolve(Fork.RESULT);
        Files.deleteIfExists(result);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            int code = process.waitFor();
            if (code != 0 || !Files.exists(result)) {
                throw new IOException("a JVM that measures ended with code " + code);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return JsonMapper.shared().readValue(result, Measured.class);
    }
}
