package eigensweep.checkpoint.adapter;

import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What an adapter adds to a weight, as it is stored: in parts, of which the whole is never made.
///
/// Shapes are those of PyTorch's weights: outputs, inputs, positions of a kernel.
sealed interface Update {

    /// Its shape by itself.
    long[] shape();

    /// The steps that add it to a weight of a shape; null if it is of another.
    ///
    /// Where that only divides inputs and positions otherwise, or has more or fewer axes of length 1 at its
    /// end, the shape is the same: a matrix is added to a kernel as PyTorch's `reshape` would.
    @Nullable
    Step onto(long[] shape);

    /// As a tensor of a shape that it can have; null if it cannot.
    default @Nullable Tensor tensor(String name, DType dtype, long[] shape) {
        Step step = onto(shape);
        return step == null ? null : Tensor.zeros(name, dtype, shape).then(step);
    }

    /// A low-rank update `factor * up * core * down`.
    ///
    /// @param up `out x r`
    /// @param core `r x r x` positions, or null if it is the identity
    /// @param down `r x in`, or without a core `r x in x` positions
    /// @param factor on every element
    record LowRank(Tensor up, @Nullable Tensor core, Tensor down, double factor) implements Update {

        @Override
        public long[] shape() {
            long[] tail = core == null ? down.shape() : core.shape();
            long[] shape = tail.clone();
            shape[0] = up.shape()[0];
            shape[1] = down.shape()[1];
            return shape;
        }

        @Override
        public @Nullable Step onto(long[] shape) {
            if (shape.length < 2 || shape[0] != up.shape()[0]) {
                return null;
            }
            long[] wanted = shape.clone();
            wanted[0] = down.shape()[0];
            Tensor right = core == null ? reshaped(down, wanted) : throughCore(core, wanted);
            return right == null ? null : new Step.Product(up, right, factor);
        }

        /// `core * down` for each position.
        private @Nullable Tensor throughCore(Tensor middle, long[] wanted) {
            long[] coreShape = wanted.clone();
            coreShape[0] = middle.shape()[0];
            coreShape[1] = middle.shape()[1];
            Tensor left = wanted[1] == down.shape()[1] ? reshaped(middle, coreShape) : null;
            if (left == null) {
                return null;
            }
            long[] everywhere = wanted.clone();
            everywhere[0] = down.shape()[0];
            long[] strides = Arrays.copyOf(Arrays.copyOf(down.strides(), 2), wanted.length);
            Tensor right = down.viewed(everywhere, strides);
            wanted[0] = middle.shape()[0];
            return Tensor.zeros(middle.name(), middle.dtype(), wanted).then(new Step.Product(left, right, 1));
        }
    }

    /// LoHa: the products of the elements of two low-rank updates.
    record Hadamard(LowRank one, LowRank other) implements Update {

        @Override
        public long[] shape() {
            return one.shape();
        }

        @Override
        public @Nullable Step onto(long[] shape) {
            Tensor first = one.tensor(one.up().name(), one.up().dtype(), shape);
            Tensor second = other.tensor(other.up().name(), other.up().dtype(), shape);
            if (first == null || second == null) {
                return null;
            }
            long[] each = Tensor.ones(shape.length);
            return new Step.Plus(first.then(new Step.Times(second, each)), 1, each);
        }
    }

    /// LoKr: the Kronecker product of a matrix and another update.
    ///
    /// @param left of two dimensions
    /// @param right whose inputs and outputs count the neighbours that share an element of `left`
    /// @param factor on every element
    record Kronecker(Update left, Update right, double factor) implements Update {

        @Override
        public long[] shape() {
            long[] shape = right.shape().clone();
            shape[0] = Math.multiplyExact(shape[0], left.shape()[0]);
            shape[1] = Math.multiplyExact(shape[1], left.shape()[1]);
            return shape;
        }

