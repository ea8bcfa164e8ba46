package eigensweep.layer;

import eigensweep.checkpoint.file.OptimiserState;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells a weight whose elements lie elsewhere, as in the files that DeepSpeed's ZeRO-3 writes, from one that has none
/// for good, as e3nn's modules have for paths that are not there.
///
/// One is missing whose first side is 0 before others; which is called as one that is there, but for numbers, or stands
/// beside one; whose name is that of a known part of a network; and any, if at least as many are empty as there are
/// matrices and kernels. A buffer or a bias without elements is no lack.
final class EmptyWeights {

    /// What may be empty without loss has other names: caches, ranges of observers, masks.
    private static final Pattern PARAMETER =
            Pattern.compile("(.*[._/])?(weights?|kernel|w\\d{0,2})(_[^./]*)?(:0)?|.*_proj");

    /// e3nn's modules have it beside each weight.
    private static final String MASK = "output_mask";

    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final Set<String> names = new HashSet<>();

    /// Names without numbers, and modules around modules, of which there is a matrix or a kernel.
    private final Set<String> kinds = new HashSet<>();

    private final Set<String> parents = new HashSet<>();
    private final boolean mostAreEmpty;

    EmptyWeights(Collection<Tensor> tensors) {
        List<Tensor> empty = tensors.stream().filter(EmptyWeights::isEmpty).toList();
        if (!empty.isEmpty()) {
            tensors.forEach(this::learn);
        }
        long lost = empty.stream()
                .filter(tensor -> Reading.isWeight(tensor.name()) && !isOfE3nn(tensor.name()))
                .count();
        long whole = lost == 0
                ? 0
                : tensors.stream()
                        .filter(tensor -> isMatrix(tensor) && Reading.isWeight(tensor.name()))
                        .count();
        this.mostAreEmpty = lost > 0 && lost >= whole;
    }

    private void learn(Tensor tensor) {
        names.add(tensor.name());
        if (isMatrix(tensor)) {
            kinds.add(kind(tensor.name()));
            parents.add(parent(tensor.name()));
        }
    }

    private static boolean isEmpty(Tensor tensor) {
        return tensor.rank() > 0 && tensor.count() == 0;
    }

    private static boolean isMatrix(Tensor tensor) {
        return tensor.rank() > 1 && tensor.count() > 0;
    }

    private static String kind(String name) {
        return DIGITS.matcher(name).replaceAll("#");
    }

    /// `layers.0.attn` of `layers.0.attn.q.weight`; empty if there is none.
    private static String parent(String name) {
        int own = name.lastIndexOf('.');
        int module = own > 0 ? name.lastIndexOf('.', own - 1) : -1;
        return module < 0 ? "" : name.substring(0, module);
    }

    private boolean isOfE3nn(String name) {
        return names.contains(name.substring(0, name.lastIndexOf('.') + 1) + MASK);
    }

    /// The tensor, marked as missing if it is.
    Tensor judged(Tensor tensor) {
        return isMissing(tensor)
                ? tensor.refused(
                        Use.MISSING,
                        "has no elements (" + tensor.shapeText() + "): its values lie elsewhere, as in a file of"
                                + " DeepSpeed's ZeRO-3; gather the model first (zero_to_fp32.py)")
                : tensor;
    }

    private boolean isMissing(Tensor tensor) {
        String name = tensor.name();
        if (!isEmpty(tensor)
                || tensor.meaning().use() != Use.UNKNOWN
                || OptimiserState.isPartOf(name)
                || isOfE3nn(name)
                || Buffers.reason(tensor) != null) {
            return false;
        }
        return isParameter(tensor, name.toLowerCase(Locale.ROOT)) && isMissed(tensor);
    }

    private boolean isParameter(Tensor tensor, String name) {
        boolean isNoWeight = name.endsWith("bias") || name.endsWith("biases") || name.endsWith("mask");
        return PARAMETER.matcher(name).matches()
                || !isNoWeight && (kinds.contains(kind(tensor.name())) || EmbeddingName.isTable(name));
    }

    private boolean isMissed(Tensor tensor) {
        String name = tensor.name();
        String parent = parent(name);
        return mostAreEmpty && Reading.isWeight(name)
                || tensor.rank() > 1 && tensor.shape()[0] == 0
                || kinds.contains(kind(name))
                || !parent.isEmpty() && parents.contains(parent)
                || Role.isKnown(name)
                || EmbeddingName.isTable(name.toLowerCase(Locale.ROOT));
    }
}
