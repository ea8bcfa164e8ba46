package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.adapter.AdapterPart.Role;
import eigensweep.checkpoint.adapter.AdapterSettings.Scaling;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of one update, put together.
///
/// @param key whose they are
/// @param tensors by what they are of it
/// @param stored the file they are in
record AdapterParts(Key key, Map<Role, Tensor> tensors, Checkpoint stored) {

    /// @param module that is changed
    /// @param adapter of several, or empty
    record Key(String module, String adapter) {}

    /// An update with what it is multiplied by.
    ///
    /// @param update what is added
    /// @param transposed whether the adapter says that the weight has inputs first
    /// @param use of the weight
    /// @param note what one should know of it
    record Whole(Update update, boolean transposed, Use use, String note) {}

    /// The part that stands for all in the tables.
    Tensor first() {
        return tensors.values().stream()
                .filter(tensor -> tensor.rank() > 1)
                .findFirst()
                .orElse(tensors.values().iterator().next());
    }

    /// The method that has such parts.
    ///
    /// @param usual if it is LoRA's or DoRA's
    String method(String usual) {
        if (has(Role.IA3_L)) {
            return "(IA)^3";
        }
        return isOf("HADA") ? "LoHa" : isOf("LOKR") ? "LoKr" : usual;
    }

    private boolean isOf(String method) {
        return tensors.keySet().stream().anyMatch(role -> role.name().startsWith(method));
    }

    boolean has(Role role) {
        return tensors.containsKey(role);
    }

    @Nullable
    Tensor get(Role role) {
        return tensors.get(role);
    }

    /// Puts an update of a module's weight together.
    ///
    /// @param transposed `fan_in_fan_out`
    Whole whole(AdapterScales scales, boolean transposed) {
        if (has(Role.DOWN) || has(Role.UP) || has(Role.MID)) {
            return pair(need(Role.DOWN), need(Role.UP), get(Role.MID), scales, transposed);
        }
        if (has(Role.EMBEDDING_DOWN) || has(Role.EMBEDDING_UP)) {
            Whole whole = pair(need(Role.EMBEDDING_DOWN), need(Role.EMBEDDING_UP), null, scales, true);
            if (need(Role.EMBEDDING_DOWN).rank() != 2) {
                throw noProduct(need(Role.EMBEDDING_DOWN), need(Role.EMBEDDING_UP));
            }
            return new Whole(whole.update(), true, Use.EMBEDDING, whole.note());
        }
        if (has(Role.MLX_DOWN) || has(Role.MLX_UP)) {
            return mlx(need(Role.MLX_DOWN), need(Role.MLX_UP), scales);
        }
        if (has(Role.IA3_L)) {
            return new Whole(new Update.Scales(matrix(need(Role.IA3_L))), transposed, Use.UNKNOWN, "");
        }
        if (has(Role.WHOLE)) {
            return new Whole(new Update.Whole(floats(need(Role.WHOLE))), false, Use.UNKNOWN, "");
        }
        return lycoris(scales);
    }

    private Whole pair(Tensor a, Tensor b, @Nullable Tensor core, AdapterScales scales, boolean transposed) {
        Scaling scaling = scales.of(key.module(), rank(a, b), get(Role.ALPHA));
        Update update = lowRank(a, b, core, scaling.factor());
        boolean kernel = update.shape().length > 2;
        return new Whole(update, transposed && !kernel, kernel ? Use.CONVOLUTION : Use.UNKNOWN, scaling.note());
    }

    private long rank(Tensor down, Tensor up) {
        if (down.rank() < 2 || down.shape()[0] < 1) {
            throw noProduct(down, up);
        }
        return down.shape()[0];
    }

