package eigensweep.bench.gate;

import eigensweep.bench.gate.Fork.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Starts the JVMs that measure, one after the other.
///
/// @param folder of this gate alone
/// @param planted the case that is slowed down; null for none
record Forks(Path folder, @Nullable String planted) {

    /// All that is compared.
    ///
    /// @param forks how many JVMs measure times
    Measured everything(List<Case> cases, int forks) throws IOException {
        return times(cases, forks)
                .and(fork(Kind.SCALAR_BYTES, cases))
                .and(fork(Kind.VECTOR_BYTES, cases))
                .and(fork(Kind.CALLS, cases));
    }

    Measured times(List<Case> cases, int forks) throws IOException {
        Measured all = fork(Kind.TIME, cases);
        for (int i = 1; i < forks; i++) {
            all = all.and(fork(Kind.TIME, cases));
        }
        return all;
    }

    private Measured fork(Kind kind, List<Case> cases) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms256m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(
                switch (kind) {
                    case TIME -> List.of();
                    case SCALAR_BYTES -> List.of("-XX:TieredStopAtLevel=1", "-Deigensweep.kernels=scalar");
                    case VECTOR_BYTES -> List.of("-XX:TieredStopAtLevel=1");
                    case CALLS -> List.of("-Djextract.trace.downcalls=true");
                });
        command.addAll(List.of(
                Fork.class.getName(), kind.name(), folder.toString(), planted == null ? Fork.NOTHING : planted));
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
