package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingNameTest {

    /// Of BERT, GPT-2, Llama, T5, BART, CLIP, Whisper, ESM, MusicGen, Reformer, RWKV, Swin, VQ-VAE, Flax,
    /// TransformerLens.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert.embeddings.word_embeddings.weight",
                "bert/embeddings/token_type_embeddings",
                "bert/embeddings/position_embeddings:0",
                "transformer.wte.weight",
                "wpe.weight",
                "model.embed_tokens.weight",
                "tok_embeddings.weight",
                "shared.weight",
                "model.shared.weight",
                "encoder.block.0.layer.0.selfattention.relative_attention_bias.weight",
                "text_model.embeddings.token_embedding.weight",
                "vision_model.embeddings.position_embedding.weight",
                "positional_embedding",
                "model.decoder.embed_positions.weight",
                "esm.contact.embed_tokens.weight",
                "decoder.model.decoder.embed_tokens.3.weight",
                "reformer.embeddings.position_embeddings.weights.0",
                "emb.weight",
                "transformer.tok_emb.weight",
                "layers.0.blocks.0.attn.relative_position_bias_table",
                "quantizer.layers.0.codebook.embed",
                "embeddings.word.embedding",
                "embed.w_e",
                "embedding.table",
                "embedding",
                "time_embedding.weight"
            })
    void aTableIsKnownByItsModule(String name) {
        assertThat(EmbeddingName.isTable(name)).isTrue();
    }

    /// Of diffusers, Gemma 3n, Phi-4, ViT, OPT, GPT-NeoX, ALBERT, TransformerLens, and of networks that make
    /// embeddings.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "time_embedding.linear_1.weight",
                "add_embedding.linear_2.weight",
                "time_text_embed.timestep_embedder.linear_1.weight",
                "time_embedding.cond_proj.weight",
                "embed_vision.embedding_projection.weight",
                "model.embed_tokens_extend.image_embed.img_projection.0.weight",
                "model.embed_tokens_extend.image_embed.encoder.layers.0.mlp.fc1.weight",
                "vit.embeddings.patch_embeddings.projection.weight",
                "embeddings.patch_embedding.weight",
                "decoder.word_embed_proj.weight",
                "embed_out.weight",
                "encoder.embedding_hidden_mapping_in.weight",
                "unembed.w_u",
                "embedding_model.transformer.layers.3.attention.self.query.weight",
                "embedder.0.attn.weight",
                "time_embed/dense_0/kernel",
                "embedding/kernel",
                "visual_projection.weight",
                "moe.shared.weight",
                "wtext.weight"
            })
    void whatMakesAnEmbeddingIsNone(String name) {
        assertThat(EmbeddingName.isTable(name)).isFalse();
    }
}