        @Override
        public @Nullable Step onto(long[] shape) {
            long[] outer = left.shape();
            if (shape.length < 2 || shape[0] % outer[0] != 0 || shape[1] % outer[1] != 0) {
                return null;
            }
            long[] inner = shape.clone();
            inner[0] /= outer[0];
            inner[1] /= outer[1];
            Tensor one = left.tensor("left", DType.F64, outer);
            Tensor other = right.tensor("right", DType.F64, inner);
            return one == null || other == null ? null : new Step.Kronecker(one, other, factor);
        }
    }

    /// An update that is stored as it is.
    record Whole(Tensor stored) implements Update {

        @Override
        public long[] shape() {
            return stored.shape();
        }

        @Override
        public @Nullable Step onto(long[] shape) {
            Tensor terms = reshaped(stored, shape);
            return terms == null ? null : new Step.Plus(terms, 1, Tensor.ones(shape.length));
        }
    }

    /// A low-rank update of each expert of a stack.
    ///
    /// @param up `experts x out x r`
    /// @param down `experts x r x in`
    /// @param factor on every element
    /// @param transposed whether the stack keeps inputs before outputs
    record Experts(Tensor up, Tensor down, double factor, boolean transposed) implements Update {

        @Override
        public long[] shape() {
            return shape(transposed);
        }

        private long[] shape(boolean inputsFirst) {
            long out = up.shape()[1];
            long in = down.shape()[2];
            return new long[] {up.shape()[0], inputsFirst ? in : out, inputsFirst ? out : in};
        }

        @Override
        public @Nullable Step onto(long[] shape) {
            if (!Arrays.equals(shape, shape())) {
                return null;
            }
            return transposed
                    ? new Step.Product(exchanged(down), exchanged(up), factor, true)
                    : new Step.Product(up, down, factor, true);
        }

        /// The same for a stack that keeps inputs and outputs in the other order.
        Experts turned() {
            return new Experts(up, down, factor, !transposed);
        }

        private static Tensor exchanged(Tensor stack) {
            long[] shape = {stack.shape()[0], stack.shape()[2], stack.shape()[1]};
            long[] strides = {stack.strides()[0], stack.strides()[2], stack.strides()[1]};
            return stack.viewed(shape, strides);
        }
    }

    /// (IA)^3: factors on the rows or on the columns of a matrix, nothing by itself.
    ///
    /// @param factors `out x 1` or `1 x in`
    record Scales(Tensor factors) implements Update {

        @Override
        public long[] shape() {
            return factors.shape();
        }

        @Override
        public @Nullable Step onto(long[] shape) {
            long[] own = factors.shape();
            boolean fits =
                    shape.length == 2 && (own[0] == shape[0] && own[1] == 1 || own[1] == shape[1] && own[0] == 1);
            return fits ? new Step.Times(factors, new long[] {shape[0] / own[0], shape[1] / own[1]}) : null;
        }
    }

    /// The same elements in the same order under other axes behind the first; null if they cannot be viewed so.
    private static @Nullable Tensor reshaped(Tensor tensor, long[] wanted) {
        if (Arrays.equals(tensor.shape(), wanted)) {
            return tensor;
        }
        if (tensor.rank() < 2 || wanted.length < 2 || wanted[0] != tensor.shape()[0] || !tensor.isStored()) {
            return null;
        }
        long apart = 0;
        long neighbours = 1;
        for (int axis = tensor.rank() - 1; axis > 0; axis--) {
            if (tensor.shape()[axis] > 1) {
                apart = apart == 0 ? tensor.strides()[axis] : apart;
                if (tensor.strides()[axis] != neighbours * apart) {
                    return null;
                }
            }
            neighbours *= tensor.shape()[axis];
        }
        long[] strides = Tensor.rowMajor(wanted);
        if (strides[0] != neighbours) {
            return null;
        }
        for (int axis = 1; axis < strides.length; axis++) {
            strides[axis] *= apart;
        }
        strides[0] = tensor.strides()[0];
        return tensor.viewed(wanted, strides);
    }
}
