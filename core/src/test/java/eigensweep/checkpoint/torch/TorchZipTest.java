package eigensweep.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchZipTest {

    @TempDir
    private Path folder;

    /// 0, 1, 2, ... as float32.
    private static byte[] floats(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(i);
        }
        return bytes.array();
    }

    private Checkpoint open(ZipWriter zip) throws IOException {
        Path file = folder.resolve("model.pt");
        Files.write(file, zip.finish());
        return Checkpoints.open(file);
    }

    private static ZipWriter archive(PickleWriter pickle) {
        return ZipWriter.torch(pickle.stop()).stored("archive/data/0", floats(200));
    }

    private Checkpoint open(PickleWriter pickle) throws IOException {
        return open(archive(pickle));
    }

    private List<String> names(PickleWriter pickle) throws IOException {
        try (Checkpoint checkpoint = open(pickle)) {
            return checkpoint.tensors().stream().map(Tensor::name).toList();
        }
    }

    private static PickleWriter dict(String key) {
        return PickleWriter.start().op('}').text(key);
    }

    @Test
    void aTransposedViewIsReadThroughItsStrides() throws IOException {
        PickleWriter pickle = dict("w").tensor("Float", "0", 200, 20, new long[] {10, 12}, 1, 10);
        try (Checkpoint checkpoint = open(pickle.op('s'))) {
            Layer layer = Layers.of(checkpoint, LayerOptions.DEFAULT).getFirst();
            Matrix matrix = layer.matrices().getFirst();
            assertThat(Widen.at(matrix, 0, 0)).isEqualTo(20);
            assertThat(Widen.at(matrix, 1, 0)).isEqualTo(21);
            assertThat(Widen.at(matrix, 0, 1)).isEqualTo(30);
            assertThat(Widen.at(matrix, 9, 11)).isEqualTo(20 + 9 + 110);
        }
    }

    /// `{(0, "a"): w, 1.5: v}`: anything else than texts, numbers and tuples of them has no short name.
    @Test
    void aTupleThatIsAKeyIsWrittenAsOne() throws IOException {
        PickleWriter pickle =
                PickleWriter.start().op('}', '(').number(0).text("a").op('t');
        pickle.matrix("0", 2, 3)
                .op('s')
                .op('(')
                .tuple(1)
                .op('t')
                .matrix("0", 2, 2)
                .op('s');

        assertThat(names(pickle)).containsExactly("(0, a)", "?1");
    }

    @Test
    void storedDataIsNotCopied() throws IOException {
        try (Checkpoint checkpoint = open(dict("w").matrix("0", 10, 20).op('s'))) {
            assertThat(checkpoint.tensors().getFirst().data().isMapped()).isTrue();
            assertThat(checkpoint.format()).isEqualTo("PyTorch");
        }
    }

    @ParameterizedTest
    @CsvSource({"state_dict, w", "model_state_dict, w", "model_state, w", "model, w", "module, w", "weights, weights.w"
    })
    void aWrapperAroundAllWeightsIsDropped(String wrapper, String name) throws IOException {
        PickleWriter pickle = dict("epoch").number(3).op('s');
        pickle.text(wrapper).op('}').text("w").matrix("0", 10, 20).op('s', 's');
        assertThat(names(pickle)).containsExactly(name);
    }

    /// `{"model": {"epoch": 3, "state_dict": {"module.w": ...}, "optimizer": ...}}`: what a key has within is a module.
    @ParameterizedTest
    @CsvSource({
        "state_dict, module.w, module.w",
        "state_dict, w, w",
        "net, w, net.w",
    })
    void aWrapperInAnotherIsDroppedToo(String inner, String key, String name) throws IOException {
        PickleWriter pickle = dict("model").op('}').text("epoch").number(3).op('s');
        pickle.text(inner).op('}').text(key).matrix("0", 10, 20).op('s', 's');
        pickle.text("optimizer").op('}').text("exp_avg").matrix("0", 20, 10).op('s', 's', 's');
        assertThat(names(pickle)).startsWith(name).hasSize(2);
    }

    @Test
    void aWrapperBesideOtherWeightsIsKept() throws IOException {
        PickleWriter pickle =
                dict("model").op('}').text("w").matrix("0", 10, 20).op('s', 's');
        pickle.text("ema").op('}').text("w").matrix("0", 10, 20).op('s', 's');
        assertThat(names(pickle)).containsExactly("model.w", "ema.w");
    }

    @Test
    void theOptimisersStateIsNoWeight() throws IOException {
        PickleWriter pickle =
                dict("model").op('}').text("w").matrix("0", 10, 20).op('s', 's');
        pickle.text("optimizer").op('}').text("exp_avg").matrix("0", 20, 10).op('s', 's');
        try (Checkpoint checkpoint = open(pickle)) {
            List<Layer> layers = Layers.of(checkpoint, LayerOptions.DEFAULT);
            assertThat(layers).extracting(Layer::longName).containsExactly("w", "optimizer.exp_avg");
            assertThat(layers.get(0).isSwept()).isTrue();
            assertThat(layers.get(1).skipped()).isEqualTo("state of the optimiser, not a weight");
        }
    }

    @Test
    void onlyTheSameElementsInTheSameShapeAreTied() throws IOException {
        PickleWriter pickle = dict("a").matrix("0", 10, 20).op('s');
        pickle.text("b").matrix("0", 10, 20).op('s');
        pickle.text("other_shape").matrix("0", 20, 10).op('s');
        pickle.text("other_place")
                .tensor("Float", "0", 200, 1, new long[] {10, 12}, 12, 1)
                .op('s');
        try (Checkpoint checkpoint = open(pickle)) {
            List<Layer> layers = Layers.of(checkpoint, LayerOptions.DEFAULT);
            assertThat(layers).extracting(Layer::skipped).containsExactly(null, "tied to a", null, null);
            List<Layer> some = Layers.of(
                    checkpoint,
                    new LayerOptions(
                            Selection.named("b"),
                            1,
                            100,
                            LayerOptions.DEFAULT.convolution(),
                            LayerOptions.DEFAULT.fusedQkv()));
            assertThat(some.get(1).isSwept()).isTrue();
        }
    }

    @Test
    void anExpandedViewIsNamedAndNotSwept() throws IOException {
        PickleWriter pickle = dict("w").tensor("Float", "0", 200, 0, new long[] {1 << 20, 1 << 20}, 0, 0);
        try (Checkpoint checkpoint = open(pickle.op('s'))) {
            assertThat(Layers.of(checkpoint, LayerOptions.DEFAULT).getFirst().skipped())
                    .contains("repeats its elements");
        }
    }

    @Test
    void zeroSizesAndScalarsAreNoTrouble() throws IOException {
        PickleWriter pickle = dict("none")
                .tensor("Float", "0", 200, 0, new long[] {0, 5}, 5, 1)
                .op('s');
        pickle.text("scalar").tensor("Float", "0", 200, 3, new long[0]).op('s');
        pickle.text("one").matrix("0", 1, 1).op('s');
        try (Checkpoint checkpoint = open(pickle)) {
            assertThat(Layers.of(checkpoint, LayerOptions.DEFAULT)).noneMatch(Layer::isSwept);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "190, 10, 20, 20, 1",
        "1, 10, 20, 20, 1",
        "0, 10, 20, 21, 1",
        "0, 9223372036854775807, 2, 1, 1",
        "0, 4294967296, 4294967296, 4294967296, 1",
        "0, 2, 2, 9223372036854775807, 9223372036854775807",
        "9223372036854775807, 1, 1, 1, 1",
        "-1, 10, 20, 20, 1",
        "0, -1, 20, 20, 1",
        "199, 10, 20, -20, -1"
    })
    void aTensorOutsideItsStorageIsRefused(long offset, long rows, long columns, long down, long across) {
        PickleWriter pickle = dict("w").tensor("Float", "0", 200, offset, new long[] {rows, columns}, down, across);
        assertThatThrownBy(() -> open(pickle.op('s')))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor w");
    }

    @Test
    void aStorageShorterThanItsClaimIsRefused() {
        assertThatThrownBy(() -> open(dict("w").matrix("0", 100, 20).op('s')))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("claims 2000 elements of F32 in storage 0, which has 800 bytes");
        assertThatThrownBy(() -> open(dict("w").matrix("../../etc/passwd", 1, 2).op('s')))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("which the file does not have");
    }

    @Test
    void aCompressedStorageIsRefused() {
        byte[] pickle = dict("w").matrix("0", 10, 20).op('s').stop();
        ZipWriter zip = ZipWriter.torch(pickle).deflated("archive/data/0", floats(200));
        assertThatThrownBy(() -> open(zip))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("data/0 is compressed");
    }

    @Test
    void aCompressedPickleIsRead() throws IOException {
        byte[] pickle = dict("w").matrix("0", 10, 20).op('s').stop();
        ZipWriter zip = new ZipWriter().deflated("data.pkl", pickle).stored("data/0", floats(200));
        try (Checkpoint checkpoint = open(zip)) {
            assertThat(checkpoint.tensors()).hasSize(1);
        }
    }

    @Test
    void bigEndianNumbersAreRefused() {
        ZipWriter zip = archive(dict("w").matrix("0", 10, 20).op('s')).stored("archive/byteorder", "big");
        assertThatThrownBy(() -> open(zip))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("big-endian");
    }

    @ParameterizedTest
    @CsvSource({
        "Double, F64, 8", "Float, F32, 4", "Half, F16, 2", "BFloat16, BF16, 2", "Long, I64, 8", "Int, I32, 4",
        "Short, I16, 2", "Char, I8, 1", "Byte, U8, 1", "Bool, BOOL, 1", "QInt8, I8, 1", "ComplexFloat, C64, 8",
        "QUInt4x2, OTHER, 1"
    })
    void everyStorageHasItsType(String storage, DType dtype, int width) throws IOException {
        long count = 800 / width;
        PickleWriter pickle = dict("w").tensor(storage, "0", count, 0, new long[] {count / 10, 10}, 10, 1);
        try (Checkpoint checkpoint = open(pickle.op('s'))) {
            assertThat(checkpoint.tensors().getFirst().dtype()).isEqualTo(dtype);
        }
    }

    @Test
    void modulesAreTheirParametersBuffersAndModules() throws IOException {
        PickleWriter pickle =
                PickleWriter.start().global("research.models", "Net").op(')', 0x81, '}', '(');
        pickle.text("_parameters").op('}').text("weight").matrix("0", 10, 20).op('s');
        pickle.text("_buffers").op('}').text("mean").matrix("0", 1, 20).op('s');
        pickle.text("_modules").op('}').text("inner").global("torch.nn.modules.linear", "Linear");
        pickle.op(')', 0x81, '}', '(')
                .text("_parameters")
                .op('}')
                .text("weight")
                .matrix("0", 20, 10)
                .op('s');
        pickle.text("_modules").op('}', 'u', 'b', 's');
        pickle.text("cache").matrix("0", 2, 2);
        assertThat(names(pickle.op('u', 'b'))).containsExactly("weight", "mean", "inner.weight");
    }

    /// Classes that people write, scripted or pickled. What transformers calls `Conv1D` has a matrix.
    @ParameterizedTest
    @CsvSource({
        "__torch__.nets.conv.___torch_mangle_3, CausalConv1d, weights, CONV1D, 4",
        "__torch__.nets, WSConvTranspose1d, weight, CONV1D, 4",
        "nets, Conv1dSame, weights, CONV1D, 4",
        "__torch__.nets, Conv1dsOfExperts, weights, DENSE, 5",
        "__torch__.nets, Mixture, weights, DENSE, 5",
    })
    void aModuleThatIsCalledAConvolutionIsOne(
            String module, String type, String parameter, Layer.Type kind, int matrices) throws IOException {
        PickleWriter pickle = PickleWriter.start().global(module, type).op(')', 0x81, '}', '(');
        if (!module.startsWith("__torch__")) {
            pickle.text("_modules").op('}').text("_parameters").op('}');
        }
        pickle.text(parameter).tensor("Float", "0", 200, 0, new long[] {5, 10, 4}, 40, 4, 1);
        pickle.op(module.startsWith("__torch__") ? new int[] {'u', 'b'} : new int[] {'s', 'u', 'b'});
        try (Checkpoint checkpoint = open(pickle)) {
            Layer layer = Layers.of(checkpoint, LayerOptions.DEFAULT).getFirst();
            assertThat(layer.type()).isEqualTo(kind);
            assertThat(layer.receptiveField()).isEqualTo(matrices);
        }
    }

    @Test
    void whatContainsItselfIsEnteredOnce() throws IOException {
        PickleWriter pickle = PickleWriter.start()
                .op('}', 'q', 0)
                .text("w")
                .matrix("0", 10, 20)
                .op('s');
        assertThat(names(pickle.text("self").op('h', 0, 's'))).containsExactly("w", "self.w");
    }

    @Test
    void anEmptyCheckpointHasNoLayers() throws IOException {
        assertThat(names(PickleWriter.start().op('}'))).isEmpty();
    }

    @Test
    void anArchiveOfSomethingElseIsNamed() {
        ZipWriter zip = new ZipWriter().stored("readme.txt", "hello");
        assertThatThrownBy(() -> open(zip))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("neither PyTorch's");
    }
}
