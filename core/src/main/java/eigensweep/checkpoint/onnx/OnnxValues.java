package eigensweep.checkpoint.onnx;

import eigensweep.checkpoint.parts.Arrangement;
import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Finds the constant that a value is, through the nodes that rearrange, cast or dequantise it: views of what is
/// stored.
final class OnnxValues {

    /// Nodes between a constant and its reader, calls of functions included.
    private static final int MOST_HOPS = 32;

    /// Operators whose first input, if it is a constant, is one still.
    private static final Set<String> VIEWS = Set.of(
            "Cast",
            "CastLike",
            "DequantizeLinear",
            "Flatten",
            "Identity",
            "Reshape",
            "Squeeze",
            "Transpose",
            "Unsqueeze");

    /// Those of two inputs, one of which may be spread over the other.
    private static final Set<String> SPREAD = Set.of("Add", "Mul", "Sub");

    /// Operators that choose elements and put them in another order: what they make of a state or a bias is still one,
    /// and a recurrent weight with its gates in another order is still one.
    private static final Set<String> REORDERING = Set.of(
            "Cast",
            "Concat",
            "Expand",
            "Identity",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Tile",
            "Transpose",
            "Unsqueeze");

    private static final int MOST_SOURCES = 64;

    /// `FLOAT`, `FLOAT16`, `DOUBLE`, `BFLOAT16` in `TensorProto.DataType`.
    private static final Set<Long> FLOATS = Set.of(1L, 10L, 11L, 16L);

    private final Map<String, OnnxGraph> functions;

    OnnxValues(Map<String, OnnxGraph> functions) {
        this.functions = functions;
    }

    /// The constant that a value is; null if it is none.
    @Nullable
    OnnxConstant constant(OnnxScope scope, String value) {
        return constant(scope, value, MOST_HOPS);
    }

    /// Whether a node may make one constant of another.
    static boolean mayBeView(OnnxNode node) {
        return VIEWS.contains(node.operator()) || SPREAD.contains(node.operator());
    }

    /// The constants that a value consists of, through nodes that choose and reorder elements.
    Set<Tensor> sources(OnnxScope scope, String value) {
        Set<Tensor> sources = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<OnnxScope.Argument> open = new ArrayDeque<>(List.of(new OnnxScope.Argument(scope, value)));
        for (int hop = 0; hop < MOST_SOURCES && !open.isEmpty(); hop++) {
            OnnxScope.Argument next = open.remove();
            OnnxScope.Origin origin = next.scope().origin(next.name());
            if (origin == null) {
                continue;
            }
            OnnxNode maker = origin.maker();
            if (origin.constant() != null) {
                sources.add(origin.constant());
            } else if (maker != null && REORDERING.contains(maker.operator())) {
                int inputs = maker.operator().equals("Concat") ? maker.inputs().size() : 1;
                for (int i = 0; i < Math.min(inputs, MOST_SOURCES); i++) {
                    open.add(new OnnxScope.Argument(origin.scope(), maker.input(i)));
                }
            }
        }
        return sources;
    }

    private @Nullable OnnxConstant constant(OnnxScope scope, String value, int hops) {
        OnnxScope.Origin origin = hops == 0 ? null : scope.origin(value);
        if (origin == null) {
            return null;
        }
        if (origin.constant() != null) {
            return OnnxConstant.of(origin.constant());
        }
        OnnxNode maker = origin.maker();
        return maker == null ? null : made(origin.scope(), maker, value, hops - 1);
    }

    private @Nullable OnnxConstant made(OnnxScope scope, OnnxNode node, String value, int hops) {
        OnnxGraph function = functions.get(node.function());
        if (function != null) {
            int output = node.outputs().indexOf(value);
            return output < 0 || output >= function.outputs().size()
                    ? null
                    : constant(scope.call(node, function), function.outputs().get(output), hops);
        }
        if (node.isOpen() || !mayBeView(node)) {
            return null;
        }
        OnnxConstant first = constant(scope, node.input(0), hops);
        if (first == null) {
            return null;
        }
        if (SPREAD.contains(node.operator())) {
            OnnxConstant second = constant(scope, node.input(1), hops);
            return second == null ? null : spread(node, first, second);
        }
        return view(scope, node, first, hops);
    }

    private @Nullable OnnxConstant view(OnnxScope scope, OnnxNode node, OnnxConstant of, int hops) {
        if (of.seen() == null) {
            return of;
        }
        return switch (node.operator()) {
            case "Identity" -> of.copied();
            case "CastLike" -> of;
            case "Cast" -> !of.seen().dtype().isFloating() || FLOATS.contains(node.number("to", 0)) ? of : null;
            case "Transpose" -> transposed(node, of);
            case "DequantizeLinear" ->
                OnnxQuantised.dequantised(
                        of, scales(scope, node, hops), node.number("axis", 1), node.number("block_size", 0));
            default -> reshaped(scope, node, of, hops);
        };
    }

    private OnnxQuantised.Scales scales(OnnxScope scope, OnnxNode node, int hops) {
        String zeroPoint = node.input(2);
        return new OnnxQuantised.Scales(
                constant(scope, node.input(1), hops),
                zeroPoint.isEmpty() ? null : constant(scope, zeroPoint, hops),
                zeroPoint.isEmpty());
    }

