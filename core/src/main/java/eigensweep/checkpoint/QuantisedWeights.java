package eigensweep.checkpoint;

import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes weights of quantised codes and the scales beside them, where the scheme has a public definition; codes of any
/// other scheme are no weights, and say so. In each scheme element `(i, j)` is
///
/// - 8-bit floats (DeepSeek, compressed-tensors, diffusers, ComfyUI): `code * scale`, a scale for the tensor, a row, or
///   a block;
/// - 8-bit integers: `(code - zero point) * scale` (compressed-tensors), `code * SCB / 127` (bitsandbytes);
/// - MXFP4 (gpt-oss; OCP Microscaling Formats 1.0): `E2M1 * 2^(scale - 127)`, 32 elements a scale;
/// - NVFP4 (ModelOpt): `E2M1 * scale * scale_2`, 16 elements a scale;
/// - MLX: `code * scale + bias`, with the bits and the group that `config.json` names;
/// - compressed-tensors' `pack-quantized`: `(code - 2^(bits - 1)) * scale`.
final class QuantisedWeights {

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

    /// Scales of what flows through a module, not of its weight.
    private static final Pattern OF_ACTIVATIONS =
            Pattern.compile(".*((input|activation|act|output|[kqv]|prob|kv)_?scale\\w*|scale_(input|output))");

    /// Parts of quantised weights that are no weights themselves, by the names they have in a scheme.
    private static final Map<Pattern, String> LEFT = Map.of(
            Pattern.compile(".*\\.(qweight|qzeros|scales|g_idx)"), "GPTQ or AWQ",
            Pattern.compile(".*(\\.(nested_)?(absmax|quant_map)|\\.quant_state\\..*|\\.SCB|\\.weight_format)"),
                    "bitsandbytes",
            Pattern.compile(".*(_scales|_blocks)"), "MXFP4",
            Pattern.compile(".*(\\.weight_packed|\\.weight_global_scale|\\.weight_zero_point|weight_scale(_inv|_2)?)"),
                    "packed codes",
            Pattern.compile(".*\\.W_q"), "HQQ",
            Pattern.compile(".*\\.codebooks"), "AQLM");

    private static final Set<DType> CODES = Set.of(DType.I8, DType.U8, DType.I32, DType.U32, DType.F4, DType.F8_E8M0);

    private final Parts parts;
    private final Arena arena;
    private final ModelConfig config;

    private QuantisedWeights(Parts parts, Arena arena, ModelConfig config) {
        this.parts = parts;
        this.arena = arena;
        this.config = config;
    }

    /// The checkpoint with dequantised weights in the place of their codes.
    static Checkpoint of(Checkpoint checkpoint) {
        boolean suspect = checkpoint.tensors().stream().anyMatch(QuantisedWeights::isSuspect);
        if (!suspect) {
            return checkpoint;
        }
        Parts parts = new Parts(checkpoint.tensors());
        ModelConfig config = ModelConfig.beside(checkpoint.path());
        QuantisedWeights weights = new QuantisedWeights(parts, checkpoint.arena(), config);
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
        return checkpoint.as(checkpoint.format(), parts.tensors(), checkpoint.files());
    }

    /// The scheme that a tensor is a part of; null if it is none by its name and neighbours.
    private @Nullable String scheme(Tensor tensor) {
        if (tensor.dtype() == DType.U8 && parts.has(tensor.name() + ".absmax")) {
            return "bitsandbytes";
        }
        return byName(tensor);
    }

