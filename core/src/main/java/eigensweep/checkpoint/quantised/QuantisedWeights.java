package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.checkpoint.parts.Arrangement;
import eigensweep.checkpoint.parts.Parts;
import eigensweep.checkpoint.parts.Sums;
import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes weights of quantised codes and the scales beside them, where the scheme has a public definition;
/// codes of any other scheme are no weights, and say so. In each scheme element `(i, j)` is
///
/// - 8-bit floats (DeepSeek, compressed-tensors, diffusers, ComfyUI): `code * scale`, a scale for the tensor,
/// a row, or a block;
/// - 8-bit integers: `(code - zero point) * scale` (compressed-tensors), `code * SCB / 127` (bitsandbytes);
/// - MXFP4 (gpt-oss; OCP Microscaling Formats 1.0): `E2M1 * 2^(scale - 127)`, 32 elements a scale;
/// - NVFP4 (ModelOpt): `E2M1 * scale * scale_2`, 16 elements a scale;
/// - NVFP4 (compressed-tensors): `E2M1 * scale / global scale`;
/// - those of [PackedIntegers] and [BitsandbytesWeights].
public final class QuantisedWeights {

    /// Beside the codes of `X.weight` (or of a parameter `X`), what multiplies them.
    private static final List<String> SCALES = List.of(
            "%s.weight_scale_inv",
            "%s.weight_scale",
            "%s.scale_weight",
            "%s.weight.scale",
            "%s.scale",
            "%s_scale_inv",
            "%s_scale",
            "%s.weight_inv_scale",
            "%s.scale_inv");

    /// Parts of quantised weights that are no weights themselves, by the names they have in a scheme.
    private static final Map<Pattern, String> LEFT = Map.of(
            Pattern.compile(".*\\.(qweight|qzeros|scales|g_idx)"), "GPTQ, AWQ or MLX",
            Pattern.compile(".*(\\.(nested_)?(absmax|quant_map)|\\.quant_state\\..*|\\.SCB|\\.weight_format)"),
                    "bitsandbytes",
            Pattern.compile(".*(_scales|_blocks)"), "MXFP4 or its like",
            Pattern.compile(".*(\\.weight_packed|\\.weight_global_scale|\\.weight_zero_point|weight_scale(_inv|_2)?)"),
                    "packed codes",
            Pattern.compile(".*\\.W_q"), "HQQ",
            Pattern.compile(".*\\.codebooks"), "AQLM",
            Pattern.compile(".*\\.(res_|outlier_)?centroids\\.weight"), "VPTQ");

    private static final Set<DType> CODES = Set.of(DType.I8, DType.U8, DType.I32, DType.U32, DType.F4, DType.F8_E8M0);

    private final QuantisedParts quantised;
    private final Parts parts;
    private final ModelConfig config;
    private final BesideCodes beside;

    /// Whether 8-bit floats of the model have scales, so that those without lack theirs.
    private final boolean hasScales;

    private QuantisedWeights(QuantisedParts quantised) {
        this.quantised = quantised;
        this.parts = quantised.parts();
        this.config = quantised.config();
        this.beside = new BesideCodes(parts.tensors());
        this.hasScales = config.text("quantization_config.quant_method") != null
                || parts.tensors().stream()
                        .filter(tensor -> isSmallFloat(tensor.dtype()) && tensor.rank() >= 2)
                        .anyMatch(codes -> scale(stem(codes)).isPresent());
    }

    private static String stem(Tensor codes) {
        String name = codes.name();
        return name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
    }

    /// The checkpoint with dequantised weights in the place of their codes.
    public static Checkpoint of(Checkpoint checkpoint) {
        boolean suspect = checkpoint.tensors().stream().anyMatch(QuantisedWeights::isSuspect);
        if (!suspect) {
            return checkpoint;
        }
        Parts parts = new Parts(checkpoint.tensors());
        ModelConfig config = ModelConfig.beside(checkpoint.path());
        QuantisedParts quantised = new QuantisedParts(parts, checkpoint.arena(), config);
        QuantisedWeights weights = new QuantisedWeights(quantised);
        for (Tensor tensor : checkpoint.tensors()) {
            if (parts.has(tensor.name()) && tensor.rank() >= 2 && tensor.isStored()) {
                weights.make(tensor);
            }
        }
        for (Tensor tensor : parts.tensors()) {
            String scheme = tensor.isStored() ? weights.scheme(tensor) : null;
            if (scheme != null) {
                parts.leave(
                        tensor.name(),
                        "part of a quantised weight, not a weight (" + scheme
                                + "); sweep the model before quantisation");
            }
        }
        BesideCodes.leave(parts);
        return checkpoint.with(parts.tensors()).reading(config.sources());
    }

