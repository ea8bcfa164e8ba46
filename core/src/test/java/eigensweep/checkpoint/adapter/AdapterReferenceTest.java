package eigensweep.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Adapters as PEFT and LyCORIS save them, against what they merge themselves:
/// `scripts/references/adapters.py` wrote the files, and `versions.json` beside them says by which versions.
/// Both sides are float64 sums of a few products.
class AdapterReferenceTest {

    private static final double ROUNDING = 1e-13;

    private static Path folder() throws Exception {
        URI uri = Objects.requireNonNull(AdapterReferenceTest.class.getResource("/eigensweep/checkpoint/adapters"))
                .toURI();
        return Path.of(uri);
    }

    private static Path adapter(String name) throws Exception {
        Path peft = folder().resolve(name).resolve("adapter_model.safetensors");
        return Files.exists(peft) ? peft : folder().resolve(name).resolve("lycoris.safetensors");
    }

    private static Map<String, Tensor> byName(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linear",
                "rslora",
                "patterns",
                "conv1d",
                "conv1d-and-head",
                "embedding",
                "convolutions",
                "modules-to-save",
                "dora",
                "experts",
                "experts-inputs-first",
                "loha",
                "loha-core",
                "lokr",
                "lokr-core",
                "ia3",
                "lycoris"
            })
    @DisplayName("merged weights are those of the library")
    void mergedWeightsAreThoseOfTheLibrary(String name) throws Exception {
        Path base = folder().resolve("base.safetensors");
        Path expected = folder().resolve(name).resolve("merged.safetensors");
        try (Checkpoint merged = Checkpoints.openMerged(adapter(name).toString(), base.toString());
                Checkpoint library = Checkpoints.open(expected);
                Checkpoint model = Checkpoints.open(base)) {
            Map<String, Tensor> ours = byName(merged);
            assertThat(ours.keySet()).containsAll(byName(model).keySet());
            Map<String, Tensor> theirs = byName(library);
            for (Tensor tensor : theirs.values()) {
                assertAlike(tensor, Objects.requireNonNull(ours.get(tensor.name()), tensor.name()));
            }
            for (Tensor tensor : model.tensors()) {
                if (!theirs.containsKey(tensor.name())) {
                    assertThat(Objects.requireNonNull(ours.get(tensor.name())).steps())
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"linear", "rslora", "patterns", "embedding", "convolutions", "experts", "loha-core", "lokr-core"
            })
    @DisplayName("an update alone is the difference of the library's merged weight and the model's")
    void anUpdateAloneIsTheDifferenceOfTheMergedWeightAndTheModels(String name) throws Exception {
        try (Checkpoint updates = Checkpoints.open(adapter(name));
                Checkpoint library = Checkpoints.open(folder().resolve(name).resolve("merged.safetensors"));
                Checkpoint model = Checkpoints.open(folder().resolve("base.safetensors"))) {
            Map<String, Tensor> before = byName(model);
            Map<String, Tensor> after = byName(library);
            List<Tensor> swept = updates.tensors().stream()
                    .filter(tensor -> tensor.meaning().use() != Use.PART)
                    .toList();
            assertThat(swept).extracting(Tensor::name).containsExactlyInAnyOrderElementsOf(after.keySet());
            for (Tensor update : swept) {
                double[] plus = elements(Objects.requireNonNull(after.get(update.name())));
                double[] minus = elements(Objects.requireNonNull(before.get(update.name())));
                double[] ours = elements(update);
                for (int i = 0; i < ours.length; i++) {
                    assertThat(ours[i]).isCloseTo(plus[i] - minus[i], within(ROUNDING * (Math.abs(plus[i]) + 10)));
                }
            }
        }
    }

    private static void assertAlike(Tensor expected, Tensor actual) {
        assertThat(actual.shape()).as(expected.name()).isEqualTo(expected.shape());
        double[] theirs = elements(expected);
        double[] ours = elements(actual);
        double largest = Arrays.stream(theirs).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < ours.length; i++) {
            assertThat(ours[i]).as(expected.name()).isCloseTo(theirs[i], within(ROUNDING * largest));
        }
    }

    private static double[] elements(Tensor tensor) {
        return TensorElements.of(tensor, tensor.name().contains("experts"));
    }
}
