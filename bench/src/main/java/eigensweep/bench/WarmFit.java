package eigensweep.bench;

import eigensweep.spectrum.PowerLaw;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.table.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The tail fit in a process that is already running; `bench/peers` asks it and Python's powerlaw.
///
/// `WarmFit FILE` fits the numbers of a file, ascending, one a line, once for every line it reads, and answers each
/// with the seconds that took; at the end of its input it says what it found.
public final class WarmFit {

    private WarmFit() {}

    /// Answers lines until there are no more.
    public static void main(String[] arguments) throws IOException {
        double[] values = Files.readAllLines(Path.of(arguments[0])).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
        PowerLawFit fit = PowerLaw.fit(values).orElseThrow();
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        while (asked.readLine() != null) {
            long start = System.nanoTime();
            fit = PowerLaw.fit(values).orElseThrow();
            System.out.println((System.nanoTime() - start) / 1e9);
        }
        System.out.println(Json.text(fit));
    }
}
