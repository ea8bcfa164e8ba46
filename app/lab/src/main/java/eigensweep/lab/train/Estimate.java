package eigensweep.lab.train;

import eigensweep.lab.network.Torch;

/// How long a training will take, from a few of its steps.
public final class Estimate {

    private static final int STEPS = 20;

    private Estimate() {}

    /// Does a few steps of a training, whose results are thrown away, and one estimate of the trace if it has any.
    ///
    /// @return seconds that all of it will take, without evaluation
    public static double seconds(Recipe recipe) {
        LabData data = recipe.data().open(recipe.seed());
        try (Torch torch =
                        Torch.open(recipe.machine().device(), recipe.machine().threads());
                Training training = new Training(torch, recipe, data)) {
            double traces = recipe.hessian() == null
                    ? 0
                    : Math.ceil((double) training.steps() / recipe.hessian().every()) * training.secondsATrace();
            return traces + training.steps() * training.secondsAStep(STEPS);
        }
    }
}
