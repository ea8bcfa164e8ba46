package eigensweep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import eigensweep.sweep.Sweep;
import eigensweep.testing.Floors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The floors of ARCHITECTURE.md.
class ArchitectureTest {

    private static final Floors MODULE = Floors.of(Sweep.class);

    @Test
    void aPackageUsesOnlyWhatStandsBelowIt() {
        MODULE.check(Map.ofEntries(
                Map.entry("simd", "jdk.incubator.vector.."),
                Map.entry("files", ""),
                Map.entry("work", ""),
                Map.entry("stats", "table org.apache.commons.statistics.."),
                Map.entry("linear", "linalg simd"),
                Map.entry("tensor", "simd"),
                Map.entry("hdf5", "tensor"),
                Map.entry("table", "files de.siegmar.fastcsv.. tools.jackson.."),
                Map.entry("linalg", "table files tensor simd"),
                Map.entry("spectrum", "linalg simd stats table files work org.apache.commons.statistics.."),
                Map.entry("checkpoint.file", "files tensor tools.jackson.core.."),
                Map.entry("checkpoint.numpy", "checkpoint.file tensor"),
                Map.entry("checkpoint.safetensors", "checkpoint.file tensor tools.jackson.core.."),
                Map.entry("checkpoint.gguf", "checkpoint.file files tensor"),
                Map.entry("checkpoint.keras", "checkpoint.file hdf5 tensor tools.jackson.core.."),
                Map.entry("checkpoint.parts", "checkpoint.file tensor"),
                Map.entry("checkpoint.quantised", "checkpoint.parts checkpoint.file tensor"),
                Map.entry("checkpoint.onnx", "checkpoint.parts checkpoint.file files tensor com.google.protobuf.."),
                Map.entry("checkpoint.torch", "checkpoint.numpy checkpoint.file tensor"),
                Map.entry("checkpoint.foreign", "checkpoint.torch checkpoint.file com.google.protobuf.."),
                Map.entry(
                        "checkpoint.adapter",
                        "checkpoint.gguf checkpoint.safetensors checkpoint.parts checkpoint.file files tensor tools.jackson.core.."),
                Map.entry("checkpoint", "eigensweep.checkpoint.. files tensor tools.jackson.core.."),
                Map.entry("layer", "checkpoint.file table files tensor"),
                Map.entry("diversity", "files linalg stats table tensor"),
                Map.entry("curvature", "files linalg simd table"),
                Map.entry("data", "files table checkpoint checkpoint.file diversity tensor tools.jackson.core.."),
                Map.entry(
                        "sweep",
                        "layer checkpoint checkpoint.file checkpoint.safetensors linalg spectrum tensor table files work tools.jackson.core.."),
                Map.entry("findings", "stats sweep")));
    }

    @Test
    void onlySimdTouchesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("eigensweep.simd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(MODULE.classes());
    }
}
