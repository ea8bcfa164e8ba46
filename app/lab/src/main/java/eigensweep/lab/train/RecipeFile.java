package eigensweep.lab.train;

import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.Block;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.network.ModelSpec.Architecture;
import eigensweep.lab.network.ModelSpec.Stem;
import eigensweep.lab.train.Recipe.Curvature;
import eigensweep.lab.train.Recipe.Length;
import eigensweep.lab.train.Recipe.Machine;
import eigensweep.table.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads recipes; `docs/lab.md` lists the keys.
public final class RecipeFile {

    private RecipeFile() {}

    /// Which optimisers a recipe can name.
    private enum Rule {
        SGD,
        ADAMW
    }

    /// Reads a recipe.
    ///
    /// @throws RecipeException if it is no YAML, a key is unknown, or a value impossible; the message has the
    ///     line
    public static Recipe read(Path file) throws IOException {
        return parse(file.toString(), Yaml.text(file));
    }

    /// Reads a recipe from a text.
    ///
    /// @param file what people call it
    /// @throws RecipeException likewise
    public static Recipe parse(String file, String text) {
        return Yaml.parse(file, text)
                .make(root -> new Recipe(
                        root.section("data").make(RecipeFile::data),
                        root.section("model").make(RecipeFile::model),
                        root.section("optimizer").make(RecipeFile::rule),
                        root.section("schedule").make(RecipeFile::schedule),
                        new Length(
                                root.whole("epochs", 10), root.whole("batch", 64), root.whole("checkpoint_every", 0)),
                        root.seed("seed", 1),
                        new Machine(root.text("device", "auto"), threads(root), root.whole("workers", 1)),
                        root.has("hessian") ? root.section("hessian").make(RecipeFile::curvature) : null,
                        augmentation(root),
                        mixup(root)));
    }

    private static @Nullable Double mixup(Yaml root) {
        Double alpha = root.number("mixup");
        if (alpha != null && !Recipe.isMixup(alpha)) {
            throw root.wrong("mixup", "an alpha of " + alpha + ": it is a number above 0");
        }
        return alpha;
    }

    private static @Nullable String augmentation(Yaml root) {
        String name = root.text("augmentation");
        try {
            Augmenting.of(name);
        } catch (IllegalArgumentException e) {
            throw root.wrong("augmentation", String.valueOf(e.getMessage()));
        }
        return name;
    }

    /// Small networks are slower on several threads than on one: their operations are over before the threads
    /// meet.
    private static int threads(Yaml root) {
        return switch (root.section("model").choice("name", Architecture.class, Architecture.MLP)) {
            case MLP, CNN -> root.whole("threads", 1);
            case RESNET18, RESNET50 ->
                root.whole("threads", Runtime.getRuntime().availableProcessors());
        };
    }

    /// The section `data`.
    public static DataSpec data(Yaml yaml) {
        List<Float> mean = yaml.list("mean", "numbers", Float::valueOf, List.of());
        List<Float> std = yaml.list("std", "numbers", Float::valueOf, List.of());
        return new DataSpec(
                yaml.text("name", "digits"),
                yaml.text("split"),
                yaml.text("test"),
                yaml.number("holdout", 0.2),
                yaml.list("ood", "names of splits", text -> text, List.of()),
                yaml.whole("size"),
                new Normalisation(floats(mean), floats(std)));
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    /// The section `model`.
    public static ModelSpec model(Yaml yaml) {
        String weights = yaml.text("weights");
        return new ModelSpec(
                yaml.choice("name", Architecture.class, Architecture.MLP),
                yaml.list("hidden", "whole numbers", Integer::valueOf, List.of(128, 64)),
                yaml.choice("activation", Block.Activated.class, Block.Activated.RELU),
                yaml.choice("stem", Stem.class, Stem.CIFAR),
                yaml.number("dropout", 0),
                path(weights));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    static Optimizer.Rule rule(Yaml yaml) {
        double decay = yaml.number("weight_decay", 0);
        return switch (yaml.choice("name", Rule.class, Rule.SGD)) {
            case SGD -> new Optimizer.Rule.Sgd(yaml.number("momentum", 0.9), decay);
            case ADAMW ->
                new Optimizer.Rule.AdamW(
                        yaml.number("beta1", 0.9), yaml.number("beta2", 0.999), yaml.number("epsilon", 1e-8), decay);
        };
    }

    static Schedule schedule(Yaml yaml) {
        return new Schedule(
                yaml.choice("name", Schedule.Shape.class, Schedule.Shape.CONSTANT),
                yaml.number("learning_rate", 0.01),
                yaml.whole("warmup_steps", 0),
                yaml.list("milestones", "epochs, whole numbers", Integer::valueOf, List.of()),
                yaml.number("gamma", 0.1));
    }

    static Curvature curvature(Yaml yaml) {
        return new Curvature(
                yaml.whole("every", 50), yaml.whole("probes", 10), yaml.whole("images", 1024), yaml.whole("window", 5));
    }
}
