package eigensweep.lab.train;

import java.util.List;

/// The learning rate of each step.
///
/// @param shape how it falls
/// @param base before it falls
/// @param warmup steps over which it first rises linearly from `base / warmup`; 0 for none
/// @param milestones of [Shape#STEPS]: epochs at whose start the rate is multiplied by `gamma`
/// @param gamma of [Shape#STEPS]
record Schedule(Shape shape, double base, long warmup, List<Integer> milestones, double gamma) {

    /// How a learning rate falls.
    enum Shape {
        /// It does not.
        CONSTANT,
        /// `base (1 + cos(pi t / T)) / 2`: PyTorch's `CosineAnnealingLR` with `T_max` all steps, advanced every
        /// step.
        COSINE,
        /// `base gamma^k` after `k` milestones: PyTorch's `MultiStepLR`, advanced every epoch.
        STEPS
    }

    Schedule {
        milestones = List.copyOf(milestones);
        if (!(base > 0 && base < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a learning rate of " + base + ": it is positive");
        }
        if (!(gamma > 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a gamma of " + gamma + ": it is positive");
        }
        if (warmup < 0) {
            throw new IllegalArgumentException(warmup + " steps of warmup: it is 0 or more");
        }
    }

    static Schedule constant(double base) {
        return new Schedule(Shape.CONSTANT, base, 0, List.of(), 1);
    }

    /// The rate of a step.
    ///
    /// @param step 0, 1, ...
    /// @param steps all of the training
    /// @param epoch that the step belongs to, from 0
    double rate(long step, long steps, int epoch) {
        if (step < warmup) {
            return base * (step + 1) / warmup;
        }
        return switch (shape) {
            case CONSTANT -> base;
            case COSINE -> base * (1 + Math.cos(Math.PI * (step - warmup) / (steps - warmup))) / 2;
            case STEPS -> {
                int passed = Math.toIntExact(
                        milestones.stream().filter(m -> m <= epoch).count());
                yield base * Math.pow(gamma, passed);
            }
        };
    }
}
