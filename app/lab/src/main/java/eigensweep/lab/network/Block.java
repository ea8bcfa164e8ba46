package eigensweep.lab.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import eigensweep.lab.network.Variable.Start;
import java.util.ArrayList;
import java.util.List;

/// A part of a network: a description that holds no numbers. Its variables are looked up by name in the [Pass],
/// so that one network can be run on any weights: those of a training, those of a checkpoint, or a Hessian's.
public sealed interface Block {

    /// What comes out for what goes in.
    NDArray forward(NDArray x, Pass pass);

    /// What it keeps, in the order of PyTorch's state dict.
    default List<Variable> variables() {
        return List.of();
    }

    /// `y = x W^T + b`, `W` of shape `out x in`.
    record Dense(String name, int in, int out) implements Block {
        @Override
        public List<Variable> variables() {
            Start start = Variable.uniform(in);
            return List.of(
                    Variable.parameter(name + ".weight", start, out, in),
                    Variable.parameter(name + ".bias", start, out));
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return pass.apply(
                    (in, weight, offset) -> Linear.linear(in, weight, offset).singletonOrThrow(),
                    x,
                    name + ".weight",
                    name + ".bias");
        }
    }

    /// Cross-correlation with kernels of shape `out x in x side x side`.
    ///
    /// @param bias `PRESENT` with PyTorch's start, or `ABSENT` with torchvision's, as batch normalisation
    ///     follows
    record Convolution(String name, int in, int out, int side, int stride, int padding, Bias bias) implements Block {

        /// Whether a number is added to each channel.
        enum Bias {
            PRESENT,
            ABSENT
        }

        @Override
        public List<Variable> variables() {
            Start start = bias == Bias.PRESENT
                    ? Variable.uniform(in * side * side)
                    : Variable.kaimingFanOut(out * side * side);
            Variable weight = Variable.parameter(name + ".weight", start, out, in, side, side);
            return bias == Bias.PRESENT
                    ? List.of(weight, Variable.parameter(name + ".bias", start, out))
                    : List.of(weight);
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            Shape step = new Shape(stride, stride);
            Shape border = new Shape(padding, padding);
            return pass.apply(
                    (in, weight, offset) ->
                            Conv2d.conv2d(in, weight, offset, step, border).singletonOrThrow(),
                    x,
                    name + ".weight",
                    bias == Bias.PRESENT ? name + ".bias" : null);
        }
    }

    /// `(x - mean) / sqrt(variance + 1e-5) * weight + bias` by channel; running values move by a tenth, as
    /// PyTorch's.
    record Normalised(String name, int channels) implements Block {

        private static final float KEPT = 0.9f;
        private static final float EPSILON = 1e-5f;

        @Override
        public List<Variable> variables() {
            return List.of(
                    Variable.parameter(name + ".weight", new Start.Constant(1), channels),
                    Variable.parameter(name + ".bias", new Start.Constant(0), channels),
                    Variable.buffer(name + ".running_mean", 0, channels),
                    Variable.buffer(name + ".running_var", 1, channels));
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            NDArray mean = pass.value(name + ".running_mean");
            NDArray variance = pass.value(name + ".running_var");
            return pass.apply(
                    (in, weight, offset) -> BatchNorm.batchNorm(
                                    in, mean, variance, weight, offset, 1, KEPT, EPSILON, pass.isTraining())
                            .singletonOrThrow(),
                    x,
                    name + ".weight",
                    name + ".bias");
        }
    }

    /// A function of each element.
    enum Activated implements Block {
        RELU,
        TANH;

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return switch (this) {
                case RELU -> Activation.relu(x);
                case TANH -> Activation.tanh(x);
            };
        }
    }

    /// Each element becomes 0 with a probability, and the others grow by `1 / (1 - rate)`; nothing in
    /// evaluation.
    record Dropped(double rate) implements Block {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return rate == 0 || !pass.isTraining()
                    ? x
                    : Dropout.dropout(x, (float) rate, true).singletonOrThrow();
        }
    }

    /// The largest of each window.
    record MaxPool(int side, int stride, int padding) implements Block {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return Pool.maxPool2d(
                    x, new Shape(side, side), new Shape(stride, stride), new Shape(padding, padding), false);
        }
    }

    /// The mean of each channel: `n x c x h x w` to `n x c`.
    record MeanPool() implements Block {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            Shape shape = x.getShape();
            return x.reshape(shape.get(0), shape.get(1), -1).mean(new int[] {2});
        }
    }

    /// `n x c x h x w` to `n x chw`.
    record Flat() implements Block {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return x.reshape(x.getShape().get(0), -1);
        }
    }

    /// One after the other.
    record Chain(List<Block> blocks) implements Block {

        public Chain {
            blocks = List.copyOf(blocks);
        }

        static Chain of(Block... blocks) {
            return new Chain(List.of(blocks));
        }

        @Override
        public List<Variable> variables() {
            return blocks.stream().flatMap(block -> block.variables().stream()).toList();
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            NDArray y = x;
            for (Block block : blocks) {
                y = block.forward(y, pass);
            }
            return y;
        }
    }

    /// `relu(body(x) + shortcut(x))`.
    ///
    /// @param shortcut an empty chain where the shapes match
    record Residual(Block body, Block shortcut) implements Block {
        @Override
        public List<Variable> variables() {
            List<Variable> all = new ArrayList<>(body.variables());
            all.addAll(shortcut.variables());
            return all;
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return Activation.relu(body.forward(x, pass).add(shortcut.forward(x, pass)));
        }
    }
}
