package eigensweep.natives.gpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.natives.gpu.binding.CudaRuntime;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// The shim is as strict as it claims: otherwise what is tested over it would prove nothing.
@DisabledIfSystemProperty(
        named = GpuContractTest.PROPERTY,
        matches = ".*",
        disabledReason = "the real libraries are in this process")
class ShimTest {

    private final Resources resources = new Resources();
    private CudaRuntime cuda;
    private long stream;
    private long device;
    private MemorySegment host;

    @BeforeEach
    void open() {
        cuda = Shim.cuda().runtime();
        cuda.use(0);
        stream = resources.make(cuda::createStream, cuda::destroyStream);
        device = resources.make(() -> cuda.allocate(8), cuda::free);
        host = MemorySegment.ofAddress(resources.make(() -> cuda.allocateHost(8), cuda::freeHost))
                .reinterpret(8);
    }

    @AfterEach
    void close() {
        resources.close();
    }

    private double onDevice() {
        cuda.copyToHost(host.address(), device, 8, stream);
        cuda.synchronize(stream);
        return host.get(JAVA_DOUBLE, 0);
    }

    @Test
    void aCopyHappensWhenSomebodyWaitsForIt() {
        host.set(JAVA_DOUBLE, 0, 1);
        cuda.copyToDevice(device, host.address(), 8, stream);
        host.set(JAVA_DOUBLE, 0, 2); // too early

        assertThat(onDevice()).isEqualTo(2);
    }

    @Test
    void anEventIsWaitedForAndNoMore() {
        long event = resources.make(cuda::createEvent, cuda::destroyEvent);
        host.set(JAVA_DOUBLE, 0, 1);
        cuda.copyToDevice(device, host.address(), 8, stream);
        cuda.record(event, stream);
        cuda.synchronizeEvent(event);
        host.set(JAVA_DOUBLE, 0, 2);

        assertThat(onDevice()).isEqualTo(1);
    }

    @Test
    void theHostCannotTouchDeviceMemory() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "no /proc here");
        host.set(JAVA_DOUBLE, 0, 1);
        cuda.copyToDevice(device, host.address(), 8, stream);
        cuda.synchronize(stream);

        assertThat(protection(device)).startsWith("---");
        assertThat(protection(host.address())).startsWith("rw-");
    }

    private static String protection(long address) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> {
                        int dash = line.indexOf('-');
                        int blank = line.indexOf(' ');
                        long from = Long.parseUnsignedLong(line, 0, dash, 16);
                        long to = Long.parseUnsignedLong(line, dash + 1, blank, 16);
                        return Long.compareUnsigned(address, from) >= 0 && Long.compareUnsigned(address, to) < 0;
                    })
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aCopyFromMemoryThatIsNotPinnedIsABreach() {
        cuda.copyToDevice(device, device, 0, stream);
        cuda.synchronize(stream);

        assertThat(Shim.breaches()).isEqualTo(1);
    }

    @Test
    void aWaitWithoutTheCopiesThatWereToBeIssuedMeanwhileIsABreach() {
        Shim.awaitCopies(2, 8, 1);
        cuda.copyToDevice(device, host.address(), 8, stream);
        cuda.synchronize(stream);

        assertThat(Shim.breaches()).isEqualTo(1);
    }

    @Test
    void aCopyBesidePendingWorkIsCounted() {
        cuda.copyToDevice(device, host.address(), 8, stream);
        long other = resources.make(cuda::createStream, cuda::destroyStream);
        assertThat(Shim.overlapped()).isZero();
        cuda.copyToDevice(device, host.address(), 8, other);
        assertThat(Shim.overlapped()).isEqualTo(1);
    }

    @Test
    void whatIsNotGivenBackIsCounted() {
        long before = Shim.alive();
        long more = cuda.allocate(100);
        assertThat(Shim.alive()).isEqualTo(before + 1);
        cuda.free(more);
        assertThat(Shim.alive()).isEqualTo(before);
    }
}
