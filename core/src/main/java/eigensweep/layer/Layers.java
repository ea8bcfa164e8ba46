package eigensweep.layer;

import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.OptimiserState;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides which tensors are layers and which matrices they are made of: the one place where shapes are argued.
///
/// - 2 dimensions: a weight matrix or an embedding table.
/// - 4 dimensions: a 2-D convolution kernel. The two axes with the smaller sum are the kernel's positions, as in
///   WeightWatcher; on a tie the last two, as in PyTorch. One matrix a position.
/// - 3 dimensions: a 1-D convolution kernel (or a stack of matrices). The last axis is the position unless the
///   first is shorter.
/// - Anything else is named with the reason why it is not swept. Nothing is dropped silently.
public final class Layers {

    /// A matrix side must fit the 32-bit integers of LAPACK.
    private static final long LONGEST_SIDE = Integer.MAX_VALUE;

    private static final int MOST_SLICES = 1 << 16;

    private static final String WEIGHT = ".weight";

    private static final Pattern EMBEDDING = Pattern.compile(".*(embed|\\bwte\\b|\\bwpe\\b).*");

    /// Parts of a quantised weight that are no weights themselves: GPTQ, AWQ, bitsandbytes, block-scaled float8.
    private static final Pattern QUANTISATION =
            Pattern.compile(".*(\\.qweight|\\.qzeros|\\.scales|\\.g_idx|\\.absmax|\\.quant_map|\\.SCB|\\.weight_format"
                    + "|weight_scale(_inv|_2)?|\\.quant_state\\..*|_scales|_blocks)");

    private static final Pattern FUSED_QKV = Pattern.compile(".*(in_proj(_weight)?|qkv(_proj)?|c_attn|Wqkv)");

    private final Set<String> names = new HashSet<>();
    private final Map<Place, String> swept = new HashMap<>();
    private final LayerOptions options;

    private Layers(Checkpoint checkpoint, LayerOptions options) {
        checkpoint.tensors().forEach(tensor -> names.add(tensor.name()));
        this.options = options;
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
        Layer.Type type = type(tensor, longName);
        String refusal = refusal(tensor, type);
        if (refusal == null && !options.matches(longName)) {
            refusal = "not chosen by --layers " + options.names();
        }
        if (refusal != null) {
            return List.of(new Layer(id, longName, type, tensor, List.of(), 0, null, refusal));
        }
        boolean placed = tensor.data().isNative() && tensor.data().byteSize() > 0 && tensor.isStored();
        String twin = placed ? swept.putIfAbsent(Place.of(tensor), longName) : null;
        if (twin != null) {
            return List.of(new Layer(id, longName, type, tensor, List.of(), 0, null, "tied to " + twin));
        }
        List<Matrix> matrices = matrices(tensor, type);
        Layer whole = new Layer(id, longName, type, tensor, matrices, matrices.size(), null, null);
        if (options.fusedQkv() == LayerOptions.FusedQkv.SPLIT) {
            return thirds(whole).stream().map(this::checkSize).toList();
        }
        if (matrices.size() > 1 && !options.convolution().isPooled()) {
            return slices(whole).stream().map(this::checkSize).toList();
        }
        return List.of(checkSize(whole));
    }

    /// Without `.weight`, unless another tensor has that name: `x` and `x.weight` are two layers.
    private String longName(String name) {
        String bare = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
        return names.contains(bare) ? name : bare;
    }

    private static Layer.Type type(Tensor tensor, String longName) {
        return switch (tensor.rank()) {
            case 0, 1 -> Layer.Type.VECTOR;
            case 2 ->
                EMBEDDING.matcher(longName.toLowerCase(Locale.ROOT)).matches()
                        ? Layer.Type.EMBEDDING
                        : Layer.Type.DENSE;
            case 3 -> Layer.Type.CONV1D;
            case 4 -> Layer.Type.CONV2D;
            default -> Layer.Type.OTHER;
        };
    }

    private @Nullable String refusal(Tensor tensor, Layer.Type type) {
        if (type == Layer.Type.VECTOR) {
            return tensor.rank() == 0 ? "a scalar, not a matrix" : "a vector (bias or normalisation), not a matrix";
        }
        if (tensor.count() == 0) {
            return "has no elements (" + tensor.shapeText() + ")";
        }
        if (type == Layer.Type.OTHER) {
            return tensor.rank() + " dimensions (" + tensor.shapeText() + "): neither a matrix nor a kernel of at most"
                    + " two dimensions";
        }
        if (OptimiserState.isPartOf(tensor.name())) {
            return "state of the optimiser, not a weight";
        }
        String refusal = quantised(tensor);
        if (refusal != null) {
            return refusal;
        }
        if (tensor.isStored() && tensor.repeatsElements()) {
            return "repeats its elements (an expanded view): " + tensor.shapeText() + " from fewer in the file";
        }
        if (Arrays.stream(tensor.shape()).anyMatch(side -> side > LONGEST_SIDE)) {
            return "has a side longer than " + LONGEST_SIDE + " (" + tensor.shapeText() + ")";
        }
        if (type != Layer.Type.CONV1D && type != Layer.Type.CONV2D) {
            return null;
        }
        if (!tensor.isStored() && kernelAxes(tensor.shape())[0] == 0) {
            return "an adapter of a kernel whose positions come first (" + tensor.shapeText() + ")";
        }
        return tooManySlices(tensor);
    }