    private static @Nullable String byName(Tensor tensor) {
        if (tensor.name().endsWith(".weight") || tensor.name().endsWith(".bias")) {
            return null; // Nearly all: not worth six patterns.
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
        String name = codes.name();
        String stem = name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
        if (isSmallFloat(codes.dtype()) || codes.dtype() == DType.F4) {
            scaled(codes, stem);
        } else if (codes.dtype() == DType.I8) {
            integers(codes, stem);
        } else if (name.endsWith("_blocks") && codes.dtype() == DType.U8) {
            mxfp4(codes, name.substring(0, name.length() - "_blocks".length()));
        } else if (codes.dtype() == DType.U8 && parts.has(stem + ".weight_scale_2")) {
            nvfp4(codes, stem);
        } else if (codes.dtype() == DType.U32 && parts.has(stem + ".biases")) {
            mlx(codes, stem);
        } else if (name.endsWith(".weight_packed") && codes.dtype() == DType.I32) {
            packed(codes, name.substring(0, name.length() - ".weight_packed".length()));
        }
    }

    /// Floats that are multiplied by a scale, if there is one; else they are weights as they are.
    private void scaled(Tensor codes, String stem) {
        Optional<String> scale = scale(stem);
        if (scale.isPresent()) {
            apply(codes, codes.name(), scale.get(), List.of(), codes.encoding());
            return;
        }
        parts.names()
                .filter(name -> name.startsWith(stem + ".") || name.startsWith(codes.name() + "_"))
                .filter(name -> name.substring(stem.length()).contains("scale") && !isOfActivations(name))
                .findFirst()
                .ifPresent(unknown -> parts.leave(
                        codes.name(),
                        codes.dtype() + " codes whose scales are in " + unknown
                                + ", of a scheme that is not known here;" + " dequantise the model first"));
    }

    private Optional<String> scale(String stem) {
        return SCALES.stream()
                .map(pattern -> pattern.replace("%s", stem))
                .filter(parts::has)
                .findFirst();
    }

    private static boolean isOfActivations(String name) {
        return OF_ACTIVATIONS.matcher(name).matches();
    }

    private void integers(Tensor codes, String stem) {
        Tensor zero = parts.get(stem + ".weight_zero_point");
        Optional<String> scale = scale(stem);
        if (scale.isPresent()) {
            Step.Plus shift = zero == null ? null : ScaleGrid.plus(codes, zero, -1, config);
            if (zero == null || shift != null) {
                apply(codes, codes.name(), scale.get(), shift == null ? List.of() : List.of(shift), "I8");
                parts.leave(stem + ".weight_zero_point", "part of a quantised weight: zero points of " + stem);
            }
            return;
        }
        Tensor rows = parts.get(stem + ".SCB");
        if (rows != null && rows.count() == codes.shape()[0] && codes.rank() == 2) {
            Step.Times sevenBits =
                    ScaleGrid.times(codes, SpectralNorm.constant(1 / 127.0, new long[] {1, 1}, arena), config);
            apply(codes, codes.name(), stem + ".SCB", sevenBits == null ? List.of() : List.of(sevenBits), "I8");
        }
    }

    private void mxfp4(Tensor blocks, String name) {
        Tensor scales = parts.get(name + "_scales");
        int rank = blocks.rank();
        if (scales == null || rank < 3 || blocks.shape()[rank - 1] != 16 || scales.dtype() != DType.U8) {
            return;
        }
        Tensor weight = ScaleGrid.merged(blocks, DType.F4, 2).named(name);
        Tensor exponents = new Tensor(
                scales.name(), scales.storedName(), DType.F8_E8M0, scales.shape(), scales.strides(), scales.data());
        Step.Times step = ScaleGrid.times(weight, exponents, config);
        if (step != null) {
            put(blocks.name(), weight, List.of(step), "MXFP4", scales.name());
        }
    }

    private void nvfp4(Tensor codes, String stem) {
        Tensor scales = parts.get(stem + ".weight_scale");
        Tensor global = parts.get(stem + ".weight_scale_2");
        if (scales == null || global == null || global.count() != 1 || !ScaleGrid.isRowMajor(codes)) {
            return;
        }
        Tensor weight = ScaleGrid.unpacked(codes, DType.F4, 2);
        Step.Times fine = ScaleGrid.times(weight, scales, config);
        Step.Times coarse = ScaleGrid.times(weight, global, config);
        if (fine != null && coarse != null) {
            put(codes.name(), weight, List.of(fine, coarse), "NVFP4", scales.name());
            parts.leave(global.name(), "part of a quantised weight: the scale of " + codes.name());
        }
    }

    private void mlx(Tensor codes, String stem) {
        Tensor scales = parts.get(stem + ".scales");
        Tensor biases = parts.get(stem + ".biases");
        int bits = config.count("quantization.bits").orElse(0);
        if (scales == null || biases == null || !ScaleGrid.isRowMajor(codes) || (bits != 4 && bits != 8)) {
            parts.leave(
                    codes.name(),
                    "MLX codes whose bits config.json does not name, or not as 4 or 8; sweep the model before"
                            + " quantisation");
            return;
        }
        Tensor weight = ScaleGrid.unpacked(codes, bits == 4 ? DType.U4 : DType.U8, 32 / bits);
        Step.Times times = ScaleGrid.times(weight, scales, config);
        Step.Plus plus = ScaleGrid.plus(weight, biases, 1, config);
        if (times != null && plus != null) {
            put(codes.name(), weight, List.of(times, plus), "MLX " + bits + "-bit", scales.name());
            parts.leave(biases.name(), "part of a quantised weight: offsets of " + codes.name());
        }
    }

    private void packed(Tensor codes, String stem) {
        Tensor shape = parts.get(stem + ".weight_shape");
        Tensor scales = parts.get(stem + ".weight_scale");
        if (shape == null
                || scales == null
                || shape.count() != 2
                || codes.rank() != 2
                || !ScaleGrid.isRowMajor(codes)
                || parts.has(stem + ".weight_zero_point")
                || parts.has(stem + ".weight_g_idx")) {
            return;
        }
        double columns = Sums.values(shape)[1];
        int lanes = columns == 8.0 * codes.shape()[1] ? 8 : columns == 4.0 * codes.shape()[1] ? 4 : 0;
        if (lanes == 0) {
            return;
        }
        Tensor weight = ScaleGrid.unpacked(codes, lanes == 8 ? DType.U4 : DType.U8, lanes)
                .named(stem + ".weight");
        Tensor middle = SpectralNorm.constant(lanes == 8 ? 8 : 128, new long[] {1, 1}, arena);
        Step.Plus shift = ScaleGrid.plus(weight, middle, -1, config);
        Step.Times times = ScaleGrid.times(weight, scales, config);
        if (shift != null && times != null) {
            put(codes.name(), weight, List.of(shift, times), "packed I" + 32 / lanes, scales.name());
        }
    }

    /// Multiplies codes by the scales of this name, after other steps.
    private void apply(Tensor codes, String name, String scaleName, List<Step> before, String encoding) {
        Tensor scales = parts.get(scaleName);
        Step.Times times = scales == null ? null : ScaleGrid.times(codes, scales, config);
        if (times == null) {
            parts.leave(
                    name,
                    codes.dtype() + " codes whose scales in " + scaleName + " do not fit their shape"
                            + (scales == null ? "" : " (" + codes.shapeText() + " and " + scales.shapeText() + ")")
                            + "; dequantise the model first");
            parts.leave(scaleName, "part of a quantised weight: scales of " + name);
            return;
        }
        put(name, codes, Stream.concat(before.stream(), Stream.of(times)).toList(), encoding, scaleName);
    }

    private void put(
            String place, Tensor codes, List<? extends Step> steps, String encoding, @Nullable String scaleName) {
        Tensor weight = codes;
        for (Step step : steps) {
            weight = weight.then(step);
        }
        parts.replace(place, weight.meaning(weight.meaning().encoded(encoding + " (dequantised)")));
        if (scaleName != null) {
            parts.leave(scaleName, "part of a quantised weight: scales of " + weight.name());
        }
    }
}
