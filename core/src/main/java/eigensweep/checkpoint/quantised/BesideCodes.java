package eigensweep.checkpoint.quantised;

import eigensweep.checkpoint.parts.Parts;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What stands beside codes of a scheme that is not known: whatever it is called, it is no weight, and the codes are
/// none without it.
final class BesideCodes {

    /// Integers that hold codes, alone or several.
    private static final Set<DType> CODES = Set.of(
            DType.I8,
            DType.U8,
            DType.I16,
            DType.U16,
            DType.I32,
            DType.U32,
            DType.F4,
            DType.F8_E8M0,
            DType.I4,
            DType.U4);

    /// Scales of what flows through a module, not of its weight.
    private static final Pattern OF_ACTIVATIONS = Pattern.compile(
            "((input|activation|act|output|prob|kv)_?(global_)?scale\\w*|[kqv]_scale|scale_(input|output))");

    private static final Pattern LIKE_A_SCALE =
            Pattern.compile(".*(scal|amax|absmax|_max|max_|multiplier|factor|_inv).*|s|[qw]?_?scales?");

    /// What a module has beside its weight where nothing is quantised.
    private static final Pattern ORDINARY =
            Pattern.compile("bias|.*_bias|bias_[kv]|.*weight|gamma|beta|running_.*|num_batches_tracked|alpha|lora_.*"
                    + "|.*(position|bias_table).*");

    private final Map<String, List<Tensor>> ofModule = new HashMap<>();

    BesideCodes(List<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            ofModule.computeIfAbsent(module(tensor.name()), module -> new ArrayList<>())
                    .add(tensor);
        }
    }

    /// The name of what may be the scale of codes; null if there is nothing like it.
    @Nullable
    String scaleOf(Tensor codes) {
        String module = module(codes.name());
        return Stream.of(module, codes.name(), module + ".weight_quantizer")
                .flatMap(place -> ofModule.getOrDefault(place, List.of()).stream())
                .filter(other -> other.count() < codes.count() && mayScale(codes, other))
                .map(Tensor::name)
                .findFirst()
                .orElse(null);
    }

    private static boolean mayScale(Tensor codes, Tensor other) {
        String leaf = leaf(other.name());
        if (other.count() == 0 || OF_ACTIVATIONS.matcher(leaf).matches()) {
            return false;
        }
        return other.name().startsWith(codes.name() + ".")
                || leaf.startsWith(leaf(codes.name()) + "_")
                || LIKE_A_SCALE.matcher(leaf).matches()
                || leaf(codes.name()).equals("weight")
                        && !ORDINARY.matcher(leaf).matches();
    }

    /// Says of matrices beside codes of which nothing was made that they are parts of them.
    static void leave(Parts parts) {
        Map<String, Tensor> codes = new HashMap<>();
        for (Tensor tensor : parts.tensors()) {
            if (isOfModule(tensor) && isCode(tensor)) {
                // quanto has codes in codes.
                String module = module(tensor.name().replace("._data._data", "._data"));
                codes.merge(module, tensor, (one, other) -> one.count() >= other.count() ? one : other);
            }
        }
        if (codes.isEmpty()) {
            return;
        }
        for (Tensor tensor : parts.tensors()) {
            Tensor beside = codes.get(module(tensor.name()));
            if (beside != null && beside.count() >= tensor.count() && isMatrix(tensor)) {
                parts.leave(
                        tensor.name(),
                        "part of a quantised weight, not a weight (beside the codes " + beside.name()
                                + "); sweep the model before quantisation");
            }
        }
    }

    /// Bare arrays that lie together are of no module.
    private static boolean isOfModule(Tensor tensor) {
        return tensor.isStored()
                && tensor.rank() >= 2
                && tensor.count() > 0
                && tensor.name().contains(".")
                && tensor.meaning().axes() != Axes.UNKNOWN;
    }

    private static boolean isCode(Tensor tensor) {
        return CODES.contains(tensor.dtype())
                        && !ORDINARY.matcher(leaf(tensor.name()).replace("weight", ""))
                                .matches()
                || leaf(tensor.name()).equals("qidxs");
    }

    private static boolean isMatrix(Tensor tensor) {
        return isOfModule(tensor)
                && tensor.dtype().isFloating()
                && tensor.meaning().use() != Use.PART
                && !ORDINARY.matcher(leaf(tensor.name())).matches();
    }

    private static String module(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static String leaf(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
