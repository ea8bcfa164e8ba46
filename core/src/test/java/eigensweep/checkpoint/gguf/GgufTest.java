package eigensweep.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Good and broken `.gguf` files, after ggml's `docs/gguf.md`.
class GgufTest {

    private static final float[] SIX = {1, 2, 3, 4, 5, 6};

    @TempDir
    private Path folder;

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path write(GgufFile file) throws IOException {
        return write("model.gguf", file.bytes());
    }

    private static GgufFile shard(int number, int count, String tensor) {
        return new GgufFile()
                .value("split.no", 2, out -> out.u8(number - 1).u8(0))
                .value("split.count", 2, out -> out.u8(count).u8(0))
                .floats(tensor, SIX, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void dimensionsAreStoredInnermostFirst(int version) throws IOException {
        Path path = write(new GgufFile(version).floats("a.weight", SIX, 2, 3).floats("b", new float[4], 4));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Tensor a = Opened.tensor(checkpoint, "a.weight");
            assertThat(checkpoint.format()).isEqualTo("GGUF");
            assertThat(a.shape()).containsExactly(2, 3);
            assertThat(Opened.values(a)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(a.meaning()).isEqualTo(Meaning.OUT_FIRST);
            assertThat(Opened.tensor(checkpoint, "b").shape()).containsExactly(4);
        }
    }

    @Test
    void theNameOfTheFileDoesNotMatter() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(
                write("x.safetensors", new GgufFile().floats("a", SIX, 6).bytes()))) {
            assertThat(checkpoint.format()).isEqualTo("GGUF");
        }
    }

    /// Values of every type are passed over, whatever is in them.
    @Test
    void metadataOfEveryTypeIsPassedOver() throws IOException {
        GgufFile file = new GgufFile()
                .value("u8", 0, out -> out.u8(255))
                .value("i8", 1, out -> out.u8(255))
                .value("u16", 2, out -> out.u8(1).u8(2))
                .value("i16", 3, out -> out.u8(1).u8(2))
                .u32("u32", 0xffffffffL)
                .value("i32", 5, out -> out.u32(7))
                .value("f32", 6, out -> out.u32(7))
                .value("bool", 7, out -> out.u8(2))
                .text("text", "\u0000\u20ac".repeat(100))
                .value("texts", 9, out -> out.u32(8).u64(2).text("a").text(""))
                .value("floats", 9, out -> out.u32(6).u64(3).raw(Bytes.floats(1, 2, 3)))
                .value("none", 9, out -> out.u32(12).u64(0))
                .value(
                        "nested",
                        9,
                        out -> out.u32(9)
                                .u64(2)
                                .u32(0)
                                .u64(1)
                                .u8(9)
                                .u32(9)
                                .u64(1)
                                .u32(8)
                                .u64(1)
                                .text("b"))
                .value("u64", 10, out -> out.u64(-1))
                .value("i64", 11, out -> out.u64(-1))
                .value("f64", 12, out -> out.u64(-1))
                .text("k".repeat(70_000), "")
                .floats("w", SIX, 3, 2);
        try (Checkpoint checkpoint = Checkpoints.open(write(file))) {
            assertThat(Opened.values(Opened.tensor(checkpoint, "w"))).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void blocksAreCalledDequantised() throws IOException {
        byte[] block = new byte[34];
        block[1] = 0x3c; // the upper byte of 1 in float16
        for (int i = 0; i < 32; i++) {
            block[2 + i] = (byte) (i - 16);
        }
        Path path = write(new GgufFile().tensor("w", GgufFile.Q8_0, block, 1, 32));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Tensor w = Opened.tensor(checkpoint, "w");
            assertThat(w.encoding()).isEqualTo("Q8_0 (dequantised)");
            assertThat(Opened.values(w)).startsWith(-16, -15).endsWith(14, 15);
        }
    }

    /// The second is as llama.cpp has it: `src/llama-arch.cpp`, and the original names from the models' own code.
    @ParameterizedTest
    @CsvSource({
        "llama, blk.12.attn_q.weight, model.layers.12.self_attn.q_proj.weight",
        "llama, output.weight, lm_head.weight",
        "llama, rope_freqs.weight, rope_freqs.weight",
        "llama, blk.0.unheard_of.weight, blk.0.unheard_of.weight",
        "qwen2, blk.3.attn_k.bias, model.layers.3.self_attn.k_proj.bias",
        "qwen3moe, blk.3.ffn_down_exps.weight, model.layers.3.mlp.experts.down_proj.weight",
        "gemma3, blk.3.ffn_norm.weight, model.layers.3.pre_feedforward_layernorm.weight",
        "gemma3, blk.3.ffn_up.weight, model.layers.3.mlp.up_proj.weight",
        "phi3, blk.0.attn_qkv.weight, model.layers.0.self_attn.qkv_proj.weight",
        "gpt2, position_embd.weight, transformer.wpe.weight",
        "bert, blk.5.attn_output.weight, encoder.layer.5.attention.output.dense.weight",
        "nomic-bert, blk.5.ffn_up.weight, encoder.layers.5.mlp.fc11.weight",
        "mamba, blk.1.ssm_a, backbone.layers.1.mixer.A_log",
        "t5, dec.blk.1.cross_attn_q.weight, decoder.block.1.layer.1.EncDecAttention.q.weight",
        "unheard-of, blk.1.attn_q.weight, blk.1.attn_q.weight"
    })
    void tensorsHaveTheNamesOfTheOriginalModel(String architecture, String stored, String name) throws IOException {
        Path path =
                write(new GgufFile().text("general.architecture", architecture).floats(stored, SIX, 6));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(Opened.tensor(checkpoint, name).storedName()).isEqualTo(stored);
        }
    }

