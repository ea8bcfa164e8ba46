package eigensweep.lab.train;

import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.train.Recipe.Curvature;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes recipes: the YAML that [RecipeFile] reads, with every key said, in one order. Two recipes are equal when
/// their texts are.
public final class RecipeText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StringBuilder text = new StringBuilder();

    private RecipeText() {}

    /// The text of a recipe.
    public static String of(Recipe recipe) {
        RecipeText made = new RecipeText();
        made.data(recipe.data());
        made.model(recipe.model());
        made.rule(recipe.rule());
        made.schedule(recipe.schedule());
        made.key("", "epochs", recipe.length().epochs());
        made.key("", "batch", recipe.length().batch());
        made.key("", "checkpoint_every", recipe.length().checkpointEvery());
        made.key("", "seed", recipe.seed());
        made.key("", "augmentation", quoted(recipe.augmentation()));
        made.key("", "mixup", recipe.mixup());
        made.key("", "device", quoted(recipe.machine().device()));
        made.key("", "threads", recipe.machine().threads());
        made.key("", "workers", recipe.machine().workers());
        made.curvature(recipe.curvature());
        return made.text.toString();
    }

    private void data(DataSpec data) {
        section("data");
        key("  ", "name", quoted(data.name()));
        key("  ", "split", quoted(data.split()));
        key("  ", "test", quoted(data.test()));
        key("  ", "holdout", data.holdout());
        key("  ", "ood", data.ood().stream().map(RecipeText::quoted).toList());
        key("  ", "size", data.size());
        Normalisation normalisation = data.normalisation();
        key("  ", "mean", Arrays.toString(normalisation.mean()));
        key("  ", "std", Arrays.toString(normalisation.std()));
    }

    private void model(ModelSpec model) {
        section("model");
        key("  ", "name", lower(model.name()));
        key("  ", "hidden", model.hidden());
        key("  ", "activation", lower(model.activation()));
        key("  ", "stem", lower(model.stem()));
        key("  ", "dropout", model.dropout());
        key(
                "  ",
                "weights",
                model.weights() == null ? null : quoted(model.weights().toString()));
    }

    private void rule(Optimizer.Rule rule) {
        section("optimizer");
        switch (rule) {
            case Optimizer.Rule.Sgd sgd -> {
                key("  ", "name", "sgd");
                key("  ", "momentum", sgd.momentum());
            }
            case Optimizer.Rule.AdamW adam -> {
                key("  ", "name", "adamw");
                key("  ", "beta1", adam.beta1());
                key("  ", "beta2", adam.beta2());
                key("  ", "epsilon", adam.epsilon());
            }
        }
        key("  ", "weight_decay", rule.weightDecay());
    }

    private void schedule(Schedule schedule) {
        section("schedule");
        key("  ", "name", lower(schedule.shape()));
        key("  ", "learning_rate", schedule.base());
        key("  ", "warmup_steps", schedule.warmup());
        key("  ", "milestones", schedule.milestones());
        key("  ", "gamma", schedule.gamma());
    }

    private void curvature(@Nullable Curvature curvature) {
        if (curvature != null) {
            section("hessian");
            key("  ", "every", curvature.every());
            key("  ", "probes", curvature.probes());
            key("  ", "images", curvature.images());
            key("  ", "window", curvature.window());
        }
    }

    private void section(String name) {
        text.append(name).append(":\n");
    }

    /// A key and its value; none where there is no value.
    private void key(String indent, String name, @Nullable Object value) {
        if (value != null) {
            text.append(indent).append(name).append(": ").append(value).append('\n');
        }
    }

    /// In YAML as in JSON.
    private static @Nullable String quoted(@Nullable String value) {
        return value == null ? null : JSON.writeValueAsString(value);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
