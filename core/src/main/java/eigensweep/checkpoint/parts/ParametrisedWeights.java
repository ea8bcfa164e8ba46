package eigensweep.checkpoint.parts;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the weights that PyTorch's parametrisations compute from what they store, under the name of the
/// weight:
///
/// - weight normalisation, `w = g v / |v|` (Salimans and Kingma 2016): `X.weight_g` and `X.weight_v`, or
/// `X.parametrizations.weight.original0` and `original1`; the norm is over every axis along which `g` has
/// length 1;
/// - spectral normalisation, `w = W / (u^T W v)` (Miyato et al. 2018), as a model in evaluation has it:
/// `X.weight_orig`,
///   `X.weight_u`, `X.weight_v`, or `X.parametrizations.weight.original`, `.0._u`, `.0._v`;
/// - pruning, `w = W * mask`: `X.weight_orig` and `X.weight_mask`.
///
/// An original whose function the file does not tell is no weight, and says so. Norms are computed in
/// float64.
public final class ParametrisedWeights {

    private static final Pattern STORED = Pattern.compile("(?<owner>(.*\\.)?)((?<weight>weight\\w*)_(?<old>v|orig)"
            + "|parametrizations\\.(?<name>[^.]+)\\.(?<modern>original1?))");

    private final Parts parts;
    private final Arena arena;

    private ParametrisedWeights(Parts parts, Arena arena) {
        this.parts = parts;
        this.arena = arena;
    }

    /// The checkpoint with effective weights in the place of what they are made of.
    public static Checkpoint of(Checkpoint checkpoint) {
        List<Matcher> stored = checkpoint.tensors().stream()
                .filter(tensor -> !tensor.name().endsWith(".weight")) // Nearly all; none of them is a part.
                .map(tensor -> STORED.matcher(tensor.name()))
                .filter(Matcher::matches)
                .toList();
        if (stored.isEmpty()) {
            return checkpoint;
        }
        Parts parts = new Parts(checkpoint.tensors());
        ParametrisedWeights weights = new ParametrisedWeights(parts, checkpoint.arena());
        stored.forEach(weights::make);
        return checkpoint.with(parts.tensors());
    }

    private void make(Matcher stored) {
        String owner = stored.group("owner");
        if (stored.group("old") != null) {
            String weight = owner + stored.group("weight");
            if (stored.group("old").equals("v")) {
                normalised(weight, weight + "_g", weight + "_v");
            } else if (parts.has(weight + "_mask")) {
                pruned(weight, weight + "_orig", weight + "_mask");
            } else {
                spectral(weight, weight + "_orig", weight + "_u", weight + "_v");
            }
            return;
        }
        String weight = owner + stored.group("name");
        String stem = owner + "parametrizations." + stored.group("name") + ".";
        if (stored.group("modern").equals("original1")) {
            normalised(weight, stem + "original0", stem + "original1");
        } else {
            spectral(weight, stem + "original", stem + "0._u", stem + "0._v");
        }
        parts.names()
                .filter(name -> name.startsWith(stem))
                .toList()
                .forEach(name -> parts.leave(name, "part of the parametrisation of " + weight));
    }

    private void normalised(String weight, String magnitude, String direction) {
        Tensor g = parts.get(magnitude);
        Tensor v = parts.get(direction);
        if (g == null || v == null || !isMadeOfFloats(g, v)) {
            return; // The `weight_v` of a spectral norm, or no such pair at all.
        }
        long[] each = each(g, v);
        if (each == null) {
            unknown(direction, weight);
            parts.leave(magnitude, "part of " + weight);
            return;
        }
        Tensor scales = new Sums(v, each, arena).magnitudesOver(g);
        String how = leaf(magnitude) + " * " + leaf(direction) + " / |" + leaf(direction) + "| (weight normalisation)";
        put(weight, v, new Step.Times(scales, each), how);
        parts.leave(magnitude, "part of " + weight + ": its norms");
    }

    /// How many neighbours along each axis share a norm; null if these are no norms of that tensor.
    private static long @Nullable [] each(Tensor g, Tensor v) {
        if (v.rank() < 2 || g.count() == 0 || v.count() == 0) {
            return null;
        }
        if (g.count() == 1) {
            return v.shape().clone();
        }
        if (g.rank() != v.rank()) {
            return null;
        }
        long[] each = new long[v.rank()];
        for (int axis = 0; axis < each.length; axis++) {
            if (g.shape()[axis] != 1 && g.shape()[axis] != v.shape()[axis]) {
                return null;
            }
            each[axis] = g.shape()[axis] == 1 ? v.shape()[axis] : 1;
        }
        return each;
    }

    private void spectral(String weight, String original, String left, String right) {
        Tensor w = parts.get(original);
        Tensor u = parts.get(left);
        Tensor v = parts.get(right);
        if (w == null || w.rank() < 2) {
            return;
        }
        if (u == null || v == null || !isMadeOfFloats(u, v) || !isMadeOfFloats(w, w) || w.count() == 0) {
            unknown(original, weight);
            return;
        }
        double sigma = SpectralNorm.of(w, u, v);
        if (Double.isNaN(sigma)) {
            unknown(original, weight);
        } else {
            Tensor scale = SpectralNorm.constant(1 / sigma, w.rank(), arena);
            put(
                    weight,
                    w,
                    new Step.Times(scale, w.shape().clone()),
                    leaf(original) + " / (u^T W v) (spectral normalisation)");
        }
        parts.leave(left, "part of " + weight + ": a singular vector");
        parts.leave(right, "part of " + weight + ": a singular vector");
    }

    private void pruned(String weight, String original, String mask) {
        Tensor w = parts.get(original);
        Tensor kept = parts.get(mask);
        if (w == null || kept == null || w.rank() < 2) {
            return;
        }
        if (!Arrays.equals(w.shape(), kept.shape())
                || !w.dtype().isFloating()
                || !kept.dtype().isWidenable()) {
            unknown(original, weight);
        } else {
            Step masked = new Step.Times(kept, Tensor.ones(w.rank()));
            put(weight, w, masked, leaf(original) + " * " + leaf(mask) + " (pruning)");
        }
        parts.leave(mask, "part of " + weight + ": its mask");
    }

    private void put(String weight, Tensor stored, Step step, String how) {
        if (parts.has(weight)) {
            parts.leave(stored.name(), "an original of " + weight + ", which the file has, too");
            return;
        }
        parts.replace(stored.name(), stored.named(weight).then(step).noted("made of " + how));
    }

    private void unknown(String original, String weight) {
        parts.leave(
                original,
                "an original of a parametrisation: the effective " + weight + " is a function of it that the file does"
                        + " not tell; save the model after torch.nn.utils.parametrize.remove_parametrizations");
    }

    private static boolean isMadeOfFloats(Tensor one, Tensor other) {
        return one.dtype().isFloating() && other.dtype().isFloating();
    }

    private static String leaf(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
