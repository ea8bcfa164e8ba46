package eigensweep.layer;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.OptimiserState;
import eigensweep.layer.LayerOptions.FusedQkv;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Decides which tensors are layers and which matrices they are made of. How axes make matrices is [Reading]'s to say,
/// which are no parameters that of [Buffers]. What is no layer is named with the reason; nothing is dropped silently.
public final class Layers {

    /// A matrix side must fit the 32-bit integers of LAPACK.
    private static final long LONGEST_SIDE = Integer.MAX_VALUE;

    private static final int MOST_SLICES = 1 << 16;

    private static final String WEIGHT = ".weight";

    private static final Pattern FUSED_QKV =
            Pattern.compile(".*(in_proj(_weight)?|qkv(_proj)?|c_attn|Wqkv|query_key_value)");

    /// Projections that interleave queries, keys and values head by head.
    private static final Pattern INTERLEAVED = Pattern.compile(".*query_key_value");

    private final Map<String, Tensor> byName = new HashMap<>();
    private final Map<Place, String> swept = new HashMap<>();
    private final LayerOptions options;
    private final EmptyWeights empty;

    private Layers(Checkpoint checkpoint, LayerOptions options) {
        checkpoint.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
        this.options = options;
        this.empty = new EmptyWeights(checkpoint.tensors());
    }

    /// The layers of a checkpoint, in its order, those that are skipped included.
    public static List<Layer> of(Checkpoint checkpoint, LayerOptions options) {
        Layers layers = new Layers(checkpoint, options);
        List<Layer> found = new ArrayList<>();
        for (int id = 0; id < checkpoint.tensors().size(); id++) {
            found.addAll(layers.of(id, checkpoint.tensors().get(id)));
        }
        return found;
    }

    private List<Layer> of(int id, Tensor tensor) {
        String longName = longName(tensor.name());
        Tensor known = withUse(empty.judged(tensor));
        Reading reading = Reading.of(known);
        String refusal = refusal(known, reading);
        if (refusal != null) {
            return List.of(none(id, longName, reading, refusal));
        }
        List<Layer> layers = layers(id, longName, reading).stream()
                .map(layer -> chosen(layer, longName))
                .toList();
        if (layers.stream().anyMatch(Layer::isSwept)) {
            String twin = twin(tensor, longName);
            if (twin != null) {
                return List.of(none(id, longName, reading, "tied to " + twin));
            }
        }
        return layers.stream()
                .map(layer -> layer.isSwept() ? checkSize(layer) : layer)
                .toList();
    }

    /// Marks a matrix as dense that has a bias beside it. A linear layer may have one, a table that is looked up has
    /// none.
    private Tensor withUse(Tensor tensor) {
        return tensor.rank() == 2 && tensor.meaning().use() == Use.UNKNOWN && hasBias(tensor)
                ? tensor.used(Use.DENSE)
                : tensor;
    }

    private boolean hasBias(Tensor matrix) {
        String name = matrix.name();
        if (!name.endsWith(WEIGHT)) {
            return false;
        }
        Tensor bias = byName.get(name.substring(0, name.length() - WEIGHT.length()) + ".bias");
        int outputs = matrix.meaning().axes() == Axes.POSITIONS_FIRST ? 1 : 0;
        return bias != null && bias.rank() == 1 && bias.count() == matrix.shape()[outputs];
    }

    /// Without `.weight`, unless another tensor has that name: `x` and `x.weight` are two layers.
    private String longName(String name) {
        String bare = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
        return bare.isEmpty() || byName.containsKey(bare) ? name : bare;
    }

    private static Layer none(int id, String longName, Reading reading, String reason) {
        boolean missing = reading.tensor().meaning().use() == Use.MISSING;
        Layer.Type type = missing && reading.type() == Layer.Type.VECTOR ? Layer.Type.OTHER : reading.type();
        return new Layer(id, longName, type, reading.tensor(), List.of(), 0, null, reason);
    }

    /// Why a tensor is not swept, or null.
    ///
    /// @param tensor without what the reading remarks: how it would have been read is no reason
    private @Nullable String refusal(Tensor tensor, Reading reading) {
        Use use = tensor.meaning().use();
        if (use == Use.MISSING || use == Use.PART) {
            return tensor.meaning().note();
        }
        String buffer = options.selection().buffers() ? null : Buffers.reason(tensor);
        if (buffer != null) {
            return buffer;
        }
        if (tensor.count() == 0) {
            return "has no elements (" + tensor.shapeText() + ")";
        }
        if (reading.type() == Layer.Type.VECTOR) {
            return noMatrix(tensor);
        }
        if (reading.type() == Layer.Type.OTHER) {
            return tensor.rank() + " dimensions (" + tensor.shapeText() + "): neither a matrix nor a kernel of at most"
                    + " three dimensions";
        }
        if (OptimiserState.isPartOf(tensor.name())) {
            return "state of the optimiser, not a weight";
        }
        if (tensor.dtype() == DType.C64 || tensor.dtype() == DType.C128) {
            return "complex numbers (" + tensor.dtype() + "), of whose matrices no singular values are computed";
        }
        if (!tensor.dtype().isFloating() && tensor.isStored()) {
            return tensor.dtype() + " elements are not floating-point weights (indices or quantised codes)";
        }
        return tooLarge(reading);
    }

