package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import eigensweep.lab.network.Loss;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Pass.Tap;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Variable;
import eigensweep.lab.network.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `v^T H v` and the share `v_s^T (H v)_s` of each parameter array `s` in it, without `H v`.
///
/// An operation `z = f(a, W, b)` has, with `d = dL/dz`, the gradient `<V, dL/dW> + <u, dL/db> = <f(a, V, u), d>`
/// in any direction `V, u` of its parameters. If all weights move along `v`, which moves `a` by `a'` and `d` by
/// `d'`, its share in `v^T H v` is therefore
///
///     <f(a, V, u), d'> + <a', f_a(V)^T d>
///
/// and needs nothing but what flows between the operations. Double backward finds `H v` of a dense layer by six
/// matrix products; this forms four of them and leaves out the two of `dL/dW`.
final class QuadraticForm implements AutoCloseable {

    private final Torch torch;
    private final Network network;
    private final NDManager manager;
    private final List<Operation> operations = new ArrayList<>();

    /// An operation with what flows back through it, which has a graph.
    ///
    /// @param delta the gradient of the loss by its output
    /// @param back the gradient by its input, as far as it came through this operation; null where the input is
    ///     the images, which nothing moves
    private record Operation(
            Tap tap, NDArray delta, @Nullable NDArray back) {}

    private QuadraticForm(Torch torch, Network network, NDManager manager) {
        this.torch = torch;
        this.network = network;
        this.manager = manager;
    }

    /// The Hessian of the mean loss of a batch.
    ///
    /// @param parent owns what is kept until this is closed
    static QuadraticForm of(Torch torch, Weights weights, NDManager parent, NDArray x, NDArray labels) {
        NDManager manager = parent.newSubManager();
        QuadraticForm form = new QuadraticForm(torch, weights.network(), manager);
        List<Tap> taps = new ArrayList<>();
        // What is computed from an alias lands in the alias's manager.
        NDArray logits =
                form.network.forward(constant(x, manager), new Pass(weights.values(), Pass.Mode.EVALUATION, taps));
        NDArray loss = Loss.crossEntropy(logits, constant(labels, manager));
        // The first operation's input are the images, which nothing moves. (DJL cannot tell: it says of whatever
        // was computed that it has no gradient.)
        NDList points = new NDList(taps.getFirst().out());
        for (Tap tap : taps.subList(1, taps.size())) {
            points.add(tap.out());
            points.add(tap.in());
        }
        Iterator<NDArray> gradients =
                torch.autograd().gradientsWithGraph(loss, points).iterator();
        form.operations.add(new Operation(taps.getFirst(), gradients.next(), null));
        for (Tap tap : taps.subList(1, taps.size())) {
            form.operations.add(new Operation(tap, gradients.next(), gradients.next()));
        }
        return form;
    }

    private static NDArray constant(NDArray array, NDManager owner) {
        NDArray alias = array.stopGradient();
        alias.attach(owner);
        return alias;
    }

    /// The share of each parameter array, in their order.
    ///
    /// @param v as long as the parameters are many; its manager gets what is computed
    double[] shares(NDArray v) {
        NDManager scope = v.getManager();
        Map<String, NDArray> directions = directions(v);
        NDList moved = new NDList();
        NDList outputs = new NDList();
        NDList seeds = new NDList();
        NDList points = new NDList();
        for (Operation operation : operations) {
            Tap tap = operation.tap();
            NDArray along =
                    tap.operation().apply(tap.twin(), direction(directions, tap.weight()), directions.get(tap.bias()));
            along.attach(scope);
            moved.add(constant(along, scope));
            outputs.add(operation.delta());
            seeds.add(constant(along, scope));
            points.add(tap.out());
            if (operation.back() != null) {
                outputs.add(along);
                seeds.add(constant(operation.delta(), scope));
                points.add(operation.back());
                points.add(tap.twin());
            }
        }
        NDList pulled = torch.autograd().pull(outputs, points, seeds, scope);
        return collect(directions, moved, pulled.iterator());
    }

    private double[] collect(Map<String, NDArray> directions, NDList moved, Iterator<NDArray> pulled) {
        Map<String, NDArray> shares = new HashMap<>();
        for (int i = 0; i < operations.size(); i++) {
            Tap tap = operations.get(i).tap();
            NDArray change = pulled.next();
            NDArray share = inner(moved.get(i), change);
            if (operations.get(i).back() != null) {
                share = share.add(inner(pulled.next(), pulled.next()));
            }
            if (tap.bias() != null) {
                NDArray ofBias = inner(direction(directions, tap.bias()), byChannel(change));
                shares.put(tap.bias(), ofBias);
                share = share.sub(ofBias);
            }
            shares.put(tap.weight(), share);
        }
        NDList ordered = new NDList();
        network.parameters().forEach(parameter -> ordered.add(shares.get(parameter.name())));
        NDArray all = NDArrays.stack(ordered).toType(DataType.FLOAT64, false);
        return all.toDoubleArray();
    }

    /// The sum over all axes but the second.
    private static NDArray byChannel(NDArray x) {
        return x.sum(IntStream.range(0, x.getShape().dimension())
                .filter(axis -> axis != 1)
                .toArray());
    }

    private static NDArray inner(NDArray a, NDArray b) {
        return a.mul(b).sum();
    }

    private static NDArray direction(Map<String, NDArray> directions, String name) {
        return Objects.requireNonNull(directions.get(name), name);
    }

    private Map<String, NDArray> directions(NDArray v) {
        Map<String, NDArray> directions = new HashMap<>();
        long from = 0;
        for (Variable parameter : network.parameters()) {
            directions.put(
                    parameter.name(),
                    JniUtils.slice((PtNDArray) v, 0, from, from + parameter.size(), 1)
                            .reshape(new Shape(parameter.shape())));
            from += parameter.size();
        }
        return directions;
    }

    @Override
    public void close() {
        manager.close();
    }
}
