package eigensweep.lab.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/// The numbers of a network: all parameters in one array, all buffers in another, and views of both under the
/// names of PyTorch's state dict. What is done to the arrays is done to the views, so an optimiser handles one
/// vector, and so does a Hessian.
public final class Weights implements AutoCloseable {

    private final Network network;
    private final NDManager manager;
    private final NDArray parameters;
    private final NDArray buffers;
    private final List<NDArray> leaves = new ArrayList<>();
    private final Map<String, NDArray> values = new HashMap<>();
    private final SequencedMap<String, Place> places = new LinkedHashMap<>();

    /// Where the elements of a variable are.
    private record Place(Variable variable, NDArray all, long from) {}

    private Weights(Torch torch, Network network, DataType type) {
        this.network = network;
        this.manager = torch.manager().newSubManager();
        this.parameters = manager.zeros(new Shape(network.parameterCount()), type);
        int rest = network.variables().stream().mapToInt(Variable::size).sum() - network.parameterCount();
        this.buffers = manager.zeros(new Shape(rest), type);
        Map<Variable.Kind, Long> next = new EnumMap<>(Variable.Kind.class);
        for (Variable variable : network.variables()) {
            boolean trained = variable.kind() == Variable.Kind.PARAMETER;
            long end = next.merge(variable.kind(), (long) variable.size(), Long::sum);
            Place place = new Place(variable, trained ? parameters : buffers, end - variable.size());
            places.put(variable.name(), place);
            NDArray view = view(place);
            if (trained) {
                view = view.stopGradient();
                view.setRequiresGradient(true);
                Autograd.asWeight(view);
                leaves.add(view);
            }
            values.put(variable.name(), view);
        }
    }

    private static NDArray view(Place place) {
        long end = place.from + place.variable.size();
        return JniUtils.slice((PtNDArray) place.all, 0, place.from, end, 1).reshape(new Shape(place.variable.shape()));
    }

    /// Weights as a training starts with them. A variable's draws depend on the seed and its place alone.
    public static Weights start(Torch torch, Network network, long seed) {
        Weights weights = new Weights(torch, network, DataType.FLOAT32);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (Variable variable : network.variables()) {
            weights.set(variable.name(), variable.draw(seeds.split()));
        }
        return weights;
    }

    /// Weights that are all zero, to be set.
    public static Weights zeros(Torch torch, Network network, DataType type) {
        return new Weights(torch, network, type);
    }

    /// The same numbers in another type, apart from these.
    public Weights copy(Torch torch, DataType type) {
        Weights copy = new Weights(torch, network, type);
        overwrite(copy.parameters, 0, parameters);
        if (buffers.size() > 0) {
            overwrite(copy.buffers, 0, buffers);
        }
        return copy;
    }

    /// Overwrites one variable.
    ///
    /// @throws IllegalArgumentException if there is none of that name, or of another size
    public void set(String name, float[] elements) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("the network has no variable " + name);
        }
        if (elements.length != place.variable.size()) {
            throw new IllegalArgumentException(
                    name + " has " + place.variable.size() + " elements, not " + elements.length);
        }
        try (NDArray source = manager.create(elements)) {
            overwrite(place.all, place.from, source);
        }
    }

    /// Overwrites a stretch of a vector in place, so that the views see it. DJL's `copyTo` makes the target
    /// another array.
    public static void overwrite(NDArray target, long from, NDArray source) {
        try (NDArray typed = source.toType(target.getDataType(), true)) {
            JniUtils.indexSet(
                    (PtNDArray) target,
                    (PtNDArray) typed,
                    new long[] {from},
                    new long[] {from + typed.size()},
                    new long[] {1});
        }
    }

    public Network network() {
        return network;
    }

    /// All parameters as one vector, in the order of [Network#parameters].
    public NDArray parameters() {
        return parameters;
    }

    /// All buffers as one vector.
    public NDArray buffers() {
        return buffers;
    }

    /// A view of each parameter, which derivatives are taken by.
    public List<NDArray> leaves() {
        return leaves;
    }

    /// A view of each variable, by its name.
    public Map<String, NDArray> values() {
        return values;
    }

    public Pass pass(Pass.Mode mode) {
        return new Pass(values, mode);
    }

    /// The bytes of a vector, little-endian: on the processor libtorch's own, and nothing is copied; from a GPU
    /// a copy. They must not be used when these weights are closed.
    public static MemorySegment bytes(NDArray vector) {
        return MemorySegment.ofBuffer(vector.toByteBuffer(true));
    }

    /// The variables as the spectral core sees them: views of libtorch's memory, to be swept between two steps
    /// of a training, not during one.
    List<Tensor> tensors() {
        DType type = parameters.getDataType() == DataType.FLOAT64 ? DType.F64 : DType.F32;
        MemorySegment p = bytes(parameters);
        MemorySegment b = buffers.size() == 0 ? MemorySegment.NULL : bytes(buffers);
        return places.values().stream()
                .map(place -> {
                    Variable variable = place.variable;
                    MemorySegment all = variable.kind() == Variable.Kind.PARAMETER ? p : b;
                    return Tensor.of(
                            variable.name(),
                            type,
                            variable.shape(),
                            all.asSlice(place.from * type.bytes(), (long) variable.size() * type.bytes()));
                })
                .toList();
    }

    /// The same as a checkpoint that lies in no file.
    ///
    /// @param name what people call it
    Checkpoint checkpoint(String name) {
        return new Checkpoint(Path.of(name), "weights in memory", tensors(), List.of(), Arena.ofShared());
    }

    @Override
    public void close() {
        manager.close();
    }
}
