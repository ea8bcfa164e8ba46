package eigensweep.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.adapter.AdapterPart.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterPartTest {

    @ParameterizedTest
    @CsvSource({
        "base_model.model.h.0.q.lora_A.weight, h.0.q, '', DOWN",
        "base_model.model.h.0.q.lora_B.default.weight, h.0.q, default, UP",
        "model.layers.0.q_proj.lora_A.speech.weight, model.layers.0.q_proj, speech, DOWN",
        "q.lora_A, q, '', DOWN",
        "q.lora_B.default, q, default, UP",
        "q.lora_B.bias, q, '', BIAS",
        "q.lora_B.default.bias, q, default, BIAS",
        "wte.lora_embedding_A, wte, '', EMBEDDING_DOWN",
        "wte.lora_embedding_B.default, wte, default, EMBEDDING_UP",
        "q.lora_magnitude_vector, q, '', MAGNITUDE",
        "q.lora_magnitude_vector.default.weight, q, default, MAGNITUDE",
        "experts.base_layer.lora_A.weight, experts.base_layer, '', DOWN",
        "lora_unet_down_blocks_0_attn1_to_q.lora_down.weight, lora_unet_down_blocks_0_attn1_to_q, '', DOWN",
        "lora_te_text_model_fc1.lora_up.weight, lora_te_text_model_fc1, '', UP",
        "lora_unet_conv_in.lora_mid.weight, lora_unet_conv_in, '', MID",
        "lora_unet_conv_in.alpha, lora_unet_conv_in, '', ALPHA",
        "lora_unet_conv_in.dora_scale, lora_unet_conv_in, '', MAGNITUDE",
        "lora_unet_conv_in.hada_w1_a, lora_unet_conv_in, '', HADA_W1_A",
        "q.hada_t2, q, '', HADA_T2",
        "q.lokr_w1, q, '', LOKR_W1",
        "q.lokr_w2_b, q, '', LOKR_W2_B",
        "q.ia3_l, q, '', IA3_L",
        "unet.attn1.to_q.lora.down.weight, unet.attn1.to_q, '', DOWN",
        "text_encoder.q_proj.lora_linear_layer.up.weight, text_encoder.q_proj, '', UP",
        "unet.mid_block.attn1.processor.to_q_lora.down.weight, unet.mid_block.attn1.to_q, '', DOWN",
        "unet.mid_block.attn1.processor.to_out_lora.up.weight, unet.mid_block.attn1.to_out.0, '', UP",
        "layers.0.attn.q_proj.lora_a.weight, layers.0.attn.q_proj, '', DOWN",
        "layers.0.attn.q_proj.lora_b.weight, layers.0.attn.q_proj, '', UP",
        "model.layers.0.self_attn.q_proj.lora_a, model.layers.0.self_attn.q_proj, '', MLX_DOWN",
        "model.layers.0.self_attn.q_proj.lora_b, model.layers.0.self_attn.q_proj, '', MLX_UP",
        "embed.token_adapter.trainable_tokens_delta, embed.token_adapter, '', TOKENS",
    })
    void aNameSaysWhatATensorIs(String name, String module, String adapter, Role role) {
        assertThat(AdapterPart.of(name)).isEqualTo(new AdapterPart(module, adapter, role));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q.weight",
                "lora_A.weight",
                "time_maa_w1",
                "blocks.0.att.w_lora.lora.0.weight",
                "linear_fc1_lora_A_list.0.weight",
                "q.alpha.weight",
                "base_model.model.lm_head.base_layer.weight",
                "q.lora_A.bias"
            })
    void otherNamesAreNoParts(String name) {
        assertThat(AdapterPart.of(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "base_model.model.q.lora_E, AdaLoRA",
        "base_model.model.q.vera_lambda_d, vera",
        "base_model.model.q.oft_R.weight, oft",
        "lora_unet_q.oft_blocks, oft",
        "q.boft_s, boft",
        "q.fourierft_spectrum, fourierft",
        "prompt_embeddings, prompt tuning",
    })
    void otherMethodsAreToldByName(String name, String method) {
        assertThat(AdapterPart.otherMethod(name)).isEqualTo(method);
    }
}
