package eigensweep;

import eigensweep.testing.Floors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The program has commands, which stand on the terminal and on pages; of each other they use what is below.
/// Backends and the lab are found when the program runs.
class ArchitectureTest {

    private static final Floors MODULE = Floors.of(Eigensweep.class);

    @Test
    void aPackageUsesOnlyWhatStandsBelowIt() {
        MODULE.check(
                Map.ofEntries(
                        Map.entry(
                                "app.terminal", "page figure data linalg sweep table files picocli.. tools.jackson.."),
                        Map.entry(
                                "app.sweep",
                                "findings app.terminal page figure checkpoint checkpoint.file checkpoint.safetensors data layer linalg simd spectrum sweep table tensor files work picocli.. tools.jackson.. com.sun.management.."),
                        Map.entry(
                                "app.compare",
                                "findings app.sweep app.terminal page figure checkpoint checkpoint.file layer linalg sweep table files picocli.. tools.jackson.."),
                        Map.entry(
                                "app.stats",
                                "findings app.terminal page figure data stats table files picocli.. tools.jackson.."),
                        Map.entry(
                                "app.linear",
                                "app.terminal page figure data checkpoint checkpoint.file tensor linalg linear table files picocli.. tools.jackson.."),
                        Map.entry(
                                "app.vendi",
                                "app.terminal page figure data diversity linalg table files picocli.. tools.jackson.."),
                        Map.entry(
                                "app.doctor",
                                "app.terminal page linalg simd table files picocli.. tools.jackson.. com.sun.management.."),
                        Map.entry("app.demo", "app.sweep app.terminal data layer linalg spectrum sweep picocli.."),
                        Map.entry(
                                ".",
                                "app.terminal app.sweep app.compare app.stats app.linear app.vendi app.doctor app.demo page files picocli..")));
    }
}
