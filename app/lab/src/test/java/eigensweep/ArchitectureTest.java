package eigensweep;

import eigensweep.lab.InstalledLab;
import eigensweep.testing.Floors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// DJL is seen by embeddings and networks and what stands on them, ONNX Runtime by embeddings alone.
class ArchitectureTest {

    private static final Floors MODULE = Floors.of(InstalledLab.class);

    @Test
    void aPackageUsesOnlyWhatStandsBelowIt() {
        MODULE.check(Map.ofEntries(
                Map.entry("lab.images", "data files table work com.twelvemonkeys.."),
                Map.entry("lab.augment", "lab.images app.terminal files picocli.."),
                Map.entry("lab.embedding", "lab.images app.terminal data files table work ai.djl.. ai.onnxruntime.."),
                Map.entry(
                        "lab.network",
                        "lab.images lab.embedding checkpoint checkpoint.file checkpoint.safetensors curvature files table tensor ai.djl.."),
                Map.entry(
                        "lab.train",
                        "lab.network lab.images lab.augment lab.embedding app.terminal page checkpoint.safetensors checkpoint checkpoint.file curvature data files findings linalg stats table tensor work ai.djl.. picocli.. tools.jackson.."),
                Map.entry(
                        "lab.hessian",
                        "lab.train lab.network app.terminal page curvature table ai.djl.. picocli.. tools.jackson.."),
                Map.entry(
                        "lab.study.report",
                        "app.sweep app.stats page figure checkpoint checkpoint.file checkpoint.safetensors findings files layer spectrum stats sweep table tensor"),
                Map.entry(
                        "lab.study",
                        ". lab.study.report lab.train lab.augment lab.embedding lab.network app.sweep app.stats app.terminal page figure data checkpoint checkpoint.file checkpoint.safetensors diversity findings files layer linalg spectrum stats sweep table tensor work picocli.. tools.jackson.."),
                Map.entry(
                        "lab.demo",
                        "lab.study lab.study.report app.demo app.sweep app.terminal page figure findings files spectrum sweep table"),
                Map.entry("lab", "lab.demo lab.embedding lab.images lab.network app.terminal data figure")));
    }
}
