package eigensweep;

import eigensweep.natives.OpenBlasProvider;
import eigensweep.testing.Floors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The backends stand on the bindings, and those on the libraries alone.
class ArchitectureTest {

    private static final Floors MODULE = Floors.of(OpenBlasProvider.class);

    @Test
    void aPackageUsesOnlyWhatStandsBelowIt() {
        MODULE.check(Map.ofEntries(
                Map.entry("natives.lapack", ""),
                Map.entry("natives.cuda", ""),
                Map.entry("natives", "natives.lapack files linalg tensor work"),
                Map.entry("natives.gpu.binding", "natives.cuda linalg tensor jcuda.."),
                Map.entry("natives.gpu", "natives.gpu.binding natives linalg tensor")));
    }
}
