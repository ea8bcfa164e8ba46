package eigensweep.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BaseNamesTest {

    private final BaseNames names = new BaseNames(List.of(
            "model.layers.0.q.weight",
            "model.layers.1.q.weight",
            "vision.layers.1.q.weight",
            "head.weight",
            "down_blocks.0.attn1.to_q.weight",
            "down_blocks.0.attn1.to.q.weight"));

    @Test
    void aNameIsFoundAsItIsOrWithoutOrWithAPrefix() {
        assertThat(names.find("model.layers.1.q.weight")).isEqualTo("model.layers.1.q.weight");
        assertThat(names.find("layers.0.q.weight")).isEqualTo("model.layers.0.q.weight");
        assertThat(names.find("model.head.weight")).isEqualTo("head.weight");
    }

    @Test
    void anEndingOfTwoNamesFindsNeither() {
        assertThat(names.find("layers.1.q.weight")).isNull();
    }

    @Test
    void anEndingIsOfWholeWords() {
        assertThat(names.find("yers.0.q.weight")).isNull();
        assertThat(names.find("ead.weight")).isNull();
    }

    @Test
    void kohyasNamesHaveUnderscoresForDots() {
        assertThat(names.find("lora_unet_model_layers_0_q.weight")).isEqualTo("model.layers.0.q.weight");
        assertThat(names.find("lora_te1_layers_0_q.weight")).isEqualTo("model.layers.0.q.weight");
        assertThat(names.find("lora_unet_layers_1_q.weight")).isNull();
        assertThat(names.find("lora_unet_down_blocks_0_attn1_to_q.weight")).isNull();
    }

    @Test
    void theNearestNameHasTheLongestEndingInCommon() {
        assertThat(names.nearest("model.language_model.layers.0.q.weight")).isEqualTo("model.layers.0.q.weight");
        assertThat(names.nearest("other.thing")).isNull();
    }
}
