package eigensweep.app.sweep;

import static eigensweep.app.sweep.GoldenTable.text;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `sweep --minus` gives the numbers of WeightWatcher 0.7.7's `base_model` and of NumPy's singular value decomposition.
/// `scripts/references/difference.py` draws the same weights, and made the table.
class DifferenceParityTest {

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String STACK = "model.layers.1.mlp.experts.gate_up_proj";

    /// Our column and NumPy's.
    private static final Map<String, String> BY_NUMPY = Map.of("norm", "np_norm", "lambda_max", "np_lambda_max");

    @TempDir
    private Path folder;

    /// A layer as the script draws it.
    private record Drawn(String name, int row, int[] shape) {

        static Drawn of(Map<String, String> line) {
            int[] shape = Arrays.stream(text(line, "shape").split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Drawn(text(line, "longname"), Integer.parseInt(text(line, "row")), shape);
        }

        private int side(int axis) {
            return shape[axis];
        }

        /// The axis along which the weight's elements shrink, and that along which the change's do.
        private int axis(boolean ofChange) {
            return ofChange ? shape.length == 3 ? 1 : 0 : shape.length == 3 ? 2 : 1;
        }

        Entry entry(boolean changed) {
            long[] sides = Arrays.stream(shape).asLongStream().toArray();
            return new Entry(name, DType.F32, sides, data -> fill(data, changed));
        }

        private void fill(MemorySegment data, boolean changed) {
            SplittableRandom ofWeight = new SplittableRandom(2L * row);
            SplittableRandom ofChange = new SplittableRandom(2L * row + 1);
            long count = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
            for (long i = 0; i < count; i++) {
                long z = ofWeight.nextLong();
                long value = (z & 4095) + (z >>> 12 & 4095) + (z >>> 24 & 4095) + (z >>> 36 & 4095) - 8190;
                value *= 1 + 63 / (1 + index(i, axis(false)));
                if (changed) {
                    long y = ofChange.nextLong();
                    value += ((y & 255) + (y >>> 8 & 255) - 255) * (1 + 31 / (1 + index(i, axis(true))));
                }
                data.setAtIndex(F32, i, Math.scalb((float) value, -6));
            }
        }

        private long index(long element, int axis) {
            long each = 1;
            for (int inner = shape.length - 1; inner > axis; inner--) {
                each *= side(inner);
            }
            return element / each % side(axis);
        }
    }

    private static List<Map<String, String>> golden(String model) throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("difference.csv").stream()
                .filter(row -> text(row, "model").equals(model))
                .toList();
        assertThat(golden).isNotEmpty();
        return golden;
    }

    private Path write(String name, List<Map<String, String>> golden, boolean changed) throws IOException {
        Path file = folder.resolve(name);
        SafetensorsWriter.write(
                file,
                golden.stream()
                        .filter(row -> text(row, "expert").isEmpty()
                                || text(row, "expert").equals("0"))
                        .map(row -> Drawn.of(row).entry(changed))
                        .toList());
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"minilm", "gpt2", "resnet18", "experts"})
    void aChangeHasTheNumbersOfBoth(String model) throws IOException {
        List<Map<String, String>> golden = golden(model);
        Path before = write("before.safetensors", golden, false);
        Path after = write("after.safetensors", golden, true);

        List<Map<String, String>> ours = sweep("sweep", after, "--minus", before, "--format", "csv");

        assertSoftly(softly -> golden.forEach(row -> {
            String expert = text(row, "expert");
            if (expert.isEmpty()) {
                Map<String, String> found = GoldenTable.row(ours, "tensor", text(row, "longname"));
                GoldenTable.compare(softly, found, row);
                holdToNumpy(softly, found, row);
            } else {
                holdToNumpy(softly, GoldenTable.row(ours, "longname", text(row, "longname") + "." + expert), row);
            }
        }));
    }

    private static void holdToNumpy(SoftAssertions softly, Map<String, String> ours, Map<String, String> golden) {
        BY_NUMPY.forEach((column, numpy) -> softly.assertThat(
                        Double.parseDouble(text(ours, column)) / Double.parseDouble(text(golden, numpy)))
                .as(text(golden, "longname") + " " + column)
                .isCloseTo(1, within(1e-12)));
    }

    /// Whole spectra, by the decomposition that resolves their lower ends, too; each expert of a stack is a matrix.
    @Test
    void theSpectrumIsThatOfNumpy() throws IOException {
        List<Map<String, String>> golden = new ArrayList<>(golden("experts"));
        String after = write("after.safetensors", golden, true).toString();
        String before = write("before.safetensors", golden, false).toString();
        Solve svd = new Solve(Precision.F64, Method.SVD, 1);
        try (Checkpoint change = Checkpoints.openDifference(after, before);
                Backend backend = Backends.open(Backends.AUTO).backend()) {
            assertSoftly(softly -> golden.forEach(row -> {
                Tensor tensor = change.tensors().stream()
                        .filter(found -> found.name().equals(row.get("longname")))
                        .findFirst()
                        .orElseThrow();
                int expert = tensor.name().equals(STACK) ? Integer.parseInt(text(row, "expert")) : 0;
                int first = tensor.rank() - 2;
                long[] position = new long[tensor.rank()];
                position[0] = expert;
                double[] values = backend.gramEigenvalues(List.of(tensor.matrix(first, first + 1, position, 1.0)), svd)
                        .getFirst();
                holds(softly, row, "np_norm", Arrays.stream(values).sum());
                holds(softly, row, "np_lambda_max", values[values.length - 1]);
                holds(softly, row, "np_lambda_min", values[0]);
                holds(
                        softly,
                        row,
                        "np_sum_log",
                        Arrays.stream(values).map(Math::log).sum());
            }));
        }
    }

    private static void holds(SoftAssertions softly, Map<String, String> golden, String column, double found) {
        double expected = Double.parseDouble(text(golden, column));
        softly.assertThat(found / expected)
                .as(golden.get("longname") + " " + column)
                .isCloseTo(1, within(1e-9));
    }

    private static List<Map<String, String>> sweep(Object... arguments) throws IOException {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return GoldenTable.parse(run.out());
    }
}
