package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.numpy.NpyFile;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import eigensweep.checkpoint.torch.PickleWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Folders of several files without an index: a model is taken once, and whole.
class ModelCopiesTest {

    @TempDir
    private Path folder;

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            if (name.endsWith(".safetensors")) {
                Files.write(
                        file,
                        SafetensorsFile.of(Bytes.floats(1, 2), SafetensorsFile.entry(name, "F32", "[1,2]", 0, 8)));
            } else {
                byte[] pickle = PickleWriter.start()
                        .op('}')
                        .text(name)
                        .matrix("0", 1, 2)
                        .op('s')
                        .stop();
                Files.write(
                        file,
                        ZipWriter.torch(pickle)
                                .stored("archive/data/0", new byte[8])
                                .finish());
            }
        }
    }

    /// Cases 12 to 16 and 26 of what people reported.
    @ParameterizedTest
    @CsvSource({
        "model-00001-of-00003.safetensors|model-00003-of-00003.safetensors, lacks model-00002-of-00003.safetensors",
        "pytorch_model-00001-of-00002.bin, lacks pytorch_model-00002-of-00002.bin",
        "model.fp16-00002-of-00002.safetensors, lacks model.fp16-00001-of-00002.safetensors",
        "m-00001-of-00009.safetensors, 'm-00002-of-00009.safetensors, m-00003-of-00009.safetensors,"
                + " m-00004-of-00009.safetensors, ..., of the 9 parts'",
        "m-00001-of-99999.safetensors, of the 99999 parts of its model",
        "model_00001-of-00003.safetensors|model_00003-of-00003.safetensors, lacks model_00002-of-00003.safetensors",
        "pytorch_model_00001-of-00002.bin, lacks pytorch_model_00002-of-00002.bin",
        "model-00001-of-00002.fp16.safetensors, lacks model-00002-of-00002.fp16.safetensors",
        "diffusion_pytorch_model-00002-of-00002.fp16.safetensors,"
                + " lacks diffusion_pytorch_model-00001-of-00002.fp16.safetensors",
        "model-1-of-3.safetensors|model-3-of-3.safetensors, lacks model-2-of-3.safetensors",
        "model-0-of-3.safetensors|model-1-of-3.safetensors, lacks model-2-of-3.safetensors",
        "consolidated.00.pth|consolidated.02.pth, 'lacks consolidated.01.pth, a part of its model'",
        "consolidated.01.pth, lacks consolidated.00.pth"
    })
    void aMissingPartIsNamed(String names, String said) throws IOException {
        write(names.split("\\|"));
        Opened.assertRefused(folder, said, "hf download");
    }

    @ParameterizedTest
    @CsvSource({
        "model.safetensors, model.fp16.safetensors|consolidated.safetensors",
        "model.safetensors, model-00001-of-00001.safetensors",
        "diffusion_pytorch_model.safetensors, diffusion_pytorch_model.fp16.safetensors",
        "diffusion_pytorch_model.fp16.safetensors, ''",
        "a-00001-of-00002.safetensors|a-00002-of-00002.safetensors, a.fp16-00001-of-00002.safetensors",
        "text.safetensors|vision.safetensors, vision.fp16.safetensors",
        "consolidated.safetensors, ''",
        "consolidated.00.pth|consolidated.01.pth, ''",
        "m-0-of-2.safetensors|m-1-of-2.safetensors, ''",
        "m_1-of-2.safetensors|m_2-of-2.safetensors, m_1-of-2.fp16.safetensors|m_2-of-2.fp16.safetensors",
        "pytorch_model.bin, pytorch_model.fp16.bin|pytorch_model-00001-of-00002.bin",
        "net.pt, net_ema.pt",
        "model.safetensors, adapter_model.safetensors|pytorch_model.bin"
    })
    void ofCopiesOneIsTakenAndTheOthersAreNamed(String taken, String left) throws IOException {
        String[] others = left.isEmpty() ? new String[0] : left.split("\\|");
        write(taken.split("\\|"));
        write(others);
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(Opened.names(checkpoint)).containsExactly(taken.split("\\|"));
            assertThat(checkpoint.remarks()).hasSize(others.length == 0 ? 0 : 1);
            for (String other : others) {
                assertThat(checkpoint.remarks().getFirst())
                        .startsWith(folder + ": took " + taken.replace("|", ", ") + " and left out ")
                        .contains(other);
            }
        }
    }

    @Test
    void whatAnIndexDoesNotNameIsLeftOut() throws IOException {
        write("model.safetensors", "model-00001-of-00001.safetensors");
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"model-00001-of-00001.safetensors\": \"model-00001-of-00001.safetensors\"}}");
        Path detour = folder.resolve("..").resolve(folder.getFileName());
        try (Checkpoint checkpoint = Checkpoints.open(detour)) {
            assertThat(Opened.names(checkpoint)).containsExactly("model-00001-of-00001.safetensors");
            assertThat(checkpoint.remarks())
                    .containsExactly(detour + ": took model-00001-of-00001.safetensors and left out model.safetensors;"
                            + " to sweep one of those, name it");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "m.fp16.safetensors|m.bf16.safetensors",
        "m-00001-of-00001.safetensors|m-00001-of-00002.safetensors|m-00002-of-00002.safetensors"
    })
    void aChoiceThatNobodyCanMakeIsRefused(String names) throws IOException {
        write(names.split("\\|"));
        Opened.assertRefused(folder, "holds several copies of a model", "name the files of one");
    }

    @Test
    void aPartThatIsNamedIsSweptWithAWord() throws IOException {
        write("model-00001-of-00003.safetensors");
        Path part = folder.resolve("model-00001-of-00003.safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(part)) {
            assertThat(checkpoint.remarks())
                    .containsExactly(part + ": one of the 3 parts of a model; the others are not swept");
        }
    }

    /// Arrays of a folder are one each, whatever they are called.
    @Test
    void arraysAreNoCopies() throws IOException {
        for (String name : new String[] {"w.npy", "w_int8.npy", "x-00001-of-00002.npy"}) {
            Files.write(folder.resolve(name), NpyFile.of("<f4", "(1, 2)", Bytes.floats(3, 4)));
        }
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors()).hasSize(3);
        }
    }

    @Test
    void aMovingAverageBesideTheWeightsIsNamed() throws IOException {
        PickleWriter pickle = PickleWriter.start().op('}');
        for (String copy : new String[] {"model", "model_ema"}) {
            pickle.text(copy).op('}').text("w").matrix("0", 1, 2).op('s', 's');
        }
        Path file = folder.resolve("both.pt");
        Files.write(
                file,
                ZipWriter.torch(pickle.stop())
                        .stored("archive/data/0", new byte[8])
                        .finish());
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.remarks())
                    .containsExactly(file + ": its weights are there twice, under model and under model_ema; --layers"
                            + " 'model.*' sweeps one of them");
        }
    }
}
