package eigensweep.app.sweep;

import static eigensweep.app.sweep.GoldenTable.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.files.Cache;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import eigensweep.testing.Golden;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line gives WeightWatcher's numbers.
class GoldenParityTest {

    /// The trace-log condition of the matrix of rank 150 ends at an eigenvalue that is rounding noise on both sides.
    private static final double ZERO_TO_ROUNDING = 1e-20;

    private static final List<String> SYNTHETIC = List.of(
            "gauss_512x512",
            "gauss_1024x256",
            "student_t3_1000x800",
            "rankdef_600x400_r150",
            "tiny_10x10",
            "conv_3x3x64x128");

    private static final String KERNEL = "conv_3x3x64x128";

    private static final ValueLayout.OfInt BITS32 = ValueLayout.JAVA_INT_UNALIGNED;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"java", "openblas"})
    void ofTheSyntheticMatrices(String backend) throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("0.7.7/ww_synth.csv");
        List<Map<String, String>> ours = sweepSynthetic("--backend", backend);
        assertThat(ours).hasSameSizeAs(golden).hasSize(SYNTHETIC.size());
        assertSoftly(softly -> golden.forEach(
                row -> GoldenTable.compare(softly, GoldenTable.row(ours, "longname", text(row, "longname")), row)));
    }

    /// WeightWatcher 0.7.5.5, and with `pl_package='powerlaw'`, where Python's powerlaw itself fits the tails and finds
    /// the same; but for 10 eigenvalues, which are fitted otherwise since 0.7.6.
    @ParameterizedTest
    @ValueSource(strings = {"ww_synth_default.csv", "ww_synth_plpkg.csv"})
    void ofTheSyntheticMatricesAsTheOlderFittedThem(String table) throws IOException {
        List<Map<String, String>> golden = GoldenTable.read(table);
        List<Map<String, String>> ours = sweepSynthetic();
        assertThat(golden).hasSize(SYNTHETIC.size());
        assertSoftly(softly -> golden.stream()
                .filter(row -> !text(row, "longname").equals("tiny_10x10"))
                .forEach(row -> GoldenTable.compareWithOlder(
                        softly, GoldenTable.row(ours, "longname", text(row, "longname")), row)));
    }

    /// With the singular value decomposition all of them have a number, but the power law of the upper half of 400
    /// eigenvalues of which 250 are zero.
    @Test
    void ofTheColumnsThatWeightWatcherHasNot() throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("0.7.7/numpy_synth.csv");
        List<Map<String, String>> ours = sweepSynthetic("--method", "svd");
        assertThat(golden).hasSize(SYNTHETIC.size());
        assertSoftly(softly -> golden.forEach(row -> {
            Map<String, String> found = GoldenTable.row(ours, "longname", text(row, "longname"));
            if (text(row, "longname").startsWith("rankdef")) {
                softly.assertThat(text(found, "alpha_hill")).isEmpty();
                softly.assertThat(text(found, "condition")).isEmpty();
                softly.assertThat(text(found, "reason"))
                        .contains("more than half of the eigenvalues are zero", "sv_min, condition: the rank is");
                GoldenTable.compare(softly, found, row, 1e-9, List.of("nuclear_norm", "effective_rank"));
            } else {
                softly.assertThat(text(found, "condition")).isNotEmpty();
                GoldenTable.compareBeyond(softly, found, row);
            }
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "openblas"})
    void ofTheSlicesOfAKernel(String backend) throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("0.7.7/ww_synth_conv_nopool.csv");
        List<Map<String, String>> ours = sweep(
                "sweep", "--format", "csv", "--backend", backend, "--conv", "slices", Golden.file(KERNEL + ".npy"));
        assertThat(ours).hasSameSizeAs(golden);
        assertSoftly(softly -> golden.forEach(row -> GoldenTable.compare(
                softly,
                GoldenTable.row(ours, "longname", text(row, "longname"), "slice_id", text(row, "slice_id")),
                row)));
        List<Map<String, String>> older = GoldenTable.read("ww_synth_conv_nopool.csv");
        assertSoftly(softly -> older.forEach(row -> GoldenTable.compareWithOlder(
                softly,
                GoldenTable.row(ours, "longname", text(row, "longname"), "slice_id", text(row, "slice_id")),
                row)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "openblas"})
    void ofAKernelThatIsNotScaled(String backend) throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("0.7.7/ww_synth_conv2dnormFalse.csv");
        List<Map<String, String>> older = GoldenTable.read("ww_synth_conv2dnormFalse.csv");
        List<Map<String, String>> ours = sweep(
                "sweep", "--format", "csv", "--backend", backend, "--conv", "unscaled", Golden.file(KERNEL + ".npy"));
        assertThat(ours).hasSize(1);
        assertSoftly(softly -> {
            GoldenTable.compare(softly, ours.getFirst(), golden.getFirst());
            GoldenTable.compare(softly, ours.getFirst(), older.getFirst()); // not scaled: the same as ever
        });
    }

    @Test
    void ofMiniLmAsOnnx() throws IOException {
        holdToMiniLm(miniLm());
    }

    @Test
    void ofMiniLmAsSafetensors() throws IOException {
        Path copy = folder.resolve("model.safetensors");
        try (Checkpoint onnx = Checkpoints.open(miniLm())) {
            SafetensorsWriter.write(
                    copy,
                    onnx.tensors().stream()
                            .filter(tensor -> tensor.dtype() == DType.F32)
                            .map(GoldenParityTest::asPyTorchHasIt)
                            .toList());
        }
        holdToMiniLm(copy);
    }

    /// With the singular value decomposition, because the tail of the matrix of rank 150 reaches into what the Gram
    /// matrix loses. What is drawn is compared with its distribution in `RandomizedTest`.
    @Test
    void ofTheMarchenkoPasturFitAndTheTraceLogCondition() throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("0.7.7/ww_synth.csv");
        List<Map<String, String>> ours = sweepSynthetic("--mp", "--randomize", "--method", "svd", "--seed", "3");
        assertSoftly(softly -> golden.forEach(row -> {
            Map<String, String> found = GoldenTable.row(ours, "longname", text(row, "longname"));
            holdToMetrics(softly, found, row);
            GoldenTable.compare(softly, found, row, 0, List.of("num_ERG_spikes", "ERG_gap"));
            softly.assertThat(text(found, "num_traps")).isEqualTo(text(found, "rand_num_spikes"));
        }));
    }

    @Test
    void ofTheMarchenkoPasturFitAndTheTraceLogConditionOfMiniLm() throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("ww_minilm_torch_rand_mp_detX.csv");
        List<Map<String, String>> ours = sweep("sweep", "--mp", "--randomize", "--format", "csv", miniLm()).stream()
                .filter(row -> text(row, "status").equals("success"))
                .toList();
        assertThat(golden).hasSize(38);
        assertSoftly(softly -> golden.forEach(row -> holdToMetrics(softly, named(ours, text(row, "longname")), row)));
    }

    /// WeightWatcher writes `a_b_weight` for the module `a.b`.
    private static Map<String, String> named(List<Map<String, String>> rows, String longname) {
        return rows.stream()
                .filter(row -> longname.equals(text(row, "longname").replace('.', '_') + "_weight"))
                .findFirst()
                .orElseThrow();
    }

    /// The Marchenko-Pastur columns are due to 1 % only, WeightWatcher's search step. That of a square matrix has its
    /// lower edge at 0, but for rounding.
    private static void holdToMetrics(SoftAssertions softly, Map<String, String> ours, Map<String, String> golden) {
        GoldenTable.compare(softly, ours, golden, 0, List.of("detX_num", "num_spikes"));
        if (Double.parseDouble(text(golden, "detX_val")) > ZERO_TO_ROUNDING) {
            GoldenTable.compare(softly, ours, golden, 1e-9, List.of("detX_val", "detX_val_unrescaled"));
        }
        GoldenTable.compare(
                softly, ours, golden, 1e-6, List.of("sigma_mp", "mp_softrank", "W_scale", "bulk_max", "rand_W_scale"));
        GoldenTable.compare(softly, ours, golden, 0.3, List.of("max_rand_eval", "rand_bulk_max"));
        GoldenTable.compare(softly, ours, golden, 1, List.of("rand_distance"));
        softly.assertThat(Double.parseDouble(text(ours, "bulk_min")))
                .as(text(golden, "longname") + " bulk_min")
                .isCloseTo(Double.parseDouble(text(golden, "bulk_min")), withinPercentage(1e-4));
    }

    private static Path miniLm() {
        Path model = Cache.folder().resolve("models/minilm/all-minilm-l6-v2.onnx");
        assumeTrue(
                Files.isRegularFile(model),
                "all-MiniLM-L6-v2 is not in the cache; `scripts/eigensweep demo` fetches it");
        return model;
    }

    private static void holdToMiniLm(Path model) throws IOException {
        List<Map<String, String>> golden = GoldenTable.read("0.7.7/ww_minilm.csv");
        List<Map<String, String>> beyond = GoldenTable.read("0.7.7/numpy_minilm.csv");
        List<Map<String, String>> older = GoldenTable.read("ww_minilm_default_named.csv");
        List<Map<String, String>> ours = sweep("sweep", "--format", "csv", model).stream()
                .filter(row -> text(row, "status").equals("success"))
                .toList();
        assertThat(ours).hasSameSizeAs(golden).hasSize(38);
        assertSoftly(softly -> {
            for (Map<String, String> row : golden) {
                Map<String, String> found = module(ours, text(row, "longname"));
                GoldenTable.compare(softly, found, row);
                GoldenTable.compare(softly, found, row, 0, List.of("detX_num", "num_ERG_spikes", "ERG_gap"));
            }
            beyond.forEach(row -> GoldenTable.compareBeyond(softly, module(ours, text(row, "longname")), row));
            older.forEach(row -> GoldenTable.compareWithOlder(softly, module(ours, text(row, "hf")), row));
        });
    }

    private static Map<String, String> module(List<Map<String, String>> rows, String weight) {
        return GoldenTable.row(rows, "longname", weight.replaceFirst("\\.weight$", ""));
    }

    private static List<Map<String, String>> sweepSynthetic(String... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("sweep", "--format", "csv"));
        arguments.addAll(List.of(options));
        SYNTHETIC.forEach(name -> arguments.add(Golden.file(name + ".npy")));
        return sweep(arguments.toArray());
    }

    private static List<Map<String, String>> sweep(Object... arguments) throws IOException {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return GoldenTable.parse(run.out());
    }

    /// The same tensor; the weight of a linear layer, which ONNX multiplies from the right, transposed.
    private static Entry asPyTorchHasIt(Tensor tensor) {
        if (tensor.rank() != 2 || tensor.name().contains("embeddings")) {
            return new Entry(
                    tensor.name(),
                    tensor.dtype(),
                    tensor.shape(),
                    into -> MemorySegment.copy(tensor.data(), 0, into, 0, into.byteSize()));
        }
        long inputs = tensor.shape()[0];
        long outputs = tensor.shape()[1];
        return new Entry(tensor.name(), tensor.dtype(), new long[] {outputs, inputs}, into -> {
            for (long i = 0; i < inputs; i++) {
                for (long o = 0; o < outputs; o++) {
                    into.setAtIndex(BITS32, o * inputs + i, tensor.data().getAtIndex(BITS32, i * outputs + o));
                }
            }
        });
    }
}
