package eigensweep.bench;

import eigensweep.linalg.Backend;
import eigensweep.simd.Kernels;
import eigensweep.table.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What figures depend on besides the code.
///
/// @param cpu the processor's name and model
/// @param kernels what the vector kernels found
/// @param blas library, version and the kernels it chose
/// @param java the exact version
public record Machine(String cpu, String kernels, String blas, String java) {

    private static final Path CPUS = Path.of("/proc/cpuinfo");
    private static final List<String> NAMES = List.of("model name", "cpu family", "model");

    /// Says what this machine is, as JSON: `bench/peers` writes it above its tables.
    public static void main(String[] arguments) throws IOException {
        System.out.println(Json.text(here(MatrixProduct.openBlas(1))));
    }

    /// This machine.
    public static Machine here(Backend blas) throws IOException {
        return new Machine(
                processor(),
                Kernels.get().describe(),
                blas.description(),
                Runtime.version().toString());
    }

    /// In a line for people.
    public String text() {
        return cpu + "; kernels: " + kernels + "; " + blas + "; Java " + java;
    }

    /// `AMD EPYC 25 17` on Linux; elsewhere what the JVM knows, which is less.
    private static String processor() throws IOException {
        if (!Files.isReadable(CPUS)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(CPUS)) {
            String cpu = lines.takeWhile(line -> !line.isBlank())
                    .filter(line -> NAMES.contains(name(line)))
                    .sorted((a, b) -> NAMES.indexOf(name(a)) - NAMES.indexOf(name(b)))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .collect(Collectors.joining(" "));
            return cpu.isEmpty() ? System.getProperty("os.arch") : cpu;
        }
    }

    private static String name(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon).strip();
    }
}
