package eigensweep.checkpoint.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Models that torch 2.15.0 exported and ONNX Runtime 1.32.0 quantised, and the weights that they compute with
/// (`scripts/references/onnx_models.py`).
class OnnxFixturesTest {

    private static final Set<Use> MATRICES = Set.of(Use.DENSE, Use.EMBEDDING, Use.CONVOLUTION, Use.RECURRENT);

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(OnnxFixturesTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// PyTorch's exporters turn matrices over and put the gates of recurrent layers in another order: what is the
    /// same is the set of elements.
    ///
    /// @param tolerance relative to the largest element; for codes in blocks the expected numbers are what ONNX
    ///     Runtime answers, in float32
    @ParameterizedTest
    @CsvSource({
        "torchscript, torch, 0",
        "dynamo, torch, 0",
        "dynamo_plain, dynamo_plain, 0",
        "dynamic, dynamic, 1e-15",
        "dynamic_uint8, dynamic_uint8, 1e-15",
        "qdq, qdq, 1e-15",
        "qoperator, qoperator, 1e-15",
        "nbits, nbits, 1e-7",
        "nbits_zero_points, nbits_zero_points, 1e-7",
        "nbits_8, nbits_8, 1e-7",
        "nbits_qdq, nbits_qdq, 1e-7"
    })
    void weightsAreThoseThatAModelComputesWith(String model, String weights, double tolerance) {
        try (Checkpoint checkpoint = Checkpoints.open(file(model + ".onnx"));
                Checkpoint expected = Checkpoints.open(file(weights + ".npz"))) {
            List<Tensor> matrices = checkpoint.tensors().stream()
                    .filter(tensor -> MATRICES.contains(tensor.meaning().use()))
                    .toList();
            Set<String> names = expected.tensors().stream().map(Tensor::name).collect(Collectors.toUnmodifiableSet());
            assertThat(matrices).extracting(Tensor::name).containsExactlyInAnyOrderElementsOf(names);
            for (Tensor matrix : matrices) {
                Tensor right = Opened.tensor(expected, matrix.name());
                assertThat(sorted(matrix.shape())).as(matrix.name()).isEqualTo(sorted(right.shape()));
                double[] wanted = elements(right);
                double largest = Math.max(-wanted[0], wanted[wanted.length - 1]);
                assertThat(elements(matrix)).as(matrix.name()).containsExactly(wanted, within(tolerance * largest));
            }
        }
    }

    private static long[] sorted(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /// All elements, the least first.
    private static double[] elements(Tensor tensor) {
        int last = tensor.rank() - 1;
        int outer = last == 1 ? 1 : (int) tensor.shape()[0];
        int size = (int) tensor.count() / outer;
        double[] elements = new double[(int) tensor.count()];
        for (int i = 0; i < outer; i++) {
            long[] position = new long[tensor.rank()];
            position[0] = i;
            double[] part = Opened.values(tensor.matrix(last - 1, last, position, 1.0));
            System.arraycopy(part, 0, elements, i * size, size);
        }
        Arrays.sort(elements);
        return elements;
    }

    /// What quantisers keep beside the codes is no weight.
    @ParameterizedTest
    @CsvSource({"dynamic, 4", "qdq, 0", "nbits_zero_points, 4", "nbits_qdq, 4"})
    void scalesAreParts(String model, int matricesOfScales) {
        try (Checkpoint checkpoint = Checkpoints.open(file(model + ".onnx"))) {
            assertThat(checkpoint.tensors())
                    .filteredOn(tensor -> tensor.rank() > 1
                            && !MATRICES.contains(tensor.meaning().use()))
                    .hasSize(matricesOfScales)
                    .allSatisfy(scales -> {
                        assertThat(scales.meaning().use()).isEqualTo(Use.PART);
                        assertThat(scales.meaning().note())
                                .startsWith("part of a quantised weight: scales or zero points of ");
                    });
        }
    }
}
