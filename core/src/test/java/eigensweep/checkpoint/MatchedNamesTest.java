package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchedNamesTest {

    private static final List<String> PLAIN = List.of("h.0.fc.weight", "h.0.fc.bias", "head.weight");

    @Test
    void equalNamesMeetAsTheyAre() {
        MatchedNames names = MatchedNames.of(List.of("model.a", "model.b", "c"), List.of("model.a", "c", "d"));

        assertThat(names.beforeOf()).containsOnly(entry("model.a", "model.a"), entry("c", "c"));
        assertThat(names.remarks("before", "after")).isEmpty();
    }

    /// torch.compile, DistributedDataParallel, a training script, a Lightning module, and both of two.
    @ParameterizedTest
    @CsvSource({
        "_orig_mod.",
        "module.",
        "state_dict.",
        "model.",
        "model_state.",
        "module._orig_mod.",
        "state_dict.model.",
        "model.state_dict.",
        "model_state_dict.module._orig_mod.",
        "base_model.model.",
        "model.base_model.model."
    })
    void aWrapperIsDroppedOnEitherSideAndNamed(String wrapper) {
        List<String> wrapped = PLAIN.stream().map(wrapper::concat).toList();

        MatchedNames after = MatchedNames.of(PLAIN, wrapped);
        assertThat(after.beforeOf()).hasSize(3).containsEntry(wrapper + "h.0.fc.weight", "h.0.fc.weight");
        assertThat(after.remarks("a.pt", "b.pt"))
                .containsExactly(
                        "layers are matched by their names without " + wrapper + ", which stands before those of b.pt");

        MatchedNames before = MatchedNames.of(wrapped, PLAIN);
        assertThat(before.beforeOf()).hasSize(3).containsEntry("h.0.fc.weight", wrapper + "h.0.fc.weight");
        assertThat(before.remarks("a.pt", "b.pt")).hasSize(1).first().asString().endsWith("those of a.pt");
    }

    /// What is no key of a training checkpoint is a module's name, and only one of those may be a prefix.
    @Test
    void modulesInOneAnotherAreNoWrappers() {
        List<String> inner = PLAIN.stream().map("net.backbone."::concat).toList();

        assertThat(MatchedNames.of(PLAIN, inner).beforeOf()).isEmpty();
    }

    @Test
    void bothSidesMayBeWrapped() {
        MatchedNames names = MatchedNames.of(List.of("module.a", "module.b"), List.of("_orig_mod.a", "_orig_mod.b"));

        assertThat(names.beforeOf()).containsOnly(entry("_orig_mod.a", "module.a"), entry("_orig_mod.b", "module.b"));
        assertThat(names.remarks("before", "after")).hasSize(2);
        assertThat(names.meet("module.a", "_orig_mod.a")).isTrue();
        assertThat(names.meet("module.a", "_orig_mod.b")).isFalse();
    }

    /// The state of an optimiser lies beside the weights, and the head outside the model.
    @Test
    void notAllNamesNeedThePrefix() {
        MatchedNames names = MatchedNames.of(
                List.of("model.layers.0.weight", "model.layers.1.weight", "lm_head.weight"),
                List.of("layers.0.weight", "layers.1.weight", "optimizer.state.0.exp_avg"));

        assertThat(names.beforePrefix()).isEqualTo("model.");
        assertThat(names.beforeOf()).hasSize(2).containsEntry("layers.1.weight", "model.layers.1.weight");
    }

    /// What `BertForSequenceClassification` saves, beside `BertModel`.
    @Test
    void aModelIsFoundInALargerOne() {
        MatchedNames names = MatchedNames.of(
                List.of("encoder.layer.0.weight", "encoder.layer.1.weight"),
                List.of("bert.encoder.layer.0.weight", "bert.encoder.layer.1.weight", "classifier.weight"));

        assertThat(names.afterPrefix()).isEqualTo("bert.");
        assertThat(names.beforeOf()).hasSize(2).doesNotContainKey("classifier.weight");
    }

    @Test
    void twoPartsOfLargerModelsAreNotTakenForTheSame() {
        MatchedNames names = MatchedNames.of(
                List.of("encoder.layer.0.weight", "encoder.layer.1.weight"),
                List.of("decoder.layer.0.weight", "decoder.layer.1.weight"));

        assertThat(names.beforeOf()).isEmpty();
        assertThat(names.remarks("before", "after")).isEmpty();
    }

    /// An average of the weights is kept beside them, and has their names without the wrapper.
    @Test
    void aNameMeetsOneNameAndItsOwnFirst() {
        MatchedNames names = MatchedNames.of(
                List.of("a.weight", "b.weight"), List.of("model.a.weight", "a.weight", "model.b.weight"));

        assertThat(names.beforeOf()).containsOnly(entry("a.weight", "a.weight"), entry("model.b.weight", "b.weight"));
    }

    @Test
    void nothingMeetsNothing() {
        assertThat(MatchedNames.of(List.of(), PLAIN).beforeOf()).isEmpty();
        assertThat(MatchedNames.of(PLAIN, List.of()).beforeOf()).isEmpty();
    }
}