    private Update.LowRank lowRank(Tensor a, Tensor b, @Nullable Tensor core, double factor) {
        long inner = core == null ? -1 : core.rank() < 3 ? -2 : core.shape()[1];
        boolean fits = a.rank() >= 2
                && b.rank() >= 2
                && a.shape()[0] >= 1
                && Arrays.stream(b.shape()).skip(2).allMatch(side -> side == 1)
                && (core == null
                        ? b.shape()[1] == a.shape()[0]
                        : inner == a.shape()[0]
                                && b.shape()[1] == core.shape()[0]
                                && Arrays.stream(a.shape()).skip(2).allMatch(side -> side == 1));
        if (!fits) {
            throw noProduct(a, b);
        }
        Tensor up = floats(b).viewed(Arrays.copyOf(b.shape(), 2), Arrays.copyOf(b.strides(), 2));
        return new Update.LowRank(up, core == null ? null : floats(core), floats(a), factor);
    }

    /// Updates of the experts of a stack, as PEFT has them for a parameter of three axes: `A` of shape
    /// `(experts * r) x in`, expert by expert, and `B` of shape `out x (r * experts)`, where the expert runs
    /// fastest.
    ///
    /// @param parameter its name
    Whole experts(String parameter, AdapterScales scales) {
        Tensor a = floats(matrix(need(Role.DOWN)));
        Tensor b = floats(matrix(need(Role.UP)));
        long rows = a.shape()[0];
        Scaling scaling = scales.of(parameter, 0, null);
        long r = scaling.rank();
        if (rows != b.shape()[1] || rows % r != 0 || rows == 0) {
            throw stored.broken("has the pair " + a.name() + " (" + a.shapeText() + ") and " + b.name() + " ("
                    + b.shapeText() + "), which are no updates of rank " + r + " of several experts");
        }
        if (rows == r) {
            return new Whole(lowRank(a, b, null, scaling.factor()), false, Use.UNKNOWN, scaling.note());
        }
        long experts = rows / r;
        long[] in = a.strides();
        long[] out = b.strides();
        Tensor down = a.viewed(new long[] {experts, r, a.shape()[1]}, new long[] {r * in[0], in[0], in[1]});
        Tensor up = b.viewed(new long[] {experts, b.shape()[0], r}, new long[] {out[1], out[0], experts * out[1]});
        return new Whole(new Update.Experts(up, down, scaling.factor(), false), false, Use.EXPERTS, scaling.note());
    }

    private Whole mlx(Tensor a, Tensor b, AdapterScales scales) {
        floats(a);
        floats(b);
        if (a.rank() == 3 && b.rank() == 3) {
            Scaling scaling = scales.of(key.module(), a.shape()[1], null);
            if (a.shape()[0] != b.shape()[0] || a.shape()[1] != b.shape()[2] || a.count() == 0) {
                throw noProduct(a, b);
            }
            return new Whole(new Update.Experts(b, a, scaling.factor(), false), false, Use.EXPERTS, scaling.note());
        }
        if (a.rank() != 2 || b.rank() != 2) {
            throw noProduct(a, b);
        }
        // Two square factors fit either way; MLX has the rank on the inside, a bare parameter of PyTorch on the
        // outside.
        boolean outside = a.shape()[1] != b.shape()[0] || a.shape()[1] > a.shape()[0];
        return outside ? pair(a, b, null, scales, false) : pair(a.transposed(), b.transposed(), null, scales, false);
    }

