package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names as they are in Hugging Face's, timm's, torchvision's, OpenAI's and ggml's checkpoints.
class RoleTest {

    private static Role role(String name, Layer.Type type) {
        Tensor tensor = Tensor.of(name, DType.F32, new long[] {1, 1}, MemorySegment.ofArray(new byte[4]));
        return Role.of(new Layer(0, name, type, tensor, List.of(), 1, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "bert.encoder.layer.11.attention.self.query.weight, q, 11",
        "bert.encoder.layer.0.attention.self.key.weight, k, 0",
        "bert.encoder.layer.0.attention.output.dense.weight, out, 0",
        "bert.encoder.layer.0.intermediate.dense.weight, fc1, 0",
        "bert.encoder.layer.0.output.dense.weight, fc2, 0",
        "bert.pooler.dense.weight, pooler,",
        "model.layers.31.self_attn.v_proj.weight, v, 31",
        "model.layers.31.self_attn.o_proj.weight, out, 31",
        "model.layers.3.mlp.gate_proj.weight, gate, 3",
        "model.layers.3.mlp.up_proj.weight, up, 3",
        "model.layers.3.mlp.down_proj.weight, down, 3",
        "model.layers.3.mlp.experts.gate_up_proj, gate_up, 3",
        "model.layers.3.mlp.gate.weight, router, 3",
        "model.layers.3.block_sparse_moe.experts.7.w1.weight, gate, 3",
        "model.layers.3.block_sparse_moe.experts.7.w2.weight, down, 3",
        "lm_head.weight, head,",
        "transformer.h.5.attn.c_attn.weight, qkv, 5",
        "transformer.h.5.attn.c_proj.weight, out, 5",
        "transformer.h.5.mlp.c_fc.weight, fc1, 5",
        "transformer.h.5.mlp.c_proj.weight, fc2, 5",
        "encoder.block.2.layer.0.SelfAttention.q.weight, q, 2",
        "encoder.block.2.layer.1.DenseReluDense.wo.weight, fc2, 2",
        "visual.transformer.resblocks.4.attn.in_proj_weight, qkv, 4",
        "blocks.9.attn.qkv.weight, qkv, 9",
        "blocks.9.attn.proj.weight, out, 9",
        "distilbert.transformer.layer.1.attention.out_lin.weight, out, 1",
        "blk.12.attn_output.weight, out, 12",
        "blk.12.ffn_gate_exps.weight, gate, 12",
        "rnn.weight_ih_l0, ih,",
        "classifier.weight, head,",
        "something.else.weight, '',",
    })
    void namesTellWhatALayerDoes(String name, String role, @Nullable Integer block) {
        assertThat(role(name, Layer.Type.DENSE)).isEqualTo(new Role(role, block));
    }

    @ParameterizedTest
    @CsvSource({"layer1.0.conv1.weight, CONV2D, conv", "model.embed_tokens.weight, EMBEDDING, embedding"})
    void typesTell(String name, Layer.Type type, String role) {
        assertThat(role(name, type)).isEqualTo(new Role(role, null));
    }
}
