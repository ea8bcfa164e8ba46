package eigensweep.checkpoint.onnx;

import eigensweep.checkpoint.parts.Arrangement;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Weights stored as integers, or as floats of at most 8 bits: `(code - zero point) * scale`, with one scale and zero
/// point for the whole tensor, for each index of an axis, or for each block along it. So says ONNX's
/// `DequantizeLinear`, and ONNX Runtime's operators that compute with codes say the same.
final class OnnxQuantised {

    /// The scale is not among the inputs: what the node makes is multiplied by it.
    private static final int BEHIND = -1;

    private static final int LAST = -1;
    private static final int NONE = -1;

    /// How an operator reads a quantised weight.
    ///
    /// @param weight its input
    /// @param scale that of the scales, or [#BEHIND]
    /// @param zeroPoint that of the zero points
    /// @param axis the axis of the weight that a vector of scales runs along; negative from the end
    /// @param use what the weight is
    record Scheme(int weight, int scale, int zeroPoint, int axis, Use use) {}

    private static final Map<String, List<Scheme>> SCHEMES = Map.ofEntries(
            Map.entry("MatMulInteger", List.of(new Scheme(1, BEHIND, 3, LAST, Use.DENSE))),
            Map.entry("ConvInteger", List.of(new Scheme(1, BEHIND, 3, 0, Use.CONVOLUTION))),
            Map.entry("Gather", List.of(new Scheme(0, BEHIND, NONE, LAST, Use.EMBEDDING))),
            Map.entry("QLinearMatMul", List.of(new Scheme(3, 4, 5, LAST, Use.DENSE))),
            Map.entry("QLinearConv", List.of(new Scheme(3, 4, 5, 0, Use.CONVOLUTION))),
            Map.entry("QGemm", List.of(new Scheme(3, 4, 5, LAST, Use.DENSE))),
            Map.entry("MatMulIntegerToFloat", List.of(new Scheme(1, 3, 5, LAST, Use.DENSE))),
            Map.entry("DynamicQuantizeMatMul", List.of(new Scheme(1, 2, 3, LAST, Use.DENSE))),
            Map.entry("QAttention", List.of(new Scheme(1, 4, 7, LAST, Use.DENSE))),
            Map.entry(
                    "DynamicQuantizeLSTM",
                    List.of(new Scheme(1, 8, 9, LAST, Use.RECURRENT), new Scheme(2, 10, 11, LAST, Use.RECURRENT))),
            Map.entry(
                    "QEmbedLayerNormalization",
                    List.of(
                            new Scheme(2, 8, 13, LAST, Use.EMBEDDING),
                            new Scheme(3, 9, 14, LAST, Use.EMBEDDING),
                            new Scheme(4, 10, 15, LAST, Use.EMBEDDING))));

    /// What follows integer arithmetic until it is multiplied by its scales; a bias in integers may be added.
    private static final Set<String> BETWEEN = Set.of("Add", "Cast", "Identity", "Mul", "Reshape");

    private static final int MOST_BEHIND = 4;

    private static final String CODES = "_quantized";
    private static final String SCALE = "_scale";
    private static final String ZERO_POINT = "_zero_point";

    private final OnnxValues values;

    OnnxQuantised(OnnxValues values) {
        this.values = values;
    }

    /// Scales and zero points of a weight.
    ///
    /// @param scale null if it is no constant, or was not found
    /// @param zeroPoint null if it is none
    /// @param isZero whether the zero point is left out, which is zero
    record Scales(@Nullable OnnxConstant scale, @Nullable OnnxConstant zeroPoint, boolean isZero) {}