    private static OnnxConstant transposed(OnnxNode node, OnnxConstant of) {
        long[] order = node.numbers().get("perm");
        int rank = of.seen() == null ? 0 : of.seen().rank();
        if (rank == 2 && (order == null || Arrays.equals(order, new long[] {1, 0}))) {
            return of.turned();
        }
        Tensor seen = of.settled();
        if (seen == null || rank == 2 && Arrays.equals(order, new long[] {0, 1})) {
            return of;
        }
        long[] reverse = LongStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
        return of.as(Arrangement.permuted(seen, order == null ? reverse : order), node.operator());
    }

    private OnnxConstant reshaped(OnnxScope scope, OnnxNode node, OnnxConstant of, int hops) {
        Tensor seen = of.settled();
        long[] given = integers(scope, node, hops);
        long[] shape = seen == null || seen.count() == 0
                ? null
                : switch (node.operator()) {
                    case "Flatten" -> flat(seen.shape(), node.number("axis", 1));
                    case "Squeeze" -> squeezed(seen.shape(), given);
                    case "Unsqueeze" -> given == null ? null : unsqueezed(seen.shape(), given);
                    default -> given == null ? null : completed(given, seen, node.number("allowzero", 0) != 0);
                };
        return of.as(seen == null || shape == null ? null : Arrangement.reshaped(seen, shape), node.operator());
    }

    /// The shape or the axes that a node is given, as an attribute (in old models) or as a constant.
    private long @Nullable [] integers(OnnxScope scope, OnnxNode node, int hops) {
        if (node.input(1).isEmpty()) {
            return node.numbers().getOrDefault("axes", node.numbers().get("shape"));
        }
        OnnxConstant given = constant(scope, node.input(1), hops);
        return given == null || given.seen() == null ? null : OnnxNumbers.shape(given.seen());
    }

    private static long @Nullable [] flat(long[] shape, long axis) {
        long first = axis < 0 ? axis + shape.length : axis;
        if (first < 0 || first > shape.length) {
            return null;
        }
        long rows = Tensor.count(Arrays.copyOf(shape, (int) first));
        long columns = Tensor.count(Arrays.copyOfRange(shape, (int) first, shape.length));
        return new long[] {rows, columns};
    }

    private static long[] squeezed(long[] shape, long @Nullable [] axes) {
        List<Long> kept = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            long axis = d;
            boolean named = axes == null || LongStream.of(axes).anyMatch(a -> a == axis || a + shape.length == axis);
            if (!named || shape[d] != 1) {
                kept.add(shape[d]);
            }
        }
        return kept.stream().mapToLong(Long::longValue).toArray();
    }

    private static long @Nullable [] unsqueezed(long[] shape, long[] axes) {
        long[] wide = new long[shape.length + axes.length];
        for (long axis : axes) {
            long place = axis < 0 ? axis + wide.length : axis;
            if (place < 0 || place >= wide.length || wide[(int) place] == 1) {
                return null;
            }
            wide[(int) place] = 1;
        }
        int next = 0;
        for (int d = 0; d < wide.length; d++) {
            wide[d] = wide[d] == 1 ? 1 : shape[next++];
        }
        return wide;
    }

    /// A shape in which 0 stands for the side of the array and -1 for what remains.
    private static long @Nullable [] completed(long[] given, Tensor tensor, boolean zeroIsZero) {
        long[] shape = given.clone();
        long known = 1;
        int open = -1;
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] == 0 && !zeroIsZero && d < tensor.rank()) {
                shape[d] = tensor.shape()[d];
            }
            if (shape[d] == -1 && open < 0) {
                open = d;
            } else if (shape[d] < 1 || shape[d] > tensor.count() / known) {
                return null;
            } else {
                known *= shape[d];
            }
        }
        if (open >= 0) {
            shape[open] = tensor.count() / known;
        }
        return shape;
    }

    /// Codes that a graph itself makes weights of, or weights that it rescales: a constant spread over another.
    private static @Nullable OnnxConstant spread(OnnxNode node, OnnxConstant first, OnnxConstant second) {
        boolean swapped = second.stored().count() > first.stored().count();
        OnnxConstant weight = swapped ? second : first;
        OnnxConstant other = swapped ? first : second;
        Tensor seen = weight.settled();
        Tensor cells = other.settled();
        if (swapped && node.operator().equals("Sub") || cells == null || seen == null) {
            return null;
        }
        if (cells.count() >= seen.count()
                || cells.dtype() == DType.BOOL
                || !cells.dtype().isWidenable()) {
            return null;
        }
        Tensor aligned = aligned(cells, seen.rank());
        Arrangement.Shares shares = aligned == null ? null : Arrangement.spread(aligned, seen.shape(), -1, 0);
        if (shares == null) {
            return null;
        }
        Step step = node.operator().equals("Mul")
                ? new Step.Times(shares.cells(), shares.each())
                : new Step.Plus(shares.cells(), node.operator().equals("Sub") ? -1.0 : 1.0, shares.each());
        return weight.as(seen.then(step), node.operator()).with(other.all());
    }

    /// With as many axes as what it is spread over; the last ones are the same.
    private static @Nullable Tensor aligned(Tensor cells, int rank) {
        if (cells.rank() > rank) {
            return null;
        }
        long[] shape = Tensor.ones(rank);
        System.arraycopy(cells.shape(), 0, shape, rank - cells.rank(), cells.rank());
        return Arrangement.reshaped(cells, shape);
    }
}
