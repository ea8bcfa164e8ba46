package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import eigensweep.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What was measured when all was well: a committed file.
///
/// @param machine where
/// @param cases what of every case
record Baseline(Machine machine, Map<String, Entry> cases) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Digits that say something.
    private static final double PRECISION = 1e4;

    /// A case.
    ///
    /// @param ratio its time over that of its yardstick
    /// @param hotBytes bytes allocated once compiled
    /// @param bytes bytes allocated without escape analysis, on the scalar kernels
    /// @param calls how often which native function is called
    /// @param checksum what came out
    record Entry(double ratio, long hotBytes, long bytes, Map<String, Integer> calls, double checksum) {}

    static Baseline of(Measured measured, List<Case> cases) {
        Map<String, Entry> entries = new TreeMap<>();
        for (Case one : cases) {
            String name = one.name();
            entries.put(
                    name,
                    new Entry(
                            Math.round(measured.ratio(name, one.yardstick()) * PRECISION) / PRECISION,
                            Measured.required(measured.hotBytes(), name),
                            Measured.required(measured.bytes(), name),
                            Measured.required(measured.calls(), name),
                            Measured.required(measured.checksums(), name)));
        }
        return new Baseline(measured.machine(), entries);
    }

    static Baseline read(Path file) {
        return JSON.readValue(file, Baseline.class);
    }

    void write(Path file) throws IOException {
        String text = JSON.writeValueAsString(this);
        WholeFile.write(file, writer -> writer.append(text).append('\n'));
    }
}
