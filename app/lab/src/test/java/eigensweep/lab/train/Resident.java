package eigensweep.lab.train;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory of this process that is in use, native and the heap's live objects.
final class Resident {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Resident() {}

    static long bytes() {
        System.gc();
        return field("VmRSS:");
    }

    /// Begins anew with the peak: other tests ran in this process before.
    static void forgetPeak() throws IOException {
        Path peak = Path.of("/proc/self/clear_refs");
        assumeTrue(Files.isWritable(peak), "only Linux forgets");
        Files.writeString(peak, "5");
    }

    /// The most that was in use since [#forgetPeak].
    static long peakBytes() {
        return field("VmHWM:");
    }

    private static long field(String name) {
        assumeTrue(Files.exists(STATUS), "only Linux tells");
        try {
            String line = Files.readAllLines(STATUS).stream()
                    .filter(text -> text.startsWith(name))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
