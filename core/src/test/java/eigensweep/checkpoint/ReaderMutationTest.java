package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happened to a file: it is read to its last element, or refused by a [CheckpointException].
@Timeout(60)
class ReaderMutationTest {

    private static final int MUTATIONS = 1500;

    private static final LayerOptions ALL =
            new LayerOptions(null, 1, Integer.MAX_VALUE, LayerOptions.Convolution.POOLED, LayerOptions.FusedQkv.WHOLE);

    private static final byte[] SHARD = SafetensorsFile.of(
            Bytes.gaussian(1, 38),
            "\"__metadata__\":{\"format\":\"pt\"}",
            SafetensorsFile.entry("fc.weight", "F32", "[2,3]", 0, 24),
            SafetensorsFile.entry("conv.weight", "BF16", "[3,2,2,2]", 24, 72),
            SafetensorsFile.entry("fc.bias", "F64", "[9]", 72, 144),
            SafetensorsFile.entry("codes", "F8_E4M3", "[2,4]", 144, 152));

    @TempDir
    private Path folder;

    @BeforeEach
    void writeNeighbours() throws IOException {
        Files.write(folder.resolve("shard.safetensors"), SHARD);
        Files.write(folder.resolve("weights"), Bytes.gaussian(2, 16));
    }

    @Test
    void safetensors() throws IOException {
        assertSurvives("model.safetensors", SHARD, 1);
    }

    @Test
    void index() throws IOException {
        String index = """
                {"metadata": {"total_size": 152}, "weight_map":
                 {"fc.weight": "shard.safetensors", "fc.bias": "shard.safetensors", "conv.weight": "shard.safetensors"}}
                """;
        assertSurvives("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8), 2);
    }

    @Test
    void npy() throws IOException {
        assertSurvives("a.npy", NpyFile.of(1, NpyFile.header("<f4", true, "(2, 3, 2)"), Bytes.gaussian(3, 12)), 3);
    }

    @Test
    void onnx() throws IOException {
        byte[] model = new OnnxFile()
                .node("MatMul", "/fc/MatMul", "hidden", "onnx::MatMul_1")
                .constant("c", OnnxFile.floats("", new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(OnnxFile.floats("onnx::MatMul_1", new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(
                        OnnxFile.tensor("f16", OnnxFile.FLOAT16, new long[] {2, 1}, OnnxFile.int32Data(0x3c00, 0xc000)))
                .initialiser(OnnxFile.tensor(
                        "external",
                        OnnxFile.FLOAT,
                        new long[] {2, 2},
                        OnnxFile.external("location", "weights", "offset", "8", "length", "16")))
                .bytes();
        assertSurvives("model.onnx", model, 4);
    }

    private void assertSurvives(String name, byte[] whole, long seed) throws IOException {
        Path file = folder.resolve(name);
        SplittableRandom random = new SplittableRandom(seed);
        Files.write(file, whole);
        assertThat(elements(file)).as("elements of the whole file").isPositive();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutant(whole, random);
            Files.write(file, mutant);
            try {
                assertThat(elements(file)).isNotNegative();
            } catch (CheckpointException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(
                        "mutant " + i + " of " + name + ": " + new String(mutant, StandardCharsets.ISO_8859_1), e);
            }
        }
        assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS);
    }

    /// Reads every element of every layer, and counts them.
    private static long elements(Path file) {
        long elements = 0;
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            for (Layer layer : Layers.of(checkpoint, ALL)) {
                for (Matrix matrix : layer.matrices()) {
                    elements += Opened.values(matrix).length;
                }
            }
        }
        return elements;
    }

    private static byte[] mutant(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> { // One piece a second time.
                byte[] piece = Arrays.copyOfRange(bytes, from, to);
                yield Bytes.join(Arrays.copyOf(bytes, at), piece, Arrays.copyOfRange(bytes, at, bytes.length));
            }
            case 2 -> Bytes.join(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            case 3 -> { // One piece over another.
                System.arraycopy(whole, from, bytes, Math.min(at, bytes.length - (to - from)), to - from);
                yield bytes;
            }
            case 4 -> { // Digits for digits: what the syntax still allows.
                for (int i = from; i < to; i++) {
                    bytes[i] = bytes[i] >= '0' && bytes[i] <= '9' ? (byte) ('0' + random.nextInt(10)) : bytes[i];
                }
                yield bytes;
            }
            default -> {
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield bytes;
            }
        };
    }
}
