package eigensweep.bench;

import eigensweep.testing.Floors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Gate and suite stand side by side on what they measure, and on what makes their inputs.
class ArchitectureTest {

    private static final Floors MODULE = Floors.of(Machine.class);

    @Test
    void aPackageUsesOnlyWhatStandsBelowIt() {
        MODULE.check(Map.ofEntries(
                Map.entry(
                        "bench",
                        "checkpoint checkpoint.file checkpoint.safetensors files layer linalg natives.gpu natives.lapack simd spectrum stats sweep table tensor tools.jackson.."),
                Map.entry(
                        "bench.gate",
                        "bench checkpoint checkpoint.file checkpoint.safetensors diversity files layer linalg simd spectrum tensor com.sun.management.. tools.jackson.."),
                Map.entry(
                        "bench.suite",
                        "bench lab.images lab.train figure checkpoint checkpoint.file checkpoint.safetensors curvature diversity files layer linalg simd spectrum sweep tensor com.google.protobuf.. org.openjdk.jmh.."),
                Map.entry("bench.suite.jmh_generated", "bench.suite tensor org.openjdk.jmh..")));
    }
}