    private static String noMatrix(Tensor tensor) {
        if (tensor.rank() < 2) {
            return tensor.rank() == 0 ? "a scalar, not a matrix" : "a vector (bias or normalisation), not a matrix";
        }
        long longer = Arrays.stream(tensor.shape()).filter(side -> side > 1).count();
        if (longer > 1) {
            return "vectors (biases of experts or heads), not a matrix";
        }
        return (longer == 1 ? "a vector (" : "a scalar (") + tensor.shapeText() + "), not a matrix";
    }

    private static @Nullable String tooLarge(Reading reading) {
        Tensor tensor = reading.tensor();
        if (tensor.isStored() && tensor.repeatsElements()) {
            return "repeats its elements (an expanded view): " + tensor.shapeText() + " from fewer in the file";
        }
        if (Arrays.stream(tensor.shape()).anyMatch(side -> side > LONGEST_SIDE)) {
            return "has a side longer than " + LONGEST_SIDE + " (" + tensor.shapeText() + ")";
        }
        long matrices = reading.matrices();
        return matrices > MOST_SLICES
                ? matrices + (reading.type().isKernel() ? " kernel positions (" : " matrices (") + tensor.shapeText()
                        + "): this is no " + (reading.type().isKernel() ? "convolution kernel" : "stack of weights")
                : null;
    }

    /// The first name of the same elements in the same shape; null if this is it.
    private @Nullable String twin(Tensor tensor, String longName) {
        Place place = Place.of(tensor);
        return place == null ? null : swept.putIfAbsent(place, longName);
    }

    private Layer chosen(Layer layer, String wholeName) {
        String refusal = options.selection().refusal(layer, wholeName);
        return refusal == null ? layer : layer.skippedBecause(refusal);
    }

    /// What a tensor is as layers: one, or one for each expert, direction, slice or projection.
    private List<Layer> layers(int id, String longName, Reading reading) {
        List<Matrix> matrices = matrices(reading);
        Layer.Type type = reading.type();
        if (type == Layer.Type.EXPERT || type == Layer.Type.RECURRENT && matrices.size() == 2) {
            return IntStream.range(0, matrices.size())
                    .mapToObj(i -> layer(id, longName + "." + member(type, i), reading, matrices.subList(i, i + 1), 1))
                    .toList();
        }
        Layer whole = layer(id, longName, reading, matrices, matrices.size());
        if (options.fusedQkv() == FusedQkv.SPLIT && matrices.size() == 1) {
            return thirds(whole);
        }
        return matrices.size() > 1 && type.isKernel() && !options.convolution().isPooled()
                ? slices(whole)
                : List.of(whole);
    }

    private static String member(Layer.Type type, int index) {
        return type == Layer.Type.EXPERT ? String.valueOf(index) : index == 0 ? "forward" : "reverse";
    }

    private static Layer layer(int id, String longName, Reading reading, List<Matrix> matrices, int receptiveField) {
        return new Layer(id, longName, reading.type(), reading.tensor(), matrices, receptiveField, null, null);
    }

    private List<Matrix> matrices(Reading reading) {
        int count = (int) reading.matrices();
        double scale = reading.type().isKernel() ? options.convolution().scale(count) : 1;
        List<Matrix> matrices = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            matrices.add(reading.tensor().matrix(reading.rows(), reading.columns(), reading.position(i), scale));
        }
        return matrices;
    }

    private Layer checkSize(Layer layer) {
        long evals = layer.eigenvalueCount();
        if (evals < options.minEvals()) {
            return layer.skippedBecause(evals + " eigenvalues, fewer than --min-evals " + options.minEvals());
        }
        if (evals > options.maxEvals()) {
            return layer.skippedBecause(evals + " eigenvalues, more than --max-evals " + options.maxEvals());
        }
        return layer;
    }

    /// Why a layer is skipped, without how many eigenvalues that one has.
    public static String withoutCount(String reason) {
        return reason.replaceFirst("^\\d+ eigenvalues, ", "");
    }

    private static List<Layer> slices(Layer kernel) {
        return IntStream.range(0, kernel.receptiveField())
                .mapToObj(s -> kernel.part(kernel.longName(), kernel.matrices().get(s), kernel.receptiveField(), s))
                .toList();
    }

    /// Query, key and value of a fused projection that stacks them as equal blocks: `[3 d, d]`, or `[d, 3 d]`
    /// where inputs come first (GPT-2). Others are left whole, and say so.
    private static List<Layer> thirds(Layer layer) {
        if (layer.type() != Layer.Type.DENSE
                || !FUSED_QKV.matcher(layer.longName()).matches()) {
            return List.of(layer);
        }
        Matrix m = layer.matrices().getFirst();
        boolean stacked = m.rows() == 3L * m.columns();
        boolean interleaved = INTERLEAVED.matcher(layer.longName()).matches();
        if (interleaved || !stacked && m.columns() != 3L * m.rows()) {
            return List.of(layer.noted(
                    interleaved
                            ? "left whole by --split-qkv: queries, keys and values alternate head by head"
                            : "left whole by --split-qkv: queries, keys and values are no three equal blocks"));
        }
        int side = m.smallSide();
        return IntStream.range(0, 3)
                .mapToObj(part -> layer.part(
                        layer.longName() + List.of(".q", ".k", ".v").get(part),
                        m.block(stacked ? part * side : 0, stacked ? 0 : part * side, side, side),
                        1,
                        null))
                .toList();
    }
}
