package eigensweep.lab.network;

import java.util.Arrays;
import java.util.SplittableRandom;

/// An array that a network keeps: a parameter, which training changes by its gradient, or a buffer, which a
/// forward pass of the training changes.
///
/// @param name as in PyTorch's state dict: `layer1.0.conv1.weight`
/// @param shape its dimensions, as PyTorch has them
/// @param kind which of the two it is
/// @param start what it holds before the training
public record Variable(String name, long[] shape, Kind kind, Start start) {

    /// What changes a variable.
    enum Kind {
        PARAMETER,
        BUFFER
    }

    /// The distribution of a variable before the training.
    sealed interface Start {

        /// All elements the same.
        record Constant(double value) implements Start {}

        /// Uniform on `[-bound, bound)`.
        record Uniform(double bound) implements Start {}

        /// Normal with mean 0.
        record Normal(double deviation) implements Start {}
    }

    /// What PyTorch's `Linear` and `Conv2d` start with, weight and bias alike: `U(-1 / sqrt(fan_in), 1 /
    /// sqrt(fan_in))` (`kaiming_uniform_` with `a = sqrt(5)`).
    static Start uniform(int fanIn) {
        return new Start.Uniform(1 / Math.sqrt(fanIn));
    }

    /// What torchvision's ResNets start their kernels with: `N(0, 2 / fan_out)` (`kaiming_normal_`, `fan_out`,
    /// ReLU).
    static Start kaimingFanOut(int fanOut) {
        return new Start.Normal(Math.sqrt(2.0 / fanOut));
    }

    static Variable parameter(String name, Start start, long... shape) {
        return new Variable(name, shape, Kind.PARAMETER, start);
    }

    static Variable buffer(String name, double value, long... shape) {
        return new Variable(name, shape, Kind.BUFFER, new Start.Constant(value));
    }

    /// The number of elements, as far as it can be told.
    long elements() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /// The number of elements.
    public int size() {
        return Math.toIntExact(elements());
    }

    /// Draws the elements.
    ///
    /// @param random where the draws come from
    float[] draw(SplittableRandom random) {
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    switch (start) {
                        case Start.Constant constant -> constant.value();
                        case Start.Uniform uniform -> uniform.bound() * (2 * random.nextDouble() - 1);
                        case Start.Normal normal -> normal.deviation() * random.nextGaussian();
                    };
        }
        return values;
    }
}