    private Whole lycoris(AdapterScales scales) {
        if (isOf("HADA")) {
            long rank = rank(need(Role.HADA_W1_B), need(Role.HADA_W1_A));
            Scaling scaling = scales.of(key.module(), rank, get(Role.ALPHA));
            Update.LowRank one = factor(Role.HADA_W1_A, Role.HADA_W1_B, Role.HADA_T1, scaling.factor());
            Update.LowRank other = factor(Role.HADA_W2_A, Role.HADA_W2_B, Role.HADA_T2, 1);
            if (!Arrays.equals(one.shape(), other.shape())) {
                throw noProduct(need(Role.HADA_W1_A), need(Role.HADA_W2_A));
            }
            return whole(new Update.Hadamard(one, other), one.shape().length, scaling.note());
        }
        Update left = has(Role.LOKR_W1)
                ? new Update.Whole(floats(matrix(need(Role.LOKR_W1))))
                : factor(Role.LOKR_W1_A, Role.LOKR_W1_B, Role.MID, 1);
        Update right = has(Role.LOKR_W2)
                ? new Update.Whole(floats(need(Role.LOKR_W2)))
                : factor(Role.LOKR_W2_A, Role.LOKR_W2_B, Role.LOKR_T2, 1);
        if (left.shape().length != 2 || right.shape().length < 2 || isEmpty(left) || isEmpty(right)) {
            throw noProduct(first(), first());
        }
        if (right.shape().length == 3 && !has(Role.ALPHA)) {
            throw stored.broken("has a LoKr update of a 1-D kernel, " + first().name()
                    + ", of which PEFT makes another product than of others; merge it with PEFT (merge_and_unload)");
        }
        Scaling scaling = kroneckerScaling(scales);
        return whole(new Update.Kronecker(left, right, scaling.factor()), right.shape().length, scaling.note());
    }

    private static boolean isEmpty(Update update) {
        return Arrays.stream(update.shape()).anyMatch(side -> side < 1);
    }

    /// LyCORIS divides its `alpha` by the rank of what is factored, and leaves it out if nothing is; PEFT
    /// divides by its `r`.
    private Scaling kroneckerScaling(AdapterScales scales) {
        Tensor inner = has(Role.LOKR_W2_B) ? get(Role.LOKR_W2_B) : get(Role.LOKR_W1_B);
        if (inner == null && has(Role.ALPHA)) {
            return new Scaling(1, 1, "");
        }
        return scales.of(key.module(), inner == null ? 0 : inner.shape()[0], get(Role.ALPHA));
    }

    private Whole whole(Update update, int rank, String note) {
        boolean kernel = rank > 2;
        // A kernel's update may be stored flat, as out x (in positions), and only the model tells.
        boolean flat = !kernel && key.module().matches(".*conv[^.]*");
        String remark = "of a kernel by its name, taken flat: its positions are only in the model (--base)";
        String all = !flat ? note : note.isEmpty() ? remark : note + "; " + remark;
        return new Whole(update, false, kernel ? Use.CONVOLUTION : Use.UNKNOWN, all);
    }

    /// A low-rank factor of LyCORIS; with a core its outer matrix is stored transposed.
    private Update.LowRank factor(Role outer, Role inner, Role core, double factor) {
        Tensor up = matrix(need(outer));
        Tensor middle = get(core);
        return lowRank(need(inner), middle == null ? up : up.transposed(), middle, factor);
    }

    private Tensor need(Role role) {
        Tensor tensor = tensors.get(role);
        if (tensor == null) {
            throw stored.broken(
                    "has no " + role.name().toLowerCase(Locale.ROOT) + " part to go with " + first().name());
        }
        return tensor;
    }

    private Tensor matrix(Tensor tensor) {
        if (tensor.rank() != 2) {
            throw stored.broken(
                    "has the part " + tensor.name() + " of shape " + tensor.shapeText() + ", which is no matrix");
        }
        return tensor;
    }

    private Tensor floats(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            throw stored.broken(tensor.name() + " holds " + tensor.dtype() + " elements, which are no weights");
        }
        if (Arrays.stream(tensor.shape()).anyMatch(side -> side > Integer.MAX_VALUE)) {
            throw stored.broken(
                    tensor.name() + " has a side longer than " + Integer.MAX_VALUE + " (" + tensor.shapeText() + ")");
        }
        return tensor;
    }

    private CheckpointException noProduct(Tensor a, Tensor b) {
        return stored.broken("has the pair " + a.name() + " (" + a.shapeText() + ") and " + b.name() + " ("
                + b.shapeText() + "), which have no product");
    }
}
