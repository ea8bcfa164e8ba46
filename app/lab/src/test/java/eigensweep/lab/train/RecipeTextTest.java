package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.table.YamlText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of a recipe says all of it.
class RecipeTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "data: {name: 'a \"b\" #c', split: real, test: t, ood: [clipart, test+noise-0.3], mean: [0.1], std: [0.3]}",
                "data: {size: 24}\nmodel: {name: resnet18, stem: imagenet, dropout: 0.3, weights: w.pt}\nseed: -7",
                "optimizer: {name: adamw, beta1: 0.8, epsilon: 1e-7, weight_decay: 5e-3}\naugmentation: hflip+noise-0.1\nmixup: 0.2",
                "schedule: {name: steps, milestones: [3, 5], gamma: 0.2, warmup_steps: 9}\nhessian: {every: 9, window: 3}",
                "model: {hidden: [5, 4], activation: tanh}\nepochs: 3\nbatch: 7\ncheckpoint_every: 2\nworkers: 2\nthreads: 3"
            })
    void whatIsReadFromARecipesTextHasTheSameText(String given) {
        Recipe recipe = RecipeFile.parse("given", given);
        String text = YamlText.of(recipe);
        assertThat(YamlText.of(RecipeFile.parse("text", text))).isEqualTo(text);
        // Each differs from what a recipe is without it.
        assertThat(text.equals(YamlText.of(RecipeFile.parse("empty", "{}")))).isEqualTo(given.equals("{}"));
    }
}
