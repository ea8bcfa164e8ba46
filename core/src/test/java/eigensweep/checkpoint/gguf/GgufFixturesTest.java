package eigensweep.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that gguf 0.19.0 wrote, and what it and numpy 2.4.6 make of them (`scripts/references/gguf_fixtures.py`).
class GgufFixturesTest {

    /// Eigenvalues of a Gram matrix are right to some units in the last place of the largest.
    private static final double ROUNDING = 1e-13;

    /// A line of `values.csv`.
    private record Expected(
            String file,
            String tensor,
            String type,
            String shape,
            String sha256,
            String first,
            String last,
            double norm,
            double lambdaMax) {

        @Override
        public String toString() {
            return tensor + " of " + file;
        }
    }

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(GgufFixturesTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Expected> values() {
        try (InputStream csv = Objects.requireNonNull(GgufFixturesTest.class.getResourceAsStream("values.csv"))) {
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(f -> new Expected(
                            f[0],
                            f[1],
                            f[2],
                            f[3],
                            f[4],
                            f[5],
                            f[6],
                            Double.parseDouble(f[7]),
                            Double.parseDouble(f[8])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tensor stored(Checkpoint checkpoint, String name) {
        return checkpoint.tensors().stream()
                .filter(tensor -> tensor.storedName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyElementHasTheBitsThatTheLibraryGives(Expected expected) {
        try (Checkpoint checkpoint = Checkpoints.open(file(expected.file()))) {
            Tensor tensor = stored(checkpoint, expected.tensor());
            assertThat(tensor.dtype().name()).isEqualTo(expected.type());
            assertThat(tensor.shapeText().replace(" ", "")).isEqualTo(expected.shape());

            float[] values = floats(tensor);

            assertThat(bits(values[0])).isEqualTo(expected.first());
            assertThat(bits(values[values.length - 1])).isEqualTo(expected.last());
            assertThat(sha256(Bytes.floats(values))).isEqualTo(expected.sha256());
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void spectraAreThoseOfTheLibrarysNumbers(Expected expected) {
        try (Checkpoint checkpoint = Checkpoints.open(file(expected.file()));
                JavaBackend backend = new JavaBackend()) {
            Matrix whole = flat(stored(checkpoint, expected.tensor()));
            double[] evals = backend.gramEigenvalues(List.of(whole), new Solve(Precision.F64, Method.GRAM, 1))
                    .getFirst();

            double largest = Arrays.stream(evals).max().orElseThrow();
            assertThat(largest).isCloseTo(expected.lambdaMax(), within(ROUNDING * expected.lambdaMax()));
            assertThat(Arrays.stream(evals).sum()).isCloseTo(expected.norm(), within(ROUNDING * expected.norm()));
        }
    }

    /// From the middle of a block to the middle of another, with strides, transposed, in float32.
    @ParameterizedTest
    @MethodSource("values")
    void everyViewHasTheSameElements(Expected expected) {
        try (Checkpoint checkpoint = Checkpoints.open(file(expected.file()))) {
            Matrix whole = flat(stored(checkpoint, expected.tensor()));
            float[] values = floats(stored(checkpoint, expected.tensor()));
            int columns = whole.columns();
            double[] part = new double[columns - 20];
            float[] narrow = new float[part.length];
            double[] second = new double[columns / 2];
            Matrix strided = new Matrix(whole.data(), whole.dtype(), columns + 1L, 1, columns / 2, columns, 2, 1.0);

            Widen.toF64(whole, 1, 13, part.length, MemorySegment.ofArray(part), 0);
            Widen.toF32(whole, 1, 13, part.length, MemorySegment.ofArray(narrow), 0);
            Widen.toF64(strided, 0, 0, second.length, MemorySegment.ofArray(second), 0);

            float[] expectedPart = Arrays.copyOfRange(values, columns + 13, columns + 13 + part.length);
            assertThat(narrowed(part)).isEqualTo(expectedPart);
            assertThat(narrow).isEqualTo(expectedPart);
            for (int j = 0; j < columns; j += 7) {
                assertThat((float) Widen.at(whole, 1, j)).isEqualTo(values[columns + j]);
                assertThat((float) Widen.at(whole.transposed(), j, 1)).isEqualTo(values[columns + j]);
            }
            float[] everySecond = new float[second.length];
            for (int i = 0; i < second.length; i++) {
                everySecond[i] = values[columns + 2 * i + 1];
            }
            assertThat(narrowed(second)).isEqualTo(everySecond);
        }
    }

    @Test
    void aModelInShardsIsReadWholeWhicheverIsNamed() {
        for (String name : List.of("model-00001-of-00002.gguf", "model-00002-of-00002.gguf")) {
            try (Checkpoint checkpoint = Checkpoints.open(file(name))) {
                assertThat(checkpoint.format()).isEqualTo("sharded GGUF");
                assertThat(checkpoint.files())
                        .extracting(path -> path.getFileName().toString())
                        .containsExactly("model-00001-of-00002.gguf", "model-00002-of-00002.gguf");
                assertThat(Opened.names(checkpoint))
                        .containsExactly(
                                "model.embed_tokens.weight",
                                "model.norm.weight",
                                "lm_head.weight",
                                "model.layers.0.self_attn.q_proj.weight",
                                "model.layers.0.self_attn.k_proj.weight",
                                "model.layers.0.self_attn.o_proj.weight",
                                "model.layers.0.block_sparse_moe.gate.weight",
                                "model.layers.0.block_sparse_moe.experts.w1.weight");
            }
        }
    }

    private static Matrix flat(Tensor tensor) {
        int columns = (int) tensor.shape()[tensor.rank() - 1];
        int rows = (int) (tensor.count() / columns);
        return new Matrix(tensor.data(), tensor.dtype(), 0, rows, columns, columns, 1, 1.0);
    }

    private static float[] floats(Tensor tensor) {
        Matrix whole = flat(tensor);
        double[] wide = new double[whole.rows() * whole.columns()];
        Widen.toF64(whole, 0, 0, wide.length, MemorySegment.ofArray(wide), 0);
        float[] narrow = narrowed(wide);
        if (tensor.dtype() != DType.F64) {
            assertThat(Arrays.equals(
                            wide,
                            IntStream.range(0, wide.length)
                                    .mapToDouble(i -> narrow[i])
                                    .toArray()))
                    .as("float32 loses nothing")
                    .isTrue();
        }
        return narrow;
    }

    private static float[] narrowed(double[] wide) {
        float[] narrow = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }

    private static String bits(float value) {
        return HexFormat.of().toHexDigits(Float.floatToRawIntBits(value));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
