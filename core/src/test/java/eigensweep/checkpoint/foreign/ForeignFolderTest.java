package eigensweep.checkpoint.foreign;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.checkpoint.numpy.NpyFile;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders that are a model, and are not read.
class ForeignFolderTest {

    @TempDir
    private Path folder;

    private void touch(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Neighbours.folderOf(file));
        Files.writeString(file, "\u0001\u0002\u0003");
    }

    @Test
    void aCheckpointOfTorchDistributedIsConverted() throws IOException {
        touch(".metadata");
        touch("__0_0.distcp");
        Files.write(folder.resolve("rng.npy"), NpyFile.of("<f4", "(1, 2)", Bytes.floats(3, 4)));
        Opened.assertRefused(folder, "a checkpoint of torch.distributed", "dcp_to_torch FOLDER OUT.pt");
    }

    /// As accelerate writes a training under FSDP; the metadata alone tell, too.
    @ParameterizedTest
    @ValueSource(strings = {"__0_0.distcp", ".metadata"})
    void aCheckpointOfTorchDistributedBelowIsNamed(String file) throws IOException {
        touch("optimizer_0/" + file);
        touch("pytorch_model_fsdp_0/" + file);
        Opened.assertRefused(
                folder,
                "holds no model itself, but the folder pytorch_model_fsdp_0, which is a checkpoint of torch.distributed",
                "dcp_to_torch pytorch_model_fsdp_0 OUT.pt");
    }

    /// Other programs keep files of that name, too.
    @Test
    void metadataBesideAModelAreNoCheckpoint() throws IOException {
        touch(".metadata");
        Files.write(folder.resolve("model.safetensors"), SafetensorsFile.matrix(1, 2, 1, 2));
        Checkpoints.open(folder).close();
    }

    @Test
    void aCheckpointOfOrbaxIsConverted() throws IOException {
        touch("_METADATA");
        touch("_sharding");
        touch("manifest.ocdbt");
        Opened.assertRefused(folder, "a checkpoint of Orbax (JAX)", "PyTreeCheckpointer");
    }

    @Test
    void aSavedModelIsConverted() throws IOException {
        touch("saved_model.pb");
        touch("variables/variables.index");
        Opened.assertRefused(folder, "a TensorFlow SavedModel", "FOLDER/variables/variables");
    }

    @Test
    void aCoreMlPackageIsConverted() throws IOException {
        touch("Manifest.json");
        touch("Data/com.apple.CoreML/model.mlmodel");
        Opened.assertRefused(folder, "a Core ML package", "coremltools");
    }

    /// Of a training of ZeRO-3, what looks like a model has empty weights.
    @Test
    void aCheckpointOfDeepSpeedIsPutTogether() throws IOException {
        touch("bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt");
        touch("mp_rank_00_model_states.pt");
        Opened.assertRefused(folder, "a checkpoint of DeepSpeed's ZeRO", "zero_to_fp32.py");
    }

    @Test
    void aFileThatIsKnownIsNamed() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(
                folder.resolve("pytorch_model.bin"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n");
        Opened.assertRefused(folder, folder.resolve("pytorch_model.bin"), "Git LFS pointer");
        Files.move(folder.resolve("pytorch_model.bin"), folder.resolve("weights"));
        Opened.assertRefused(folder, "holds no model that is read: weights is a Git LFS pointer");
    }

    @Test
    void foldersBelowWithModelsAreNamed() throws IOException {
        Files.writeString(folder.resolve("model_index.json"), "{}");
        for (String part : new String[] {"vae", "unet", "empty"}) {
            Files.createDirectory(folder.resolve(part));
        }
        Files.write(folder.resolve("unet/model.safetensors"), SafetensorsFile.matrix(1, 2, 1, 2));
        Files.write(folder.resolve("vae/model.npy"), NpyFile.of("<f4", "(1, 2)", Bytes.floats(3, 4)));
        Opened.assertRefused(folder, "holds no model itself, but folders with models: unet, vae; name one of them");
    }
}
