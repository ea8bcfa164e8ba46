package eigensweep.checkpoint.adapter;

import static eigensweep.checkpoint.adapter.AdapterFile.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.torch.PickleWriter;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One pair of factors, `A` of shape 3 x 5 and `B` of shape 4 x 3, in the words of each library, and what it
/// is multiplied by. Expected is `scale * B * A` in float64, summed here.
class AdapterFormatsTest {

    private static final String UNKNOWN = "scale not in the file: taken as 1 (alpha = r)";

    private final float[] a = floats(1, 3 * 5);
    private final float[] b = floats(2, 4 * 3);
    private final float[] w = floats(3, 4 * 5);
    private AdapterFile file = new AdapterFile();

    @TempDir
    private Path folder;

    @BeforeEach
    void startAnew() {
        file = new AdapterFile();
    }

    private AdapterFile pair(String down, String up) {
        return file.add(down, a, 3, 5).add(up, b, 4, 3);
    }

    private Path write() throws IOException {
        return file.write(folder.resolve("file.safetensors"));
    }

    private double[] product(double scale) {
        double[] product = new double[20];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                for (int k = 0; k < 3; k++) {
                    product[5 * i + j] += (double) b[3 * i + k] * a[5 * k + j];
                }
                product[5 * i + j] *= scale;
            }
        }
        return product;
    }

    private static void assertElements(Tensor tensor, double[] expected) {
        assertThat(TensorElements.of(tensor, tensor.meaning().use() == Use.EXPERTS))
                .containsExactly(expected, within(1e-12));
    }

    private void assertUpdate(String name, double scale, String note) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(write())) {
            assertThat(Opened.names(checkpoint)).containsExactly(name);
            assertElements(checkpoint.tensors().getFirst(), product(scale));
            assertThat(checkpoint.tensors().getFirst().meaning().note()).isEqualTo(note);
        }
    }

    @Test
    void kohyaHasAlphaBesideEachPair() throws IOException {
        pair("lora_unet_mid_attn1_to_q.lora_down.weight", "lora_unet_mid_attn1_to_q.lora_up.weight")
                .add("lora_unet_mid_attn1_to_q.alpha", new float[] {6});
        assertUpdate("lora_unet_mid_attn1_to_q.weight", 6 / 3.0, "");
    }

    @Test
    void kohyasHeaderHasAlphaForAll() throws IOException {
        pair("lora_unet_q.lora_down.weight", "lora_unet_q.lora_up.weight")
                .metadata("{\"ss_network_dim\":\"3\",\"ss_network_alpha\":\"1.5\"}");
        assertUpdate("lora_unet_q.weight", 0.5, "");
    }

    @Test
    void ofAnotherRankKohyasHeaderSaysNothing() throws IOException {
        pair("lora_unet_q.lora_down.weight", "lora_unet_q.lora_up.weight")
                .metadata("{\"ss_network_dim\":\"8\",\"ss_network_alpha\":\"1.5\"}");
        assertUpdate("lora_unet_q.weight", 1, UNKNOWN);
    }

    @Test
    void kohyasNamesAreFoundInTheBaseWithDotsForUnderscores() throws IOException {
        pair("lora_unet_mid_block_attn1_to_q.lora_down.weight", "lora_unet_mid_block_attn1_to_q.lora_up.weight")
                .add("lora_unet_mid_block_attn1_to_q.alpha", new float[] {3});
        Path base = new AdapterFile()
                .add("model.mid_block.attn1.to_q.weight", w, 4, 5)
                .any("model.mid_block.attn2.to_q.weight", 4, 5)
                .write(folder.resolve("base.safetensors"));
        assertMerged(base, "model.mid_block.attn1.to_q.weight");
    }

    private void assertMerged(Path base, String name) throws IOException {
        try (Checkpoint merged = Checkpoints.openMerged(write().toString(), base.toString())) {
            double[] expected = product(1);
            for (int i = 0; i < 20; i++) {
                expected[i] += w[i];
            }
            Tensor tensor = Opened.tensor(merged, name);
            assertElements(tensor, expected);
            assertThat(tensor.meaning().note()).startsWith("with the adapter's update");
        }
    }

    /// Stable Diffusion 2 has matrices where version 1 has kernels of one position; kohya's files keep the
    /// kernels.
    @Test
    void aKernelOfOnePositionIsAddedToAMatrix() throws IOException {
        file.add("lora_unet_proj_in.lora_down.weight", a, 3, 5, 1, 1)
                .add("lora_unet_proj_in.lora_up.weight", b, 4, 3, 1, 1);
        Path base = new AdapterFile().add("proj_in.weight", w, 4, 5).write(folder.resolve("base.safetensors"));
        assertMerged(base, "proj_in.weight");
    }

    @Test
    void diffusersTakesAlphaToBeTheRankWhereItIsNotSaid() throws IOException {
        pair("transformer.blocks.0.to_q.lora_A.weight", "transformer.blocks.0.to_q.lora_B.weight");
        assertUpdate("transformer.blocks.0.to_q.weight", 1, UNKNOWN);
    }

    @Test
    void diffusersHeaderHasPeftsConfiguration() throws IOException {
        pair("transformer.blocks.0.to_q.lora_A.weight", "transformer.blocks.0.to_q.lora_B.weight")
                .metadata(
                        "{\"lora_adapter_metadata\":\"{\\\"transformer.r\\\": 3, \\\"transformer.lora_alpha\\\": 6,"
                                + " \\\"transformer.alpha_pattern\\\": {\\\"^blocks.0.to_q\\\": 12}, \\\"text_encoder.r\\\": 8}\"}");
        assertUpdate("transformer.blocks.0.to_q.weight", 4, "");
    }

    @Test
    void diffusersOlderNames() throws IOException {
        pair("unet.attn1.processor.to_out_lora.down.weight", "unet.attn1.processor.to_out_lora.up.weight");
        assertUpdate("unet.attn1.to_out.0.weight", 1, UNKNOWN);
        file = new AdapterFile();
        pair("unet.attn1.to_q.lora.down.weight", "unet.attn1.to_q.lora.up.weight");
        assertUpdate("unet.attn1.to_q.weight", 1, UNKNOWN);
    }

    @Test
    void torchtuneHasPairsBesideWholeWeights() throws IOException {
        file.add("layers.0.q.weight", w, 4, 5);
        pair("layers.0.q.lora_a.weight", "layers.0.q.lora_b.weight").any("norm.scale", 5);
        try (Checkpoint checkpoint = Checkpoints.open(write())) {
            assertThat(checkpoint.format()).isEqualTo("safetensors with LoRA updates");
            assertThat(Opened.names(checkpoint)).containsExactly("layers.0.q.weight", "layers.0.q.lora", "norm.scale");
            assertThat(checkpoint.tensors().getFirst().isStored()).isTrue();
            assertThat(checkpoint.tensors().getFirst().meaning().note())
                    .isEqualTo("without the update that lies beside it in the file");
            assertElements(checkpoint.tensors().get(1), product(1));
        }
    }

    @Test
    void severalAdaptersOfOneModuleAreRowsOfTheirOwn() throws IOException {
        pair("q.lora_A.speech.weight", "q.lora_B.speech.weight")
                .add("q.lora_A.vision.weight", a, 3, 5)
                .add("q.lora_B.vision.weight", b, 4, 3)
                .add("q.base_layer.weight", w, 4, 5);
        try (Checkpoint checkpoint = Checkpoints.open(write())) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("q.lora.speech", "q.lora.vision", "q.base_layer.weight");
        }
    }

    /// Its factors lie transposed, and its configuration has the factor itself.
    @Test
    void mlxHasInputsFirstAndAScale() throws IOException {
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"fine_tune_type\": \"lora\", \"lora_parameters\": {\"rank\": 3, \"scale\": 20.0, \"dropout\": 0.0}}");
        file.add("model.q.lora_a", transposed(a, 3, 5), 5, 3).add("model.q.lora_b", transposed(b, 4, 3), 3, 4);
        assertUpdate("model.q.weight", 20, "");
    }

    /// `mlx_lm/tuner/dora.py`: the merged weight's rows are scaled to have the norms `m`.
    @Test
    void mlxHasDora() throws IOException {
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"fine_tune_type\": \"dora\", \"lora_parameters\": {\"rank\": 3, \"scale\": 2.0}}");
        file.add("q.lora_a", transposed(a, 3, 5), 5, 3)
                .add("q.lora_b", transposed(b, 4, 3), 3, 4)
                .add("q.m", new float[] {1, 2, 3, 4}, 4);
        Path base = new AdapterFile().add("q.weight", w, 4, 5).write(folder.resolve("base.safetensors"));
        try (Checkpoint merged = Checkpoints.openMerged(write().toString(), base.toString())) {
            double[] sum = product(2);
            double square = 0;
            for (int j = 0; j < 20; j++) {
                sum[j] += w[j];
                square += j / 5 == 2 ? sum[j] * sum[j] : 0;
            }
            assertThat(TensorElements.of(merged.tensors().getFirst(), false)[5 * 2 + 1])
                    .isCloseTo(3 * sum[5 * 2 + 1] / Math.sqrt(square), within(1e-12));
        }
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] exchanged = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                exchanged[rows * j + i] = values[columns * i + j];
            }
        }
        return exchanged;
    }

    @Test
    void mlxStacksExperts() throws IOException {
        file.add("moe.switch_mlp.up_proj.lora_a", floats(5, 2 * 3 * 5), 2, 3, 5)
                .add("moe.switch_mlp.up_proj.lora_b", floats(6, 2 * 4 * 3), 2, 4, 3);
        try (Checkpoint checkpoint = Checkpoints.open(write())) {
            Tensor tensor = checkpoint.tensors().getFirst();
            assertThat(tensor.shape()).containsExactly(2, 4, 5);
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += (double) floats(6, 24)[12 + 3 * 2 + k] * floats(5, 30)[15 + 5 * k + 1];
            }
            assertThat(TensorElements.of(tensor, true)[20 + 5 * 2 + 1]).isCloseTo(sum, within(1e-12));
        }
    }

    @Test
    void anAdapterMayBeATorchFile() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{\"r\": 2, \"lora_alpha\": 4}");
        PickleWriter pickle = PickleWriter.start().op('}', '(');
        pickle.text("base_model.model.q.lora_A.weight").matrix("0", 2, 3);
        pickle.text("base_model.model.q.lora_B.weight").matrix("1", 4, 2).op('u');
        Files.write(
                folder.resolve("adapter_model.bin"),
                ZipWriter.torch(pickle.stop())
                        .stored("archive/data/0", Bytes.floats(floats(8, 6)))
                        .stored("archive/data/1", Bytes.floats(floats(9, 8)))
                        .finish());
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.format()).isEqualTo("LoRA adapter");
            double first =
                    2 * ((double) floats(9, 8)[0] * floats(8, 6)[0] + (double) floats(9, 8)[1] * floats(8, 6)[3]);
            assertThat(TensorElements.of(Opened.tensor(checkpoint, "q.weight"), false)[0])
                    .isCloseTo(first, within(1e-12));
        }
    }

    /// Saved with the adapter where its vocabulary has grown (`save_embedding_layers`).
    @Test
    void aBaseWeightInTheAdapterTakesThePlaceOfTheModels() throws IOException {
        pair("base_model.model.lm_head.lora_A.weight", "base_model.model.lm_head.lora_B.weight")
                .add("base_model.model.lm_head.base_layer.weight", w, 4, 5);
        Path base = new AdapterFile().any("lm_head.weight", 3, 5).write(folder.resolve("base.safetensors"));
        assertMerged(base, "lm_head.weight");
        try (Checkpoint alone = Checkpoints.open(write())) {
            assertThat(Opened.names(alone)).containsExactly("lm_head.weight", "lm_head.base_layer.weight");
        }
    }

    @Test
    void aModuleThatWasTrainedWholeTakesThePlaceOfTheModels() throws IOException {
        pair("base_model.model.q.lora_A.weight", "base_model.model.q.lora_B.weight")
                .add("base_model.model.score.modules_to_save.default.weight", w, 4, 5)
                .any("base_model.model.score.original_module.weight", 4, 5);
        Path base = new AdapterFile()
                .add("model.q.weight", w, 4, 5)
                .any("model.score.weight", 4, 5)
                .write(folder.resolve("base.safetensors"));
        try (Checkpoint merged = Checkpoints.openMerged(write().toString(), base.toString())) {
            assertThat(Opened.values(Opened.tensor(merged, "model.score.weight")))
                    .containsExactly(doubles(w));
            assertThat(merged.tensors())
                    .filteredOn(tensor -> tensor.meaning().use() != Use.PART)
                    .extracting(Tensor::name)
                    .containsExactly("model.q.weight", "model.score.weight");
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /// As PEFT corrects a `fan_in_fan_out` that GPT-2's `Conv1D` contradicts, with a warning.
    @Test
    void aTransposedMatrixOfTheBaseIsSeenAndSaid() throws IOException {
        pair("h.0.c_attn.lora_A.weight", "h.0.c_attn.lora_B.weight");
        Path base = new AdapterFile()
                .add("h.0.c_attn.weight", transposed(w, 4, 5), 5, 4)
                .write(folder.resolve("base.safetensors"));
        try (Checkpoint merged = Checkpoints.openMerged(write().toString(), base.toString())) {
            Tensor tensor = merged.tensors().getFirst();
            double[] product = product(1);
            assertThat(TensorElements.of(tensor, false)[4 * 3 + 2])
                    .isCloseTo(w[5 * 2 + 3] + product[5 * 2 + 3], within(1e-12));
            assertThat(tensor.meaning().note()).contains("keeps this matrix transposed");
        }
    }

    @Test
    void anUpdateInOnePieceIsAdded() throws IOException {
        pair("q.lora_down.weight", "q.lora_up.weight").add("k.diff", floats(7, 20), 4, 5);
        Path base = new AdapterFile()
                .any("q.weight", 4, 5)
                .add("k.weight", w, 4, 5)
                .write(folder.resolve("base.safetensors"));
        try (Checkpoint merged = Checkpoints.openMerged(write().toString(), base.toString())) {
            double[] sum = doubles(w);
            for (int i = 0; i < 20; i++) {
                sum[i] += floats(7, 20)[i];
            }
            assertElements(Opened.tensor(merged, "k.weight"), sum);
        }
    }
}
