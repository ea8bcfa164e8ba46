package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.torch.PickleWriter;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    @TempDir
    private Path folder;

    private void safetensors(String name, String tensor) throws IOException {
        SafetensorsWriter.write(
                folder.resolve(name),
                List.of(new SafetensorsWriter.Entry(tensor, DType.F32, new long[] {3, 4}, segment -> {})));
    }

    private void torch(String name, String tensor) throws IOException {
        byte[] pickle = PickleWriter.start()
                .op('}')
                .text(tensor)
                .matrix("0", 3, 4)
                .op('s')
                .stop();
        Files.write(
                folder.resolve(name),
                ZipWriter.torch(pickle).stored("archive/data/0", new byte[48]).finish());
    }

    private List<String> chosen() {
        return ModelFolder.weights(folder).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    @Test
    void safetensorsComeFirst() throws IOException {
        Files.writeString(folder.resolve("a.npy"), "");
        assertThat(chosen()).containsExactly("a.npy");
        Files.writeString(folder.resolve("model.onnx"), "");
        assertThat(chosen()).containsExactly("model.onnx");
        Files.writeString(folder.resolve("model.gguf"), "");
        assertThat(chosen()).containsExactly("model.gguf");
        torch("checkpoint.pt", "w");
        assertThat(chosen()).containsExactly("checkpoint.pt");
        torch("pytorch_model.bin", "w");
        assertThat(chosen()).containsExactly("pytorch_model.bin");
        Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{}");
        assertThat(chosen()).containsExactly("pytorch_model.bin.index.json");
        safetensors("model.safetensors", "w");
        assertThat(chosen()).containsExactly("model.safetensors");
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
        assertThat(chosen()).containsExactly("model.safetensors.index.json");
        Files.writeString(folder.resolve("other.safetensors.index.json"), "{}");
        assertThatThrownBy(this::chosen).hasMessageContaining("holds 2 models");
    }

    @Test
    void statesOfATrainingAndDataOfOnnxModelsAreNoWeights() throws IOException {
        torch("optimizer.pt", "w");
        torch("training_args.bin", "w");
        Files.write(folder.resolve("model.bin"), new byte[100]);
        Files.writeString(folder.resolve("model.onnx"), "");
        assertThat(chosen()).containsExactly("model.onnx");
    }

    @Test
    void ofShardsTheFirstStandsForAll() throws IOException {
        for (String name : List.of("m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf")) {
            Files.writeString(folder.resolve(name), "");
        }
        assertThat(chosen()).containsExactly("m-00001-of-00003.gguf");
        Files.delete(folder.resolve("m-00001-of-00003.gguf"));
        assertThatThrownBy(this::chosen).hasMessageContaining("lacks m-00001-of-00003.gguf");
    }

    @Test
    void anAdapterBesideItsModelIsLeftOut() throws IOException {
        safetensors("adapter_model.safetensors", "w");
        assertThat(chosen()).containsExactly("adapter_model.safetensors");
        safetensors("model.safetensors", "w");
        assertThat(chosen()).containsExactly("model.safetensors");
    }

    @Test
    void oneNameInTwoFilesIsRefused() throws IOException {
        torch("a.pt", "w");
        torch("b.pt", "w");
        assertThatThrownBy(() -> Checkpoints.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("two tensors named w, in a.pt and in b.pt");
    }

    @Test
    void aBrokenFileAmongSeveralSaysHowTheOthersAreSwept() throws IOException {
        safetensors("a.safetensors", "v");
        safetensors("b.safetensors", "w");
        Path broken = folder.resolve("b.safetensors");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), (int) Files.size(broken) - 1));
        assertThatThrownBy(() -> Checkpoints.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(broken + ": is cut off")
                .hasMessageEndingWith("if the files are models of their own, name each, and the others are swept");
    }

    @Test
    void aLoopOfLinksIsOneLine() throws IOException {
        Path loop = folder.resolve("model.safetensors");
        Files.createSymbolicLink(loop, folder.resolve("other"));
        Files.createSymbolicLink(folder.resolve("other"), loop);
        for (Path path : List.of(folder, loop)) {
            assertThatThrownBy(() -> Checkpoints.open(path.toString()))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(loop + ": cannot be read: Too many levels of symbolic links");
        }
        Files.createSymbolicLink(folder.resolve("self"), folder.resolve("self"));
        assertThatThrownBy(() -> Checkpoints.open(folder.resolve("self").toString()))
                .hasMessageContaining("symbolic links");
    }

    @Test
    void anIndexCannotBeItsOwnShard() throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\": {\"w\": \"model.safetensors.index.json\"}}");
        assertThatThrownBy(() -> Checkpoints.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is JSON text");
    }

    @Test
    void shardsMayBeOfEitherFormat() throws IOException {
        torch("1.bin", "a");
        safetensors("2.safetensors", "b");
        Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"weight_map\": {\"b\": \"2.safetensors\", \"a\": \"1.bin\"}}");
        try (Checkpoint checkpoint = Checkpoints.open(folder.resolve("pytorch_model.bin.index.json"))) {
            assertThat(checkpoint.tensors()).hasSize(2);
            assertThat(checkpoint.format()).isEqualTo("sharded safetensors and PyTorch");
        }
    }
}
