package eigensweep.lab.train;

import eigensweep.table.Field;
import java.util.List;

/// The learning rate of each step.
///
/// @param shape how it falls
/// @param learningRate before it falls
/// @param warmupSteps over which it first rises linearly from `learningRate / warmupSteps`; 0 for none
/// @param milestones of [Shape#STEPS]: epochs at whose start the rate is multiplied by `gamma`
/// @param gamma of [Shape#STEPS]
record Schedule(
        @Field("name") Shape shape,
        double learningRate,
        int warmupSteps,
        @Field(holds = "epochs, whole numbers") List<Integer> milestones,
        double gamma) {

    static final Schedule DEFAULT = constant(0.01);

    /// How a learning rate falls.
    enum Shape {
        /// It does not.
        CONSTANT,
        /// `r (1 + cos(pi t / T)) / 2`: PyTorch's `CosineAnnealingLR` with `T_max` all steps, advanced every
        /// step.
        COSINE,
        /// `r gamma^k` after `k` milestones: PyTorch's `MultiStepLR`, advanced every epoch.
        STEPS
    }

    Schedule {
        milestones = List.copyOf(milestones);
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a learning rate of " + learningRate + ": it is positive");
        }
        if (!(gamma > 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a gamma of " + gamma + ": it is positive");
        }
        if (warmupSteps < 0) {
            throw new IllegalArgumentException(warmupSteps + " steps of warmup: it is 0 or more");
        }
    }

    static Schedule constant(double learningRate) {
        return new Schedule(Shape.CONSTANT, learningRate, 0, List.of(), 0.1);
    }

    /// The rate of a step.
    ///
    /// @param step 0, 1, ...
    /// @param steps all of the training
    /// @param epoch that the step belongs to, from 0
    double rate(long step, long steps, int epoch) {
        if (step < warmupSteps) {
            return learningRate * (step + 1) / warmupSteps;
        }
        return switch (shape) {
            case CONSTANT -> learningRate;
            case COSINE -> learningRate * (1 + Math.cos(Math.PI * (step - warmupSteps) / (steps - warmupSteps))) / 2;
            case STEPS -> {
                int passed = Math.toIntExact(
                        milestones.stream().filter(m -> m <= epoch).count());
                yield learningRate * Math.pow(gamma, passed);
            }
        };
    }
}