    @Test
    void namesStayAsTheyAreWhereTwoWouldBecomeOne() throws IOException {
        Path path = write(new GgufFile()
                .text("general.architecture", "llama")
                .floats("output.weight", SIX, 2, 3)
                .floats("lm_head.weight", SIX, 2, 3));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(Opened.names(checkpoint)).containsExactly("output.weight", "lm_head.weight");
        }
    }

    @Test
    void namesTellWhatATensorIsFor() throws IOException {
        Map<String, Use> uses = new TreeMap<>(Map.of(
                "token_embd.weight", Use.EMBEDDING,
                "blk.0.ffn_up_exps.weight", Use.EXPERTS,
                "blk.0.ffn_gate_up_exps.weight", Use.EXPERTS,
                "blk.0.attn_k_b.weight", Use.DENSE,
                "a.conv1d.0.weight", Use.UNKNOWN,
                "blk.0.ffn_up.weight", Use.UNKNOWN,
                "blk.0.ffn_up_exps.bias", Use.BIAS,
                "rope_freqs.weight", Use.BUFFER,
                "rope_factors_long.weight", Use.BUFFER));
        List<String> stacks = List.of(
                "blk.0.ffn_up_exps.weight",
                "blk.0.ffn_gate_up_exps.weight",
                "blk.0.attn_k_b.weight",
                "a.conv1d.0.weight");
        GgufFile file = new GgufFile();
        uses.keySet()
                .forEach(name ->
                        file.floats(name, SIX, stacks.contains(name) ? new long[] {1, 2, 3} : new long[] {2, 3}));
        try (Checkpoint checkpoint = Checkpoints.open(write(file))) {
            Map<String, Use> found = new TreeMap<>();
            checkpoint
                    .tensors()
                    .forEach(tensor -> found.put(tensor.name(), tensor.meaning().use()));
            assertThat(found).isEqualTo(uses);
        }
    }

    @Test
    void aTypeThatCannotBeReadIsNamed() throws IOException {
        Path path = write(new GgufFile()
                .info("old", 31, 0, 8, 32)
                .info("new", 99, 0, 8, 32)
                .floats("w", SIX, 2, 3));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Tensor old = Opened.tensor(checkpoint, "old");
            assertThat(old.dtype()).isEqualTo(DType.OTHER);
            assertThat(old.meaning().use()).isEqualTo(Use.PART);
            assertThat(old.meaning().note()).contains("Q4_0_4_4");
            assertThat(Opened.tensor(checkpoint, "new").meaning().note()).contains("number 99");
            assertThat(Opened.values(Opened.tensor(checkpoint, "w"))).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    /// As llama.cpp multiplies what comes out of a weight (`build_lora_mm`).
    @Test
    void weightsAreMultipliedByTheirScales() throws IOException {
        Path path = write(new GgufFile()
                .floats("a.weight", SIX, 2, 3)
                .floats("a.scale", new float[] {0.5f}, 1)
                .floats("b_exps.weight", SIX, 2, 1, 3)
                .floats("b_exps.scale", new float[] {10, 100}, 2)
                .floats("c.weight", SIX, 2, 3)
                .floats("c.scale", new float[] {1, 2}, 2));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Tensor a = Opened.tensor(checkpoint, "a.weight");
            Tensor b = Opened.tensor(checkpoint, "b_exps.weight");
            assertThat(Opened.values(a.matrix(0, 1, new long[2], 1))).containsExactly(0.5, 1, 1.5, 2, 2.5, 3);
            assertThat(a.meaning().note()).isEqualTo("times a.scale");
            assertThat(Opened.values(b.matrix(1, 2, new long[] {0, 0, 0}, 1))).containsExactly(10, 20, 30);
            assertThat(Opened.values(b.matrix(1, 2, new long[] {1, 0, 0}, 1))).containsExactly(400, 500, 600);
            assertThat(Opened.tensor(checkpoint, "a.scale").meaning().use()).isEqualTo(Use.PART);
            assertThat(Opened.tensor(checkpoint, "c.weight").meaning().use()).isEqualTo(Use.PART);
        }
    }

    /// `alpha / r` times `b a`, or for embeddings `a b^T`: here of rank 1, and alpha 2.
    @Test
    void anAdapterIsItsUpdates() throws IOException {
        GgufFile file = new GgufFile()
                .text("general.architecture", "llama")
                .text("general.type", "adapter")
                .text("adapter.type", "lora")
                .value("adapter.lora.alpha", 6, out -> out.raw(Bytes.floats(2)))
                .floats("blk.0.attn_q.weight.lora_a", new float[] {1, 2, 3}, 1, 3)
                .floats("blk.0.attn_q.weight.lora_b", new float[] {10, 100}, 2, 1)
                .floats("token_embd.weight.lora_a", new float[] {10, 100}, 2, 1)
                .floats("token_embd.weight.lora_b", new float[] {1, 2, 3}, 3, 1);
        try (Checkpoint checkpoint = Checkpoints.open(write(file))) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("model.layers.0.self_attn.q_proj.weight", "model.embed_tokens.weight");
            for (Tensor update : checkpoint.tensors()) {
                assertThat(Opened.values(update.matrix(0, 1, new long[2], 1)))
                        .containsExactly(20, 40, 60, 200, 400, 600);
                assertThat(update.encoding()).isEqualTo("F32");
            }
        }
        Opened.assertRefused(
                write(new GgufFile()
                        .text("general.type", "adapter")
                        .text("adapter.type", "lora")
                        .floats("x.lora_a", SIX, 1, 6)),
                "no partner of x.lora_a");
    }

    @Test
    void noAdapterIsMergedIntoIt() throws IOException {
        Path model = write(new GgufFile().floats("w.weight", SIX, 2, 3));
        Path adapter = write(
                "adapter_model.safetensors",
                SafetensorsFile.of(
                        Bytes.gaussian(1, 5),
                        SafetensorsFile.entry("w.lora_A.weight", "F32", "[1,3]", 0, 12),
                        SafetensorsFile.entry("w.lora_B.weight", "F32", "[2,1]", 12, 20)));
        Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"lora_alpha\": 1}");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.openMerged(adapter.toString(), model.toString()))
                .withMessageContaining("name that model as --base");
    }

    /// Between two of them, of blocks too; never to or from a model of another format.
    @Test
    void changesAreSubtracted() throws IOException {
        byte[] block = new byte[68];
        block[1] = 0x3c; // the upper byte of 1 in float16
        block[35] = 0x3c;
        block[66] = 5;
        byte[] other = block.clone();
        other[67] = 7;
        Path before = write(
                "before.gguf",
                new GgufFile()
                        .tensor("a.weight", GgufFile.Q8_0, block, 2, 32)
                        .tensor("b.weight", GgufFile.Q8_0, block, 2, 32)
                        .bytes());
        Path after = write(
                "after.gguf",
                new GgufFile()
                        .tensor("a.weight", GgufFile.Q8_0, other, 2, 32)
                        .tensor("b.weight", GgufFile.Q8_0, block, 2, 32)
                        .bytes());
        try (Checkpoint change = Checkpoints.openDifference(after.toString(), before.toString())) {
            double[] elements = Opened.values(Opened.tensor(change, "a.weight").matrix(0, 1, new long[2], 1));
            assertThat(Arrays.copyOf(elements, 63)).containsOnly(0);
            assertThat(elements[63]).isEqualTo(7);
            assertThat(Opened.tensor(change, "b.weight").meaning().note()).startsWith("unchanged");
        }
    }

    @Test
    void shardsAreOneModelAndAFolderOfThemIs() throws IOException {
        Path second = write("m-00002-of-00002.gguf", shard(2, 2, "b").bytes());
        Opened.assertRefused(second, "m-00001-of-00002.gguf is missing");
        Path first = write("m-00001-of-00002.gguf", shard(1, 2, "a").bytes());
        for (Path path : List.of(first, second, folder)) {
            try (Checkpoint checkpoint = Checkpoints.open(path)) {
                assertThat(Opened.names(checkpoint)).containsExactly("a", "b");
                assertThat(checkpoint.files()).containsExactly(first, second);
            }
        }
    }

    @Test
    void shardsThatDoNotBelongTogetherAreRefused() throws IOException {
        Path first = write("m-00001-of-00002.gguf", shard(1, 2, "a").bytes());
        Path second = folder.resolve("m-00002-of-00002.gguf");

        Files.write(second, shard(1, 2, "b").bytes());
        Opened.assertRefused(first, second, "another shard");
        Files.write(second, new GgufFile().floats("b", SIX, 6).bytes());
        Opened.assertRefused(first, second, "another shard");
        Files.writeString(second, "<html>");
        Opened.assertRefused(first, second, "no GGUF file");
        Files.write(second, shard(2, 2, "a").bytes());
        Opened.assertRefused(first, "two tensors named a");

        Files.write(second, shard(2, 2, "b").bytes());
        Files.write(
                first,
                shard(1, 2, "a")
                        .value("split.tensors.count", 5, out -> out.u32(3))
                        .bytes());
        Opened.assertRefused(first, "3 tensors");

        Opened.assertRefused(write("renamed.gguf", shard(2, 2, "b").bytes()), "-00002-of-00002.gguf");
    }

    @Test
    void filesOfOtherKindsAreNamed() throws IOException {
        byte[] good = new GgufFile().floats("w", SIX, 2, 3).bytes();
        Opened.assertRefused(write("v1", new GgufFile(1).bytes()), "version 1");
        Opened.assertRefused(write("v4", new GgufFile(4).bytes()), "version 4");
        Opened.assertRefused(write("big", new GgufFile(3 << 24).bytes()), "big-endian");
        Opened.assertRefused(write("short", Arrays.copyOf(good, 6)), "cut off");
        Opened.assertRefused(
                write(new GgufFile().text("general.type", "imatrix").floats("w", SIX, 2, 3)), "importance matrix");
        for (String magic : List.of("tjgg", "fmgg", "lmgg", "algg")) {
            byte[] old = good.clone();
            System.arraycopy(magic.getBytes(StandardCharsets.US_ASCII), 0, old, 0, 4);
            Opened.assertRefused(write("old", old), "before GGUF");
        }
    }

    /// No proper prefix of a file is a model: its last byte belongs to a tensor.
    @Test
    void everyFileThatIsCutOffIsRefused() throws IOException {
        byte[] good = new GgufFile()
                .text("general.architecture", "llama")
                .value("tokens", 9, out -> out.u32(8).u64(2).text("a").text("b"))
                .floats("w", SIX, 2, 3)
                .bytes();
        for (int length = 4; length < good.length; length++) {
            Opened.assertRefused(write("cut.gguf", Arrays.copyOf(good, length)), "cut off");
        }
    }

    @Test
    void liesAreRefused() throws IOException {
        GgufFile.Bin huge = new GgufFile.Bin().u64(1L << 40);
        Opened.assertRefused(write(new GgufFile().value("a", 8, out -> out.raw(huge.bytes()))), "cut off");
        Opened.assertRefused(write(new GgufFile().value("a", 8, out -> out.u64(-1))), "cut off");
        Opened.assertRefused(
                write(new GgufFile().value("a", 9, out -> out.u32(12).u64(-1))), "cut off");
        Opened.assertRefused(
                write(new GgufFile().value("a", 9, out -> out.u32(12).u64(1L << 61))), "cut off");
        Opened.assertRefused(
                write(new GgufFile().value("a", 9, out -> out.u32(8).u64(1L << 61))), "cut off");
        Opened.assertRefused(write(new GgufFile().value("a", 13, out -> out.u64(0))), "type 13");
        Opened.assertRefused(write(new GgufFile().value("a", 9, out -> nested(out, 1000))), "deep");
        Opened.assertRefused(write("m.gguf", new GgufFile().bytes(1L << 60, 0)), "1152921504606846976 tensors");
        Opened.assertRefused(write("m.gguf", new GgufFile().bytes(-1, 0)), "18446744073709551615 tensors");
        Opened.assertRefused(write("m.gguf", new GgufFile().bytes(1, 0)), "cut off");
        Opened.assertRefused(write("m.gguf", new GgufFile().bytes(0, -1)), "cut off");
        Opened.assertRefused(write(new GgufFile().u32("general.alignment", 0).floats("w", SIX, 6)), "power of two");
        Opened.assertRefused(write(new GgufFile().u32("general.alignment", 48).floats("w", SIX, 6)), "power of two");
        Opened.assertRefused(
                write(new GgufFile().text("general.architecture", "llama").text("general.architecture", "gpt2")),
                "two values of general.architecture");
    }

    private static void nested(GgufFile.Bin out, int depth) {
        for (int i = 0; i < depth; i++) {
            out.u32(9).u64(1);
        }
    }

    @Test
    void liesAboutTensorsAreRefused() throws IOException {
        Opened.assertRefused(write(new GgufFile().floats("w", SIX, 2, 4)), "cut off", "tensor w");
        Opened.assertRefused(write(new GgufFile().floats("w", SIX, 1L << 40, 1L << 40)), "overflows");
        Opened.assertRefused(write(new GgufFile().floats("w", SIX, -2, -3)), "negative");
        Opened.assertRefused(write(new GgufFile().info("w", 0, -32, 1).floats("v", SIX, 6)), "cut off");
        Opened.assertRefused(write(new GgufFile().info("w", 0, 1L << 62, 1).floats("v", SIX, 6)), "cut off");
        Opened.assertRefused(write(new GgufFile().info("w", 0, 4, 1).floats("v", SIX, 6)), "alignment");
        Opened.assertRefused(write(new GgufFile().info("w", 0, 0, 6).floats("v", SIX, 6)), "overlaps");
        Opened.assertRefused(write(new GgufFile().floats("w", SIX, 6).floats("w", SIX, 6)), "two tensors named w");
        Opened.assertRefused(write(new GgufFile().floats("w".repeat(1001), SIX, 6)), "longer than 1000");
        Opened.assertRefused(write(new GgufFile().floats("w", SIX, new long[65])), "65 dimensions");
        Opened.assertRefused(
                write(new GgufFile().tensor("w", GgufFile.Q8_0, new byte[340], 10, 16)), "multiple of the 32");
    }

    /// ggml's type names are no types of safetensors.
    @Test
    void safetensorsHasNoBlocks() throws IOException {
        Path path = write(
                "x.safetensors", SafetensorsFile.of(new byte[34], SafetensorsFile.entry("w", "Q8_0", "[1,32]", 0, 34)));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(Opened.tensor(checkpoint, "w").dtype()).isEqualTo(DType.OTHER);
        }
    }
}
