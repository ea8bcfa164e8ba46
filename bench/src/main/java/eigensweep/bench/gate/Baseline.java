package eigensweep.bench.gate;

import eigensweep.bench.Machine;
import eigensweep.bench.gate.Measured.Twin;
import eigensweep.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What was measured when all was well: a committed file.
///
/// @param machine where
/// @param cases what of every case
record Baseline(Machine machine, Map<String, Entry> cases) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /// Digits that say something.
    private static final double PRECISION = 1e4;

    private static final String REMEDY = "scripts/bench-gate --refresh measures a new one";

    Baseline {
        Objects.requireNonNull(machine, "no machine");
        cases = Map.copyOf(cases);
    }

    /// A case.
    ///
    /// @param cost null for one that is not timed
    /// @param calls how often which native function is called
    /// @param answers what came out on either of the kernels that it was run on
    record Entry(@Nullable Cost cost, Map<String, Integer> calls, Map<Twin, Double> answers) {
        Entry {
            calls = Map.copyOf(calls);
            answers = Map.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException("no answer");
            }
        }
    }

    /// What a case costs.
    ///
    /// @param ratio its time over that of its yardstick
    /// @param hotBytes bytes allocated once compiled
    /// @param bytes bytes allocated without escape analysis
    record Cost(double ratio, long hotBytes, Map<Twin, Long> bytes) {
        Cost {
            if (!(ratio > 0)) {
                throw new IllegalArgumentException("a ratio of " + ratio);
            }
            bytes = Map.copyOf(bytes);
        }
    }

    static Baseline of(Measured measured, List<Case> cases) {
        Map<String, Entry> entries = new TreeMap<>();
        for (Case one : cases) {
            String name = one.name();
            entries.put(
                    name,
                    new Entry(
                            one.isTimed() ? cost(measured, name) : null,
                            Measured.required(measured.calls(), name),
                            answers(measured, name)));
        }
        return new Baseline(measured.machine(), entries);
    }

    private static Map<Twin, Double> answers(Measured measured, String name) {
        Map<Twin, Double> answers = new EnumMap<>(Twin.class);
        Measured.required(measured.answers(), name).forEach((twin, all) -> {
            if (all.stream().distinct().count() > 1) {
                throw new IllegalStateException(
                        name + " gives another answer in another JVM, which no baseline holds: " + all);
            }
            answers.put(twin, all.getFirst());
        });
        return answers;
    }

    private static Cost cost(Measured measured, String name) {
        return new Cost(
                Math.round(measured.ratio(name) * PRECISION) / PRECISION,
                Measured.required(measured.hotBytes(), name),
                Measured.required(measured.bytes(), name));
    }

    /// @throws IOException that says what to do, if there is none or it cannot be read
    static Baseline read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no baseline " + file + ": " + REMEDY);
        }
        try {
            return JSON.readValue(file, Baseline.class);
        } catch (JacksonException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new IOException("the baseline " + file + " is damaged (" + reason + "): " + REMEDY, e);
        }
    }

    void write(Path file) throws IOException {
        String text = JSON.writeValueAsString(this);
        WholeFile.write(file, writer -> writer.append(text).append('\n'));
    }
}
