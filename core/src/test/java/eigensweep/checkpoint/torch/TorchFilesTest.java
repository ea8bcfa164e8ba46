package eigensweep.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What PyTorch can put into a file besides a plain state dict, as torch 2.15.0 wrote it
/// (`scripts/references/torch_files.py`), beside what PyTorch itself has in memory.
class TorchFilesTest {

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(
                            TorchFilesTest.class.getResource("/eigensweep/checkpoint/torch_files/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Tensor> expected(Checkpoint all, String name) {
        Map<String, Tensor> expected = new LinkedHashMap<>();
        for (Tensor tensor : all.tensors()) {
            if (tensor.name().startsWith(name + "/")) {
                expected.put(tensor.name().substring(name.length() + 1), tensor);
            }
        }
        return expected;
    }

    /// Every tensor of a file is there under its name, and its elements are PyTorch's.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "legacy.pt",
                "legacy_protocol4.pt",
                "legacy_module.pt",
                "negated.pt",
                "sparse.pt",
                "meta.pt",
                "nested_tensor.pt",
                "types_protocol2.pt",
                "types_protocol4.pt",
                "types_protocol5.pt",
                "list.pt",
                "tensor.pt",
                "odd_keys.pt",
                "objects.pt",
                "parameters.pt",
                "lightning.ckpt",
                "ema.pt",
                "module.pt",
                "graph_module.pt",
                "script.pt",
                "frozen.pt",
                "dynamic.pt",
                "quantised.pt",
                "safetensors.bin"
            })
    void elementsAreThoseOfPyTorch(String name) {
        try (Checkpoint all = Checkpoints.open(file("expected.safetensors"));
                Checkpoint checkpoint = Checkpoints.open(file(name))) {
            Map<String, Tensor> expected = expected(all, name);
            assertThat(expected).isNotEmpty();
            assertThat(Opened.names(checkpoint)).containsAll(expected.keySet());
            expected.forEach((key, tensor) -> assertSame(Opened.tensor(checkpoint, key), tensor));
        }
    }

    /// PyTorch rounds a dequantised weight to float32; here it stays in float64.
    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).as(actual.name()).isEqualTo(expected.shape());
        if (expected.rank() != 2 || !expected.dtype().isFloating()) {
            assertThat(actual.meaning().use()).as(actual.name()).isNotEqualTo(Use.PART);
            return;
        }
        for (int i = 0; i < expected.shape()[0]; i++) {
            for (int j = 0; j < expected.shape()[1]; j++) {
                double is = Widen.at(actual.matrix(0, 1, new long[2], 1), i, j);
                double shouldBe = Widen.at(expected.matrix(0, 1, new long[2], 1), i, j);
                double rounding = actual.isStored() ? 0 : Math.ulp((float) shouldBe);
                assertThat(is).as(actual.name()).isCloseTo(shouldBe, within(rounding));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"extras.pt", "extras_protocol4.pt"})
    void whatATrainingLeavesBehindDoesNotHideTheWeights(String name) {
        try (Checkpoint checkpoint = Checkpoints.open(file(name));
                Checkpoint tensor = Checkpoints.open(file("tensor.pt"))) {
            assertThat(Opened.names(checkpoint))
                    .filteredOn(n -> !n.startsWith("state.") && !n.startsWith("generator") && !n.contains("array"))
                    .containsExactly("fc.weight", "torch generator");
            assertSame(Opened.tensor(checkpoint, "fc.weight"), tensor.tensors().getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sparse.pt, coo.weight, PART, .to_dense()",
        "sparse.pt, csr.weight, PART, .to_dense()",
        "sparse.pt, bsr.weight, PART, .to_dense()",
        "meta.pt, meta.weight, MISSING, no elements",
        "nested_tensor.pt, nested, PART, nested tensor"
    })
    void whatCannotBeReadIsListedWithTheReason(String name, String tensor, Use use, String reason) {
        try (Checkpoint checkpoint = Checkpoints.open(file(name))) {
            Tensor unread = Opened.tensor(checkpoint, tensor);
            assertThat(unread.dtype()).isEqualTo(DType.OTHER);
            assertThat(unread.meaning().use()).isEqualTo(use);
            assertThat(unread.meaning().note()).contains(reason);
        }
    }

    @Test
    void dequantisedWeightsSaySo() {
        try (Checkpoint quantised = Checkpoints.open(file("quantised.pt"));
                Checkpoint dynamic = Checkpoints.open(file("dynamic.pt"))) {
            assertThat(Opened.tensor(quantised, "one.weight").encoding()).isEqualTo("QInt8 (dequantised)");
            assertThat(Opened.tensor(quantised, "rows.weight").encoding()).isEqualTo("QUInt8 (dequantised)");
            assertThat(Opened.tensor(dynamic, "0._packed_params._packed_params.0")
                            .encoding())
                    .isEqualTo("QInt8 (dequantised)");
        }
    }

    /// A pickled module says what each of its tensors is for.
    @ParameterizedTest
    @CsvSource({
        "module.pt, fc.weight, DENSE",
        "module.pt, fc.bias, BIAS",
        "module.pt, conv.weight, CONVOLUTION",
        "module.pt, up.weight, CONVOLUTION",
        "module.pt, table.weight, EMBEDDING",
        "module.pt, pairs.weight, DENSE",
        "module.pt, rnn.weight_ih_l0, RECURRENT",
        "module.pt, rnn.bias_hh_l0, BIAS",
        "module.pt, mha.in_proj_weight, DENSE",
        "module.pt, mha.out_proj.weight, DENSE",
        "module.pt, norm.weight, BIAS",
        "module.pt, token, UNKNOWN",
        "module.pt, mask, BUFFER",
        "script.pt, fc.weight, DENSE",
        "script.pt, mask, BUFFER",
        "frozen.pt, CONSTANTS.c0, UNKNOWN",
        "graph_module.pt, 0.weight, DENSE",
        "legacy_module.pt, 0.weight, DENSE",
        "legacy_module.pt, 1.running_mean, BUFFER",
        "legacy.pt, w.weight, UNKNOWN"
    })
    void modulesSayWhatTheirTensorsAreFor(String name, String tensor, Use use) {
        try (Checkpoint checkpoint = Checkpoints.open(file(name))) {
            Meaning meaning = Opened.tensor(checkpoint, tensor).meaning();
            assertThat(meaning.use()).isEqualTo(use);
            assertThat(meaning.axes()).isEqualTo(Axes.OUT_FIRST);
        }
    }

    @Test
    void theFormatBefore16IsMapped() {
        try (Checkpoint checkpoint = Checkpoints.open(file("legacy.pt"))) {
            assertThat(checkpoint.format()).isEqualTo("PyTorch before 1.6");
            assertThat(checkpoint.tensors()).allMatch(tensor -> tensor.data().isMapped());
        }
    }
}
