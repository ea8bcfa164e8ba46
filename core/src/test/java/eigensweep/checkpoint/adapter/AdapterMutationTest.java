package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.Mutant;
import eigensweep.checkpoint.MutationCampaign;
import eigensweep.checkpoint.MutationCorpus;
import eigensweep.checkpoint.MutationWords;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.safetensors.Safetensors;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happened to an adapter or its configuration (see [MutationCampaign]).
@Timeout(7200)
class AdapterMutationTest {

    @TempDir
    private Path folder;

    @Test
    void loraAdapter() throws IOException {
        Files.write(folder.resolve(AdapterConfig.NAME), MutationCorpus.file("lora-config", AdapterConfig.NAME));
        Files.write(
                folder.resolve("base.safetensors"),
                SafetensorsFile.of(
                        Bytes.gaussian(7, 58),
                        SafetensorsFile.entry("model.encoder.query.weight", "F32", "[4,5]", 0, 80),
                        SafetensorsFile.entry("head.weight", "F32", "[2,3]", 80, 104),
                        SafetensorsFile.entry("model.embed.weight", "F32", "[5,4]", 104, 184),
                        SafetensorsFile.entry("moe.experts.up", "F32", "[2,2,3]", 184, 232)));
        MutationCampaign.survives(
                "lora",
                (bytes, arena) -> {
                    Checkpoint stored = Safetensors.read(file(bytes, arena), arena);
                    Checkpoint adapter = LoraAdapter.recognise(stored);
                    Mutant.read(adapter);
                    MappedFile base = MappedFile.map(folder.resolve("base.safetensors"), arena);
                    Mutant.read(LoraAdapter.merge(stored, Safetensors.read(base, arena)));
                },
                ".lora_A.weight",
                ".lora_B",
                ".lora_embedding_A",
                ".lora_down.weight",
                ".lora_mid.weight",
                ".lora_magnitude_vector",
                ".dora_scale",
                ".hada_w1_a",
                ".hada_t1",
                ".lokr_w1",
                ".lokr_t2",
                ".ia3_l",
                ".alpha",
                ".diff",
                ".base_layer",
                ".lora_a",
                ".default",
                "[2,5,1]",
                "[0,5]",
                "[4,0]",
                "\"I32\"",
                "\"data_offsets\":[40,40]");
    }

    @Test
    void loraConfig() {
        byte[] adapter = MutationCorpus.file("lora", "adapter.safetensors");
        MutationCampaign.survives(
                "lora-config",
                (bytes, arena) -> {
                    Checkpoint stored = Safetensors.read(file(adapter, arena), arena);
                    Mutant.read(
                            LoraAdapter.configured(stored, file(bytes, arena)).alone());
                },
                MutationWords.json(
                        "\"peft_type\":",
                        "\"rank_pattern\":{",
                        "\"target_parameters\":",
                        "\"init_lora_weights\":\"olora\",",
                        ".*",
                        "(query|key)",
                        "\\\\d+",
                        "(",
                        ")*",
                        "^",
                        "1e-320"));
    }

    /// What diffusers and kohya's scripts keep of a configuration in the file itself, which is opened again
    /// for it.
    @Test
    void loraHeader() {
        MutationCampaign.survives(
                "lora-header",
                (bytes, arena) -> {
                    MappedFile mutant = file(bytes, arena);
                    Checkpoint stored = Safetensors.read(mutant, arena);
                    Mutant.read(new AdapterReader(stored, null, Safetensors.remarks(mutant))
                            .read()
                            .alone());
                },
                MutationWords.json(
                        "\\\"unet.r\\\":", "\\\"unet.rank_pattern\\\": {", "ss_network_alpha", "NaN", "unet.", "to_q"));
    }

    private MappedFile file(byte[] bytes, Arena arena) {
        return Mutant.file(folder, bytes, arena);
    }
}
