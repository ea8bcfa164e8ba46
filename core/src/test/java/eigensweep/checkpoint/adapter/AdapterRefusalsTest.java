package eigensweep.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.tensor.Meaning.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be read right is refused in one line that names it, and never swept as something else.
class AdapterRefusalsTest {

    private static final String Q = "base_model.model.layers.0.q";

    @TempDir
    private Path folder;

    private Path adapter = Path.of("");
    private Path base = Path.of("");

    @BeforeEach
    void write() throws IOException {
        adapter = pair(Q);
        base = new AdapterFile().any("layers.0.q.weight", 6, 7).write(folder.resolve("base.safetensors"));
    }

    private Path pair(String module) throws IOException {
        return new AdapterFile()
                .any(module + ".lora_A.weight", 2, 7)
                .any(module + ".lora_B.weight", 6, 2)
                .write(folder.resolve("adapter_model.safetensors"));
    }

    private Path config(String json) throws IOException {
        return Files.writeString(folder.resolve("adapter_config.json"), json);
    }

    private void assertNotMerged(String... says) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.openMerged(adapter.toString(), base.toString())
                        .close())
                .satisfies(e -> assertThat(e.getMessage()).contains(says).doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADALORA", "VERA", "OFT", "BOFT", "XLORA", "FOURIERFT", "RANDLORA", "HIRA", "of tomorrow"})
    void otherMethodsOfPeftAreRefusedByName(String method) throws IOException {
        config("{\"r\": 2, \"lora_alpha\": 4, \"peft_type\": \"" + method + "\"}");
        Opened.assertRefused(adapter, "peft_type " + method.toUpperCase(Locale.ROOT), "merge_and_unload");
        assertNotMerged("peft_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROMPT_TUNING", "PREFIX_TUNING", "P_TUNING", "ADAPTION_PROMPT"})
    void methodsThatChangeNoWeightsAreRefused(String method) throws IOException {
        config("{\"peft_type\": \"" + method + "\"}");
        new AdapterFile().any("prompt_embeddings", 20, 7).write(adapter);
        Opened.assertRefused(adapter, method, "changes no weights");
    }

    @ParameterizedTest
    @CsvSource({
        "q.vera_lambda_d, vera",
        "q.oft_R.weight, oft",
        "lora_unet_q.oft_blocks, oft",
        "prompt_embeddings, prompt tuning"
    })
    void otherMethodsAreToldByTheirPartsWhereNoConfigurationLies(String name, String method) throws IOException {
        new AdapterFile().any(name, 4, 5).any("q.bias", 4).write(adapter);
        Opened.assertRefused(adapter, method, "another kind");
    }

    @Test
    void adaLoraIsNoPairOfLora() throws IOException {
        new AdapterFile()
                .any("q.lora_A", 2, 7)
                .any("q.lora_B", 6, 2)
                .any("q.lora_E", 2, 1)
                .write(adapter);
        Opened.assertRefused(adapter, "AdaLoRA");
        new AdapterFile()
                .any("q.lora_A", 2, 7)
                .any("q.lora_B", 6, 2)
                .any("q.lora_E", 2, 1)
                .any("score.weight", 4, 7)
                .write(adapter);
        Opened.assertRefused(adapter, "AdaLoRA");
    }

    @Test
    void aModelMayHaveSuchNamesAmongItsOwn() throws IOException {
        Path model = new AdapterFile()
                .any("prompt_embeddings", 20, 7)
                .any("layers.0.q.weight", 6, 7)
                .write(folder.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            assertThat(checkpoint.format()).isEqualTo("safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_qalora\": true",
                "\"use_bdlora\": {\"nblocks\": 2}",
                "\"kasa_config\": {}",
                "\"arrow_config\": {}"
            })
    void variantsWithAnotherProductAreRefused(String setting) throws IOException {
        config("{\"r\": 2, \"lora_alpha\": 4, " + setting + "}");
        Opened.assertRefused(adapter, setting.substring(1, setting.indexOf('"', 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"init_lora_weights\": \"pissa_niter_4\"', pissa",
        "'\"init_lora_weights\": \"olora\"', olora",
        "'\"init_lora_weights\": \"loftq\"', loftq",
        "'\"alora_invocation_tokens\": [1, 2]', alora_invocation_tokens",
        "'\"layer_replication\": [[0, 4], [2, 5]]', layer_replication",
        "'\"use_dora\": true', lora_magnitude_vector",
    })
    void whatIsNoSumIsNotMerged(String setting, String says) throws IOException {
        config("{\"r\": 2, \"lora_alpha\": 4, " + setting + "}");
        assertNotMerged(says);
        try (Checkpoint alone = Checkpoints.open(adapter)) {
            assertThat(Opened.names(alone)).containsExactly("layers.0.q.weight");
        }
    }

    @Test
    void anUpdateToAResidualSaysSo() throws IOException {
        config("{\"r\": 2, \"lora_alpha\": 4, \"init_lora_weights\": \"pissa\"}");
        try (Checkpoint alone = Checkpoints.open(adapter)) {
            assertThat(alone.tensors().getFirst().meaning().note()).contains("changed, too", "pissa");
        }
    }

    @Test
    void aRankThatIsNotTheConfigurationsIsRefused() throws IOException {
        Path config = config("{\"r\": 8, \"lora_alpha\": 4}");
        Opened.assertRefused(adapter, config, "layers.0.q", "the rank 8", "the rank 2");
        config("{\"r\": 2, \"lora_alpha\": 4, \"rank_pattern\": {\"0.q\": 5}}");
        Opened.assertRefused(adapter, config, "the rank 5", "the rank 2");
        config("{\"r\": 8, \"lora_alpha\": 4, \"rank_pattern\": {\"q\": 2}}");
        Checkpoints.open(adapter).close();
    }

    /// PEFT sorts the keys when it saves them, so that their order is not that of training; the file shows
    /// which one held.
    @Test
    void theRankOfALaterKeyThatMatchesIsBelieved() throws IOException {
        config("{\"r\": 8, \"lora_alpha\": 4, \"rank_pattern\": {\"0.q\": 5, \"q\": 2}}");
        try (Checkpoint alone = Checkpoints.open(adapter)) {
            assertThat(alone.tensors().getFirst().meaning().note()).contains("rank 2 by a later key");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"r\": 0, \"lora_alpha\": 4}', which is no rank",
        "'{\"r\": 2.5, \"lora_alpha\": 4}', which is no rank",
        "'{\"r\": 2, \"lora_alpha\": 0}', lora_alpha",
        "'{\"use_rslora\": {\"lora_alpha\": 4}, \"r\": 2}', lora_alpha",
        "'{\"r\": 2, \"lora_alpha\": 4, \"rank_pattern\": {\"q\": -1}}', which is no rank",
        "'{\"r\": 2, \"lora_alpha\": 4, \"rank_pattern\": {\"(a*)*\": 2}}', repeats",
        "'{\"r\": 2, \"lora_alpha\": 4, \"alpha_pattern\": {\"(?i)q\": 2}}', not understood",
    })
    void aConfigurationThatMakesNoScaleIsRefused(String json, String says) throws IOException {
        Opened.assertRefused(adapter, config(json), says);
    }

    @Test
    void patternsThatTakeTooLongAreRefused() throws IOException {
        String module = "a".repeat(900);
        pair(module);
        Path config = config("{\"r\": 2, \"lora_alpha\": 4, \"rank_pattern\": {\".*.*.*.*.*b\": 2}}");
        Opened.assertRefused(adapter, config, "take too long");
    }

    @Test
    void anAdapterWithoutTensorsOrWithoutUpdatesIsRefused() throws IOException {
        config("{\"r\": 2, \"lora_alpha\": 4}");
        new AdapterFile().metadata("{\"format\":\"pt\"}").write(adapter);
        Opened.assertRefused(adapter, "without tensors");
        new AdapterFile().any("layers.0.q.weight", 6, 7).write(adapter);
        Opened.assertRefused(adapter, "has no update");
    }

    @Test
    void anUnmatchedPairNamesBothNames() throws IOException {
        pair("base_model.model.language_model.layers.0.q");
        base = new AdapterFile().any("model.layers.0.q.weight", 6, 7).write(base);
        assertNotMerged("language_model.layers.0.q.weight", "the nearest name it has is model.layers.0.q.weight");
    }

    @Test
    void twoUpdatesOfOneTensorAreRefused() throws IOException {
        new AdapterFile()
                .any("a.q.lora_A.weight", 2, 7)
                .any("a.q.lora_B.weight", 6, 2)
                .any("b.q.lora_A.weight", 2, 7)
                .any("b.q.lora_B.weight", 6, 2)
                .write(adapter);
        base = new AdapterFile().any("q.weight", 6, 7).write(base);
        assertNotMerged("a.q.weight and b.q.weight");
    }

    @Test
    void aHeadWithAnotherPrefixIsNotAddedBesideTheModels() throws IOException {
        new AdapterFile()
                .any(Q + ".lora_A.weight", 2, 7)
                .any(Q + ".lora_B.weight", 6, 2)
                .any("base_model.model.model.lm_head.weight", 6, 7)
                .write(adapter);
        base = new AdapterFile()
                .any("layers.0.q.weight", 6, 7)
                .any("language_model.lm_head.weight", 6, 7)
                .write(base);
        assertNotMerged("model.lm_head.weight", "language_model.lm_head.weight");
    }

    @Test
    void anAdapterIsNoBase() throws IOException {
        base = new AdapterFile()
                .any("layers.0.q.lora_A.weight", 2, 7)
                .any("layers.0.q.lora_B.weight", 6, 2)
                .write(base);
        assertNotMerged("is an adapter itself");
    }

    @Test
    void codesAreNoBase() throws IOException {
        base = new AdapterFile()
                .add("layers.0.q.weight", "I8", new byte[42], 6, 7)
                .write(base);
        assertNotMerged("I8 codes");
    }

    @Test
    void ia3IsNothingByItself() throws IOException {
        new AdapterFile().any("q.ia3_l", 6, 1).write(adapter);
        Opened.assertRefused(adapter, "(IA)^3", "--base");
    }

    @Test
    void lycorisHasAnotherDora() throws IOException {
        new AdapterFile()
                .any(Q + ".lora_down.weight", 2, 7)
                .any(Q + ".lora_up.weight", 6, 2)
                .any(Q + ".dora_scale", 1, 7)
                .write(adapter);
        assertNotMerged("dora_scale");
    }

    @Test
    void rowsOfAnEmbeddingAreNoMatrixAndAreNotMerged() throws IOException {
        new AdapterFile()
                .any(Q + ".lora_A.weight", 2, 7)
                .any(Q + ".lora_B.weight", 6, 2)
                .any("base_model.model.embed.token_adapter.trainable_tokens_delta", 3, 7)
                .write(adapter);
        assertNotMerged("trainable_tokens_delta");
        try (Checkpoint alone = Checkpoints.open(adapter)) {
            assertThat(alone.tensors().getLast().meaning().use()).isEqualTo(Use.PART);
        }
    }

    @Test
    void expertsNeedTheirConfiguration() throws IOException {
        new AdapterFile()
                .any("mlp.experts.lora_A.weight", 6, 7)
                .any("mlp.experts.lora_B.weight", 5, 6)
                .write(adapter);
        try (Checkpoint alone = Checkpoints.open(adapter)) {
            assertThat(alone.tensors()).hasSize(1);
            assertThat(alone.tensors().getFirst().meaning().use()).isEqualTo(Use.PART);
        }
        String targets = "{\"r\": 2, \"lora_alpha\": 4, \"target_parameters\": [\"experts.w1\", \"experts.w2\"]}";
        config(targets);
        Opened.assertRefused(adapter, "w1, w2", "which is which");
        config(targets.replace(", \"experts.w2\"", ""));
        base = new AdapterFile().any("mlp.experts.w1", 3, 5, 7).write(base);
        Checkpoints.openMerged(adapter.toString(), base.toString()).close();
        config(targets.replace(", \"experts.w2\"", "").replace("\"r\": 2", "\"r\": 4"));
        Opened.assertRefused(adapter, "rank 4 of several experts");
    }

    @Test
    void squareExpertsDoNotShowWhichSideIsWhich() throws IOException {
        new AdapterFile()
                .any("mlp.experts.lora_A.weight", 6, 5)
                .any("mlp.experts.lora_B.weight", 5, 6)
                .write(adapter);
        config("{\"r\": 2, \"lora_alpha\": 4, \"target_parameters\": [\"experts.down_proj\"]}");
        base = new AdapterFile().any("mlp.experts.down_proj", 3, 5, 5).write(base);
        assertNotMerged("which of its sides are inputs");
        base = new AdapterFile()
                .any("mlp.experts.down_proj", 3, 5, 5)
                .any("mlp.experts.gate_up_proj", 3, 10, 5)
                .write(base);
        assertNotMerged("which of its sides are inputs");
    }
}