    /// A weight by its codes.
    ///
    /// @param axis the axis that a vector of scales, and blocks, run along; negative from the end
    /// @param block elements of a block, or 0
    static OnnxConstant dequantised(OnnxConstant codes, Scales scales, long axis, long block) {
        List<Tensor> parts = new ArrayList<>();
        if (scales.scale() != null) {
            parts.addAll(scales.scale().all());
        }
        if (scales.zeroPoint() != null) {
            parts.addAll(scales.zeroPoint().all());
        }
        OnnxConstant with = codes.with(parts);
        Tensor seen = codes.settled();
        if (seen == null || scales.scale() == null || scales.zeroPoint() == null && !scales.isZero()) {
            return with.troubled(
                    "codes whose scales were not found among the constants; sweep the model before quantisation");
        }
        Tensor scale = scales.scale().settled();
        Tensor zero = scales.zeroPoint() == null ? null : scales.zeroPoint().settled();
        Tensor weight = scale == null || !scales.isZero() && zero == null
                ? null
                : dequantised(seen, scale, zero, axis < 0 ? axis + seen.rank() : axis, block);
        return weight == null
                ? with.troubled("codes whose scales do not fit their shape, " + seen.shapeText())
                : with.as(weight, "");
    }

    private static @Nullable Tensor dequantised(
            Tensor codes, Tensor scale, @Nullable Tensor zero, long axis, long block) {
        if (!codes.dtype().isWidenable() || !scale.dtype().isWidenable() || axis < 0 || axis > codes.rank()) {
            return null;
        }
        Arrangement.Shares factors = Arrangement.spread(scale, codes.shape(), (int) axis, block);
        Tensor centred = codes;
        if (zero != null) {
            Arrangement.Shares terms =
                    zero.dtype().isWidenable() ? Arrangement.spread(zero, codes.shape(), (int) axis, block) : null;
            if (terms == null) {
                return null;
            }
            centred = codes.then(new Step.Plus(terms.cells(), -1.0, terms.each()));
        }
        return factors == null ? null : centred.then(new Step.Times(factors.cells(), factors.each()));
    }

    /// How a node reads quantised weights.
    static List<Scheme> schemes(OnnxNode node) {
        return SCHEMES.getOrDefault(node.operator(), List.of());
    }

    /// The weight that a node reads by a scheme; null if it reads no codes there.
    @Nullable
    OnnxConstant weight(OnnxScope scope, OnnxNode node, Scheme scheme) {
        OnnxConstant codes = values.constant(scope, node.input(scheme.weight()));
        if (codes == null || codes.seen() == null || !areCodes(codes)) {
            return null;
        }
        if (node.operator().equals("Gather")) {
            return gathered(scope, node, codes);
        }
        int axis = node.operator().equals("QGemm") && node.number("transB", 0) != 0 ? 0 : scheme.axis();
        OnnxConstant scale =
                scheme.scale() == BEHIND ? behind(scope, node) : values.constant(scope, node.input(scheme.scale()));
        Scales scales =
                scales(scope, scale == null ? byName(scope, codes, SCALE) : scale, node.input(scheme.zeroPoint()));
        return dequantised(codes, scheme.use() == Use.RECURRENT ? byDirection(scales, codes) : scales, axis, 0);
    }

    /// What ONNX Runtime's quantiser calls the scales of a weight.
    private @Nullable OnnxConstant byName(OnnxScope scope, OnnxConstant codes, String ending) {
        String name = codes.stored().storedName();
        return name.endsWith(CODES)
                ? values.constant(scope, name.substring(0, name.length() - CODES.length()) + ending)
                : null;
    }

    /// Scales of `[directions]` or `[directions, gates * hidden]`, for weights of `[directions, inputs, gates *
    /// hidden]`.
    private static Scales byDirection(Scales scales, OnnxConstant codes) {
        OnnxConstant scale = scales.scale() == null ? null : byDirection(scales.scale(), codes.stored());
        OnnxConstant zero = scales.zeroPoint() == null ? null : byDirection(scales.zeroPoint(), codes.stored());
        return new Scales(scale, zero, scales.isZero());
    }

