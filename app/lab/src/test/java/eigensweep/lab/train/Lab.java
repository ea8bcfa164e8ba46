package eigensweep.lab.train;

import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.train.Recipe.Length;
import eigensweep.lab.train.Recipe.Machine;
import eigensweep.table.YamlSource;

/// Recipes on the digits, one thread.
public final class Lab {

    /// A fifth of the digits, drawn by the recipe's seed, is kept for the test.
    static final DataSpec DIGITS = DataSpec.DEFAULT;

    public static final ModelSpec MLP = model("{dropout: 0.2}");
    public static final ModelSpec CNN = model("{name: cnn, dropout: 0.2}");

    static final Optimizer.Rule ADAM_W = new Optimizer.Rule.AdamW(0.9, 0.999, 1e-8, 1e-2);

    private Lab() {}

    static Recipe recipe(ModelSpec model, int epochs) {
        return recipe(DIGITS, model, ADAM_W, Schedule.constant(2e-3), new Length(epochs, 64, 0), 1);
    }

    /// From the seed 1.
    static Recipe recipe(
            DataSpec data, ModelSpec model, Optimizer.Rule rule, Schedule schedule, Length length, int threads) {
        return Recipe.of(
                data, model, new TrainingSpec(rule, schedule, length, new Machine("cpu", threads, 1), null), 1);
    }

    /// A network as a recipe says it.
    public static ModelSpec model(String yaml) {
        return YamlSource.parse("model", yaml).make(ModelSpec::read);
    }

    static final Training.Listener SILENT = new Training.Listener() {
        @Override
        public void step(TrainingState state, long steps) {}

        @Override
        public void save(TrainingState state, Trainer trainer) {}
    };
}
