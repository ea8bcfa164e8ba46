package eigensweep.natives.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.Backend;
import eigensweep.linalg.BackendContract;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// The generated bindings and the algorithm, over the shim. What squares beyond the range of float64 goes to the CPU;
/// nothing else does.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class CudaContractTest implements BackendContract {

    private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();

    private static CudaBackend backend;

    @BeforeAll
    static void open() {
        backend = new CudaBackend(Shim.cuda(), List.of(0), Shim.cpu(), SAID::add);
    }

    @AfterAll
    static void everythingIsGivenBack() {
        if (backend != null) {
            backend.close();
            assertThat(Shim.alive()).isZero();
        }
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @AfterEach
    void nothingWasDoneThatAGpuWouldNotBear() {
        assertThat(Shim.breaches()).isZero();
        assertThat(SAID).allMatch(line -> line.contains("leaves the range of the arithmetic; redone on the CPU"));
    }
}