    private static OnnxConstant byDirection(OnnxConstant cells, Tensor codes) {
        Tensor seen = cells.settled();
        if (seen == null || codes.rank() != 3 || codes.shape()[0] < 1) {
            return cells;
        }
        long[] shape = {codes.shape()[0], 1, seen.count() / codes.shape()[0]};
        Tensor view = Arrangement.reshaped(seen, shape);
        return view == null ? cells : cells.as(view, "");
    }

    /// Whether a constant's elements are no numbers by themselves.
    static boolean areCodes(OnnxConstant constant) {
        return constant.seen() != null
                && constant.seen().isStored()
                && switch (constant.stored().dtype()) {
                    case U8, I8, U4, I4, F4, U16, I16, F8_E4M3, F8_E5M2, F8_E4M3FNUZ, F8_E5M2FNUZ -> true;
                    default -> false;
                };
    }

    private Scales scales(OnnxScope scope, @Nullable OnnxConstant scale, String zeroPoint) {
        OnnxConstant zero = zeroPoint.isEmpty() ? null : values.constant(scope, zeroPoint);
        return new Scales(scale, zero, zeroPoint.isEmpty());
    }

    /// A table of codes whose rows are dequantised after they were looked up, or go on as codes; null if neither is
    /// known.
    private @Nullable OnnxConstant gathered(OnnxScope scope, OnnxNode node, OnnxConstant codes) {
        OnnxNode reader = scope.graph().readers().get(node.output(0));
        Scales scales;
        if (reader != null && reader.operator().equals("DequantizeLinear")) {
            scales = scales(scope, values.constant(scope, reader.input(1)), reader.input(2));
        } else {
            OnnxConstant scale = byName(scope, codes, SCALE);
            OnnxConstant zero = byName(scope, codes, ZERO_POINT);
            if (scale == null) {
                return null;
            }
            scales = new Scales(scale, zero, zero == null);
        }
        Tensor scale = scales.scale() == null ? null : scales.scale().seen();
        return scale != null && scale.count() == 1
                ? dequantised(codes, scales, 0, 0)
                : codes.troubled("codes whose rows are looked up before they are dequantised by more than one scale");
    }

    /// The scales of a weight that is multiplied as integers: `y * (scale of the inputs * scale of the weight)`, of
    /// which the second alone is a constant; the factors may come one after the other, too.
    private @Nullable OnnxConstant behind(OnnxScope scope, OnnxNode node) {
        String value = node.output(0);
        List<OnnxConstant> constants = new ArrayList<>();
        boolean isOfInputs = false;
        for (int hop = 0; hop < MOST_BEHIND; hop++) {
            OnnxNode reader = scope.graph().readers().get(value);
            if (reader == null || !BETWEEN.contains(reader.operator())) {
                return null;
            }
            if (reader.operator().equals("Mul")) {
                List<String> factors =
                        factors(scope, reader.input(reader.input(0).equals(value) ? 1 : 0));
                for (String factor : factors) {
                    OnnxConstant constant = values.constant(scope, factor);
                    if (constant != null) {
                        constants.add(constant);
                    } else {
                        isOfInputs |= factors.size() > 1 || isScaleOfInputs(scope, factor);
                    }
                }
                if (isOfInputs && constants.size() == 1) {
                    return constants.getFirst();
                }
            }
            value = reader.output(0);
        }
        return null;
    }

    private static boolean isScaleOfInputs(OnnxScope scope, String value) {
        OnnxScope.Origin origin = scope.origin(value);
        return origin != null
                && origin.maker() != null
                && origin.maker().operator().equals("DynamicQuantizeLinear");
    }

    /// The factors that a value is the product of; the value itself if it is none.
    private List<String> factors(OnnxScope scope, String value) {
        OnnxScope.Origin origin = scope.origin(value);
        OnnxNode maker = origin == null ? null : origin.maker();
        return maker != null && maker.operator().equals("Mul") && values.constant(scope, value) == null
                ? maker.inputs()
                : List.of(value);
    }
}
