package eigensweep.checkpoint.quantised;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.layer.Layer;
import eigensweep.layer.Layers;
import eigensweep.linalg.Blocks;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files of six libraries, and the weights that they themselves make of them (`scripts/references/quantised_files.py`).
class QuantisedFixturesTest {

    /// Those that compute in float32 differ by its rounding: half a unit in the last place of a product, and of a sum
    /// of numbers up to the largest.
    @ParameterizedTest
    @CsvSource({
        "gptq, 8, GPTQ, 0",
        "awq, 1, AWQ 4-bit, 0",
        "compressed-tensors, 5, packed I, 0",
        "floats, 2, FP4, 1e-7",
        "bitsandbytes, 5, bitsandbytes, 1e-7",
        "mlx, 6, MLX, 1e-7"
    })
    void weightsAreThoseOfTheLibrary(String scheme, int count, String encoding, double rounding) {
        try (Checkpoint model = Checkpoints.open(file(scheme, "model.safetensors"));
                Checkpoint theirs = Checkpoints.open(file(scheme, "weights.safetensors"))) {
            Map<String, Tensor> expected =
                    theirs.tensors().stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
            List<Layer> layers =
                    Layers.of(model, Opened.ALL).stream().filter(Layer::isSwept).toList();

            assertThat(layers).hasSize(count).extracting(Layer::longName).hasSameElementsAs(expected.keySet());
            for (Layer layer : layers) {
                assertThat(layer.tensor().encoding()).contains(encoding).endsWith(" (dequantised)");
                Tensor reference = Objects.requireNonNull(expected.get(layer.longName()));
                double[] values = Opened.values(reference);
                double tolerance =
                        rounding * Arrays.stream(values).map(Math::abs).max().orElse(0);
                Matrix matrix = layer.matrices().getFirst();
                assertThat(layer.tensor().storedBytes()).isBetween(matrix.rows() * matrix.columns() / 4L, 20_000L);
                assertThat(List.of((long) matrix.rows(), (long) matrix.columns()))
                        .containsExactly(reference.shape()[0], reference.shape()[1]);
                assertHasElements(layer.longName(), matrix, values, tolerance);
            }
            assertThat(Layers.of(model, Opened.ALL))
                    .filteredOn(layer -> !layer.isSwept())
                    .allSatisfy(layer -> assertThat(layer.skipped()).startsWith("part of a quantised weight"));
        }
    }

    /// However it is read: one by one, in rows, in columns, in a part of it, as a sweep does.
    private static void assertHasElements(String name, Matrix matrix, double[] expected, double tolerance) {
        double[] exact = Opened.values(matrix);
        assertThat(worst(exact, i -> expected[i])).as(name).isLessThanOrEqualTo(tolerance);
        int columns = matrix.columns();
        for (int row : new int[] {0, 1, matrix.rows() - 1}) {
            double[] part = new double[columns - 5];
            Widen.toF64(matrix, row, 5, part.length, MemorySegment.ofArray(part), 0);
            assertThat(worst(part, j -> exact[row * columns + 5 + j])).isZero();
        }
        for (int column : new int[] {0, 3, columns - 1}) {
            double[] part = new double[matrix.rows() - 2];
            Widen.toF64(matrix.transposed(), column, 2, part.length, MemorySegment.ofArray(part), 0);
            assertThat(worst(part, i -> exact[(i + 2) * columns + column])).isZero();
        }
        Matrix block = matrix.block(3, 7, matrix.rows() - 4, columns - 9);
        assertThat(worst(
                        Opened.values(block),
                        k -> exact[(3 + k / block.columns()) * columns + 7 + k % block.columns()]))
                .isZero();
        Blocks blocks = Blocks.of(matrix);
        double[] tile = new double[(int) blocks.elements()];
        blocks.widenF64(0, MemorySegment.ofArray(tile));
        double[] sorted = Arrays.stream(exact).sorted().toArray();
        assertThat(worst(Arrays.stream(tile).sorted().toArray(), i -> sorted[i]))
                .isZero();
    }

    private static double worst(double[] values, IntToDoubleFunction expected) {
        double worst = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = Math.abs(values[i] - expected.applyAsDouble(i));
            worst = difference <= worst ? worst : difference; // NaN is the worst
        }
        return worst;
    }

    private static Path file(String scheme, String name) {
        String path = scheme + "/" + name;
        try {
            return Path.of(Objects.requireNonNull(QuantisedFixturesTest.class.getResource(path), path)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
