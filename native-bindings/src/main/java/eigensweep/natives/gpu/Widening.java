package eigensweep.natives.gpu;

import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.binding.CudaRuntime;
import eigensweep.natives.gpu.binding.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The kernels that widen stored elements to those of the arithmetic, on one device.
final class Widening {

    private static final String PTX = ptx();
    private static final int THREADS = 256;
    private static final int MOST_BLOCKS = 4096;

    private final CudaRuntime cuda;
    private final long stream;
    private final Map<Encoding, Map<Precision, Long>> kernels = new EnumMap<>(Encoding.class);

    /// @param stream what the kernels are queued in
    Widening(CudaRuntime cuda, Resources resources, long stream) {
        this.cuda = cuda;
        this.stream = stream;
        long module = resources.make(() -> cuda.loadModule(PTX), cuda::unloadModule);
        kernels.put(Encoding.F32, Map.of(Precision.F64, cuda.function(module, "widen_f32_f64")));
        kernels.put(
                Encoding.F16,
                Map.of(
                        Precision.F64, cuda.function(module, "widen_f16_f64"),
                        Precision.F32, cuda.function(module, "widen_f16_f32")));
        kernels.put(
                Encoding.BF16,
                Map.of(
                        Precision.F64, cuda.function(module, "widen_bf16_f64"),
                        Precision.F32, cuda.function(module, "widen_bf16_f32")));
    }

    /// `to[i] = from[i]`, for `i < count`.
    void widen(Encoding encoding, Precision precision, long from, long to, long count) {
        int blocks = (int) Math.min(MOST_BLOCKS, Math.ceilDiv(count, THREADS));
        long kernel = Objects.requireNonNull(
                Objects.requireNonNull(kernels.get(encoding)).get(precision));
        cuda.launch(kernel, blocks, THREADS, stream, from, to, count);
    }

    private static String ptx() {
        try (InputStream in = Objects.requireNonNull(Widening.class.getResourceAsStream("widen.ptx"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
