package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Changes parameters by their gradient, step for step as PyTorch's optimisers of the same names do; DJL's
/// differ (its momentum holds steps that are already scaled by the learning rate, its AdamW leaves the bias of
/// epsilon).
abstract sealed class Optimizer {

    private final SequencedMap<String, NDArray> moments = new LinkedHashMap<>();

    /// Which optimiser, and its constants.
    sealed interface Rule {

        /// How strongly weights are pulled to zero.
        double weightDecay();

        /// The same rule with another pull.
        Rule withWeightDecay(double decay);

        /// Stochastic gradient descent with coupled weight decay.
        ///
        /// @param momentum 0 for none
        /// @param weightDecay added to the gradient, times the parameter
        record Sgd(double momentum, double weightDecay) implements Rule {

            static final Sgd DEFAULT = new Sgd(0.9, 0);

            public Sgd {
                require(momentum >= 0 && momentum < 1, "a momentum of " + momentum + ": it is 0 or more, and below 1");
                requireDecay(weightDecay);
            }

            @Override
            public Rule withWeightDecay(double decay) {
                return new Sgd(momentum, decay);
            }
        }

        /// Adam with decoupled weight decay (Loshchilov and Hutter 2019).
        ///
        /// @param weightDecay taken off the parameter, times the learning rate
        record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Rule {

            static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8, 0);

            public AdamW {
                require(
                        beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
                        "betas of " + beta1 + " and " + beta2 + ": each is 0 or more, and below 1");
                require(
                        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
                        "an epsilon of " + epsilon + ": it is above 0");
                requireDecay(weightDecay);
            }

            @Override
            public Rule withWeightDecay(double decay) {
                return new AdamW(beta1, beta2, epsilon, decay);
            }
        }

        private static void requireDecay(double weightDecay) {
            require(
                    weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
                    "a weight decay of " + weightDecay + ": it is 0 or more");
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    /// An optimiser that has not done a step yet.
    ///
    /// @param manager keeps its moments
    /// @param size of the vector of parameters
    static Optimizer of(Rule rule, NDManager manager, long size) {
        return switch (rule) {
            case Rule.Sgd sgd -> new Sgd(sgd, manager, size);
            case Rule.AdamW adam -> new AdamW(adam, manager, size);
        };
    }

    /// One step, in place.
    ///
    /// @param step 1, 2, ...
    /// @param gradient destroyed
    abstract void step(long step, double learningRate, NDArray parameters, NDArray gradient);

    /// What it remembers between steps, by name, for a checkpoint.
    SequencedMap<String, NDArray> moments() {
        return moments;
    }

    final NDArray moment(String name, NDManager manager, long size) {
        NDArray zeros = manager.zeros(new Shape(size), DataType.FLOAT32);
        moments.put(name, zeros);
        return zeros;
    }

    /// `g += d w; b = m b + g; w -= lr b`.
    private static final class Sgd extends Optimizer {

        private final Rule.Sgd rule;
        private final NDArray buffer;

        Sgd(Rule.Sgd rule, NDManager manager, long size) {
            this.rule = rule;
            this.buffer = moment("momentum_buffer", manager, rule.momentum() == 0 ? 0 : size);
        }

        @Override
        void step(long step, double learningRate, NDArray parameters, NDArray gradient) {
            if (rule.weightDecay() != 0) {
                try (NDArray decay = parameters.mul(rule.weightDecay())) {
                    gradient.addi(decay);
                }
            }
            if (rule.momentum() == 0) {
                parameters.subi(gradient.muli(learningRate));
                return;
            }
            buffer.muli(rule.momentum()).addi(gradient);
            try (NDArray change = buffer.mul(learningRate)) {
                parameters.subi(change);
            }
        }
    }

    /// `w -= lr d w; m += (1 - b1)(g - m); v = b2 v + (1 - b2) g^2; w -= lr / c1 * m / (sqrt(v) / sqrt(c2) +
    /// eps)` with `c_i = 1 - b_i^t`.
    private static final class AdamW extends Optimizer {

        private final Rule.AdamW rule;
        private final NDArray mean;
        private final NDArray square;

        AdamW(Rule.AdamW rule, NDManager manager, long size) {
            this.rule = rule;
            this.mean = moment("exp_avg", manager, size);
            this.square = moment("exp_avg_sq", manager, size);
        }

        @Override
        void step(long step, double learningRate, NDArray parameters, NDArray gradient) {
            double correction1 = 1 - Math.pow(rule.beta1(), (double) step);
            double correction2 = 1 - Math.pow(rule.beta2(), (double) step);
            parameters.muli(1 - learningRate * rule.weightDecay());
            try (NDArray away = gradient.sub(mean)) {
                mean.addi(away.muli(1 - rule.beta1()));
            }
            square.muli(rule.beta2());
            try (NDArray squared = gradient.mul(gradient)) {
                square.addi(squared.muli(1 - rule.beta2()));
            }
            try (NDArray scale = square.sqrt().divi(Math.sqrt(correction2)).addi(rule.epsilon());
                    NDArray change = mean.div(scale)) {
                parameters.subi(change.muli(learningRate / correction1));
            }
        }
    }
}
