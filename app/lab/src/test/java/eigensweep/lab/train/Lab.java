package eigensweep.lab.train;

import eigensweep.lab.images.Normalisation;
import eigensweep.lab.network.Block;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.network.ModelSpec.Architecture;
import eigensweep.lab.network.ModelSpec.Stem;
import eigensweep.lab.train.Recipe.Length;
import eigensweep.lab.train.Recipe.Machine;
import java.util.List;

/// Recipes on the digits, one thread.
public final class Lab {

    /// A fifth of the digits, drawn by the recipe's seed, is kept for the test.
    static final DataSpec DIGITS = new DataSpec("digits", null, null, 0.2, List.of(), null, Normalisation.UNIT);

    public static final ModelSpec MLP =
            new ModelSpec(Architecture.MLP, List.of(128, 64), Block.Activated.RELU, Stem.CIFAR, 0.2);
    public static final ModelSpec CNN =
            new ModelSpec(Architecture.CNN, List.of(), Block.Activated.RELU, Stem.CIFAR, 0.2);

    static final Optimizer.Rule ADAM_W = new Optimizer.Rule.AdamW(0.9, 0.999, 1e-8, 1e-2);

    private Lab() {}

    static Recipe recipe(ModelSpec model, int epochs) {
        return new Recipe(
                DIGITS,
                model,
                ADAM_W,
                Schedule.constant(2e-3),
                new Length(epochs, 64, 0),
                1,
                new Machine("cpu", 1, 1),
                null);
    }

    static final Training.Listener SILENT = new Training.Listener() {
        @Override
        public void step(TrainingState state, long steps) {}

        @Override
        public void save(TrainingState state, Trainer trainer) {}
    };
}
