package eigensweep.natives.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendContract;
import eigensweep.linalg.Backends;
import eigensweep.linalg.DeviceOptions;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// `-Deigensweep.test.gpu=cuda` or `=jcuda` runs the contract on this machine's GPUs; `scripts/gpu-check` does, both.
/// In a process of its own: the shim's names are the vendor's.
@EnabledIfSystemProperty(named = GpuContractTest.PROPERTY, matches = "cuda|jcuda")
class GpuContractTest implements BackendContract {

    static final String PROPERTY = "eigensweep.test.gpu";

    private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();

    /// What was said when a GPU was taken out: all the rest would be the CPU's, and pass.
    private static final Queue<String> LOST = new ConcurrentLinkedQueue<>();

    private static final class Opened {
        private static final Backend BACKEND = Backends.open(
                        Objects.requireNonNull(System.getProperty(PROPERTY)),
                        new DeviceOptions(null, List.of(), SAID::add))
                .backend();
    }

    @Override
    public Backend backend() {
        return Opened.BACKEND;
    }

    @BeforeEach
    void nothingWasSaidYet() {
        assumeTrue(LOST.isEmpty(), () -> LOST.peek());
        SAID.clear();
    }

    @AfterEach
    void onlyWhatLeavesTheRangeIsDoneOnTheCpu() {
        SAID.stream().filter(line -> line.contains("is taken out")).forEach(LOST::add);
        assertThat(SAID)
                .filteredOn(line -> line.contains("CPU") || line.contains("is taken out"))
                .allMatch(line -> line.contains("leaves the range of the arithmetic; redone on the CPU"));
    }
}