    private @Nullable String quantised(Tensor tensor) {
        if (QUANTISATION.matcher(tensor.name()).matches()) {
            return "part of a quantised weight, not a weight; sweep the model before quantisation";
        }
        if (!tensor.dtype().isFloating()) {
            return tensor.dtype() + " elements are not floating-point weights (indices or quantised codes)";
        }
        for (String suffix : List.of("_scale_inv", "_scale")) {
            String scales = tensor.name() + suffix;
            if (tensor.dtype().bytes() == 1 && names.contains(scales)) {
                return tensor.dtype() + " codes whose scales are in " + scales + "; dequantise the model first";
            }
        }
        return null;
    }

    private static @Nullable String tooManySlices(Tensor tensor) {
        long slices = 1;
        for (int axis : kernelAxes(tensor.shape())) {
            slices *= tensor.shape()[axis];
        }
        return slices > MOST_SLICES
                ? slices + " kernel positions (" + tensor.shapeText() + "): this is no convolution kernel"
                : null;
    }

    /// The axes of a 3-D or 4-D tensor that run over the positions of a kernel.
    private static int[] kernelAxes(long[] shape) {
        if (shape.length == 3) {
            return shape[0] < shape[2] ? new int[] {0} : new int[] {2};
        }
        return shape[0] + shape[1] >= shape[2] + shape[3] ? new int[] {2, 3} : new int[] {0, 1};
    }

    private List<Matrix> matrices(Tensor tensor, Layer.Type type) {
        if (type == Layer.Type.DENSE || type == Layer.Type.EMBEDDING) {
            return List.of(tensor.matrix(0, 1, new long[2], 1.0));
        }
        int[] axes = kernelAxes(tensor.shape());
        int[] sides = axes[0] == 0 ? new int[] {axes.length, axes.length + 1} : new int[] {0, 1};
        long first = tensor.shape()[axes[0]];
        long second = axes.length == 1 ? 1 : tensor.shape()[axes[1]];
        double scale = options.convolution().scale((int) (first * second));
        List<Matrix> slices = new ArrayList<>();
        for (long a = 0; a < first; a++) {
            for (long b = 0; b < second; b++) {
                long[] position = new long[tensor.rank()];
                position[axes[0]] = a;
                position[axes[axes.length - 1]] = axes.length == 1 ? a : b;
                slices.add(tensor.matrix(sides[0], sides[1], position, scale));
            }
        }
        return slices;
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

    private static List<Layer> slices(Layer kernel) {
        List<Layer> slices = new ArrayList<>();
        for (int s = 0; s < kernel.receptiveField(); s++) {
            slices.add(new Layer(
                    kernel.id(),
                    kernel.longName(),
                    kernel.type(),
                    kernel.tensor(),
                    List.of(kernel.matrices().get(s)),
                    kernel.receptiveField(),
                    s,
                    null));
        }
        return slices;
    }

    /// Query, key and value of a fused projection that stacks them as equal blocks: `[3 d, d]`, or `[d, 3 d]`
    /// where inputs come first (GPT-2). Projections that interleave them by head (`query_key_value`) are left
    /// whole.
    private static List<Layer> thirds(Layer layer) {
        if (layer.type() != Layer.Type.DENSE
                || !FUSED_QKV.matcher(layer.longName()).matches()) {
            return List.of(layer);
        }
        Matrix m = layer.matrices().getFirst();
        boolean stacked = m.rows() == 3L * m.columns();
        if (!stacked && m.columns() != 3L * m.rows()) {
            return List.of(layer);
        }
        int side = m.smallSide();
        List<Layer> thirds = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            Matrix third = m.block(stacked ? part * side : 0, stacked ? 0 : part * side, side, side);
            thirds.add(new Layer(
                    layer.id(),
                    layer.longName() + List.of(".q", ".k", ".v").get(part),
                    layer.type(),
                    layer.tensor(),
                    List.of(third),
                    1,
                    null,
                    null));
        }
        return thirds;
    }
}