    /// The scheme that a tensor is a part of; null if it is none by its name and neighbours.
    private @Nullable String scheme(Tensor tensor) {
        if (tensor.dtype() == DType.U8 && parts.has(tensor.name() + ".absmax")) {
            return "bitsandbytes";
        }
        if (tensor.name().endsWith(".s")
                && parts.has(tensor.name().substring(0, tensor.name().length() - 1) + "B")) {
            return "Marlin";
        }
        return byName(tensor);
    }

    private static @Nullable String byName(Tensor tensor) {
        boolean isPlain = tensor.name().endsWith(".weight") && !tensor.name().endsWith("centroids.weight");
        if (isPlain || tensor.name().endsWith(".bias")) {
            return null; // Nearly all: not worth seven patterns.
        }
        return LEFT.entrySet().stream()
                .filter(left -> left.getKey().matcher(tensor.name()).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSuspect(Tensor tensor) {
        return isSmallFloat(tensor.dtype())
                || CODES.contains(tensor.dtype()) && tensor.rank() >= 2
                || byName(tensor) != null;
    }

    private static boolean isSmallFloat(DType dtype) {
        return dtype.isFloating() && dtype.bits() == 8;
    }

    private void make(Tensor codes) {
        String stem = stem(codes);
        if (isSmallFloat(codes.dtype()) || codes.dtype() == DType.F4) {
            scaled(codes, stem);
        } else if (codes.dtype() == DType.I8) {
            integers(codes, stem);
        } else if (codes.dtype() == DType.U8) {
            halves(codes, stem);
        } else {
            new PackedIntegers(quantised).make(codes);
        }
    }

    /// Codes of 4 bits, two in a byte.
    private void halves(Tensor codes, String stem) {
        if (codes.name().endsWith("_blocks")) {
            mxfp4(codes, stem.substring(0, stem.length() - "_blocks".length()));
        } else if (codes.name().endsWith(".weight_packed")) {
            packedFloats(codes, stem.substring(0, stem.length() - ".weight_packed".length()));
        } else if (parts.has(stem + ".weight_scale_2")) {
            String all = stem + ".weight_scale_2";
            nvfp4(codes, codes.name(), stem + ".weight_scale", parts.get(all), all);
        } else {
            new BitsandbytesWeights(quantised).make(codes);
        }
    }

    /// Floats that are multiplied by a scale, if there is one; else they are weights as they are.
    private void scaled(Tensor codes, String stem) {
        Optional<String> scale = scale(stem);
        if (scale.isPresent()) {
            apply(codes, scale.get(), codes, codes.encoding());
            return;
        }
        String unknown = beside.scaleOf(codes);
        if (unknown != null) {
            parts.leave(
                    codes.name(),
                    codes.dtype() + " codes whose scales may be in " + unknown
                            + ", of a scheme that is not known here; dequantise the model first");
        } else if (hasScales) {
            parts.leave(
                    codes.name(),
                    codes.dtype() + " codes without scales, in a model whose codes have some; fetch what is missing");
        }
    }

    private Optional<String> scale(String stem) {
        return SCALES.stream()
                .map(pattern -> pattern.replace("%s", stem))
                .filter(parts::has)
                .findFirst();
    }

    private void integers(Tensor codes, String stem) {
        Tensor zero = parts.get(stem + ".weight_zero_point");
        Optional<String> scale = scale(stem);
        if (scale.isPresent()) {
            Step.Plus shift = zero == null ? null : ScaleGrid.plus(codes, zero, -1, config);
            if (zero == null || shift != null) {
                apply(codes, scale.get(), shift == null ? codes : codes.then(shift), "I8");
                parts.leave(stem + ".weight_zero_point", "part of a quantised weight: zero points of " + stem);
            }
            return;
        }
        Tensor rows = parts.get(stem + ".SCB");
        Tensor layout = parts.get(stem + ".weight_format");
        boolean isByRow =
                layout == null || layout.count() == 1 && layout.dtype().isWidenable() && Sums.values(layout)[0] == 0;
        if (isByRow && rows != null && rows.count() == codes.shape()[0] && codes.rank() == 2) {
            Step.Times sevenBits = ScaleGrid.times(codes, quantised.constant(1 / 127.0), config);
            apply(codes, stem + ".SCB", sevenBits == null ? codes : codes.then(sevenBits), "I8");
        }
    }

    private void mxfp4(Tensor blocks, String name) {
        Tensor scales = parts.get(name + "_scales");
        int rank = blocks.rank();
        if (scales == null
                || rank < 3
                || blocks.shape()[rank - 1] != 16
                || scales.dtype() != DType.U8
                || !Arrays.equals(scales.shape(), Arrays.copyOf(blocks.shape(), rank - 1))) {
            return;
        }
        Tensor weight = ScaleGrid.merged(blocks, DType.F4, 2).named(name);
        Step.Times step = ScaleGrid.times(weight, exponents(scales), config);
        if (step != null) {
            Tensor made = weight.then(step);
            // The parameter of the model has inputs before outputs.
            Tensor exchanged = rank == 4 ? Arrangement.permuted(made, new long[] {0, 2, 1}) : made;
            quantised.put(blocks.name(), exchanged == null ? made : exchanged, "MXFP4", scales.name());
        }
    }

    /// Of compressed-tensors: the scales are powers of two, or floats for whole weights to be divided by a
    /// number.
    private void packedFloats(Tensor codes, String stem) {
        Tensor scales = parts.get(stem + ".weight_scale");
        Tensor global = parts.get(stem + ".weight_global_scale");
        if (scales == null || !ScaleGrid.isRowMajor(codes)) {
            return;
        }
        if (global != null && global.count() == 1) {
            double inverse = 1 / Sums.values(global)[0];
            nvfp4(codes, stem + ".weight", scales.name(), quantised.constant(inverse), global.name());
        } else if (scales.dtype() == DType.U8) {
            Tensor weight = ScaleGrid.unpacked(codes, DType.F4, 2).named(stem + ".weight");
            Step.Times step = ScaleGrid.times(weight, exponents(scales), config);
            if (step != null) {
                quantised.put(codes.name(), weight.then(step), "MXFP4", scales.name());
            }
        }
    }

    /// @param coarse a factor on all elements
    /// @param coarseName what it was made of
    private void nvfp4(Tensor codes, String name, String scaleName, @Nullable Tensor coarse, String coarseName) {
        Tensor scales = parts.get(scaleName);
        if (scales == null || coarse == null || coarse.count() != 1 || !ScaleGrid.isRowMajor(codes)) {
            return;
        }
        Tensor weight = ScaleGrid.unpacked(codes, DType.F4, 2).named(name);
        Step.Times fine = ScaleGrid.times(weight, scales, config);
        Step.Times all = ScaleGrid.times(weight, coarse, config);
        if (fine != null && all != null) {
            quantised.put(codes.name(), weight.then(fine).then(all), "NVFP4", scales.name(), coarseName);
        }
    }

    /// Bytes that are exponents of two.
    private static Tensor exponents(Tensor bytes) {
        return bytes.dtype() == DType.U8 ? bytes.as(DType.F8_E8M0) : bytes;
    }

    /// Multiplies what was made of codes by the scales of this name.
    private void apply(Tensor codes, String scaleName, Tensor made, String encoding) {
        Tensor scales = parts.get(scaleName);
        Step.Times times = scales == null ? null : ScaleGrid.times(codes, exponents(scales), config);
        if (times == null) {
            parts.leave(
                    codes.name(),
                    codes.dtype() + " codes whose scales in " + scaleName + " do not fit their shape"
                            + (scales == null ? "" : " (" + codes.shapeText() + " and " + scales.shapeText() + ")")
                            + "; dequantise the model first");
            parts.leave(scaleName, "part of a quantised weight: scales of " + codes.name());
            return;
        }
        quantised.put(codes.name(), made.then(times), encoding, scaleName);
    }
}
