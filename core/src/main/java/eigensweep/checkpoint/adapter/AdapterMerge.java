package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.parts.Sums;
import eigensweep.files.FileState;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A model with the changes of an adapter: each in the place of the weight that it changes, all others as
/// they are.
final class AdapterMerge {

    /// Settings that leave an update what it is, but do not let it be added once and for all.
    static final Map<String, String> ONLY_MERGING = Map.of(
            "alora_invocation_tokens",
            "is an activated LoRA (alora_invocation_tokens): it changes the model after some tokens only, so there is no merged"
                    + " weight",
            "layer_replication",
            "is for a model some of whose layers are repeated (layer_replication), which the base model's file is not");

    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String BASE_LAYER = ".base_layer.weight";
    private static final String WEIGHT = ".weight";
    private static final Set<String> TIED = Set.of("lm_head.weight", "embed_tokens.weight");

    private final Adapter adapter;
    private final Checkpoint base;
    private final Map<String, Tensor> merged = new LinkedHashMap<>();
    private final Map<String, Change> changed = new HashMap<>();
    private final BaseNames names;

    AdapterMerge(Adapter adapter, Checkpoint base) {
        this.adapter = adapter;
        this.base = base;
        base.tensors().forEach(tensor -> merged.put(tensor.name(), tensor));
        this.names = new BaseNames(merged.keySet());
    }

    Checkpoint merged() {
        if (adapter.unmergeable() != null) {
            throw adapter.stored().broken(adapter.unmergeable());
        }
        if (base.format().endsWith(" adapter")) {
            throw base.broken("is an adapter itself; --base is for the model it was trained on");
        }
        adapter.kept().forEach(this::put);
        adapter.changes().forEach(this::change);
        List<FileState> files = new ArrayList<>(adapter.files());
        files.addAll(base.sources());
        String format = adapter.format() + " merged into " + base.path() + " (" + base.format() + ")";
        return adapter.stored().as(format, List.copyOf(merged.values()), files);
    }

    /// A tensor that is used as it is, in the place of the model's if that has it.
    private void put(Tensor tensor) {
        String own = tensor.name().endsWith(BASE_LAYER)
                ? tensor.name().substring(0, tensor.name().length() - BASE_LAYER.length()) + WEIGHT
                : tensor.name();
        String name = names.find(own);
        if (name == null) {
            String nearest = names.nearest(own);
            String leaf = own.substring(own.lastIndexOf('.', own.length() - WEIGHT.length() - 1) + 1);
            if (nearest != null && TIED.contains(leaf) && (nearest.equals(leaf) || nearest.endsWith("." + leaf))) {
                throw missing(own);
            }
            boolean matrix = tensor.rank() > 1 && tensor.meaning().use() != Use.PART;
            Tensor kept = tensor.named(own);
            merged.put(own, matrix ? kept.noted("not in the base model: the adapter's own") : kept);
            return;
        }
        Tensor replaced = merged.get(name);
        merged.put(name, replaced == null ? tensor : tensor.named(name).meaning(replaced.meaning()));
    }

    private CheckpointException missing(String name) {
        String nearest = names.nearest(name);
        return base.broken("has no tensor " + name + ", which the adapter changes"
                + (nearest == null ? "" : "; the nearest name it has is " + nearest));
    }

    private void change(Change change) {
        String name = names.find(change.weight());
        name = name == null && merged.containsKey(change.weight()) ? change.weight() : name;
        Tensor weight = name == null ? null : merged.get(name);
        if (name == null || weight == null) {
            throw missing(change.weight());
        }
        Change other = changed.put(name, change);
        if (other != null) {
            throw base.broken("has one tensor, " + name + ", for two that the adapter changes: " + other.weight()
                    + " and " + change.weight());
        }
        merged.put(name, updated(weight, change));
    }

    private Tensor updated(Tensor weight, Change change) {
        if (weight.isStored() && !weight.dtype().isFloating()) {
            throw base.broken("tensor " + weight.name() + " holds " + weight.dtype() + " codes, to which no adapter"
                    + " can be added; use the model before quantisation");
        }
        if (weight.meaning().use() == Use.PART) {
            throw base.broken("tensor " + weight.name() + " is no weight that an adapter can be added to: "
                    + weight.meaning().note());
        }
        long[] shape = weight.shape();
        boolean turned = isTurned(change, weight);
        Step step = change.step(turned, shape);
        if (step == null) {
            turned = !turned;
            step = change.step(turned, shape);
        }
        if (step == null) {
            throw base.broken("has tensor " + weight.name() + " in another shape (" + weight.shapeText()
                    + ") than the adapter's " + change.weight() + " (" + shapeText(change) + ")");
        }
        Tensor made = weight.then(step).meaning(change.mergedMeaning(weight.meaning()));
        Tensor told = turned == change.transposed() || change.use() == Use.EXPERTS
                ? made
                : made.noted("the base model keeps this matrix " + (turned ? "transposed" : "as it is used")
                        + ", other than the adapter says");
        return change.magnitude() == null ? told : rescaled(told, change, change.magnitude(), turned);
    }

    private static String shapeText(Change change) {
        Tensor alone = change.update() instanceof Update.Scales ? null : change.alone();
        return alone == null ? Arrays.toString(change.update().shape()) : alone.shapeText();
    }

    /// Whether the model keeps a weight with inputs first. A square one does not show it, but its neighbours
    /// do: where GPT-2's `c_attn` and `c_fc` are wider than high, `c_proj` is transposed, too; and of experts
    /// that have inputs first, `gate_up_proj` is as high as `down_proj`. Of others PEFT has had both orders.
    private boolean isTurned(Change change, Tensor weight) {
        if (!change.fitsBothWays(weight.shape())) {
            return change.transposed();
        }
        String name = weight.name();
        if (change.update() instanceof Update.Experts) {
            Tensor gate = merged.get(name.replaceFirst("down_proj$", "gate_up_proj"));
            long side = weight.shape()[1];
            if (gate == null || gate.rank() != 3 || gate.shape()[1] != side || gate.shape()[2] == side) {
                throw base.broken("tensor " + name + " (" + weight.shapeText()
                        + ") does not show which of its sides are inputs; merge the adapter with PEFT"
                        + " (merge_and_unload)");
            }
            return true;
        }
        if (!name.endsWith("c_proj.weight")) {
            return change.transposed();
        }
        for (String neighbour : List.of("c_attn.weight", "c_fc.weight")) {
            Tensor other = merged.get(name.replaceFirst("c_proj\\.weight$", neighbour));
            if (other != null && other.rank() == 2 && other.shape()[0] != other.shape()[1]) {
                return other.shape()[0] < other.shape()[1];
            }
        }
        return change.transposed();
    }

    /// DoRA: each output's weights are divided by their norm and multiplied by what was learnt in its place.
    private Tensor rescaled(Tensor weight, Change change, Tensor magnitude, boolean turned) {
        long[] each = change.sharing(magnitude, turned, weight.shape());
        if (each == null
                || magnitude.storedName().endsWith("dora_scale")
                || !magnitude.dtype().isFloating()
                || weight.repeatsElements()) {
            throw adapter.stored()
                    .broken("has " + magnitude.name() + " (" + magnitude.shapeText()
                            + "), which are not DoRA's norms of the outputs of "
                            + weight.name() + " (" + weight.shapeText()
                            + ") as PEFT has them; merge it with the library that"
                            + " made it");
        }
        int outputs = turned ? 1 : 0;
        int count = Math.toIntExact(weight.shape()[outputs]);
        double[] squares = squares(weight, outputs, count);
        double[] norms = Sums.values(magnitude);
        MemorySegment data = adapter.stored().arena().allocate(8L * count, 8);
        for (int i = 0; i < count; i++) {
            data.setAtIndex(F64, i, norms[i] / Math.sqrt(squares[i]));
        }
        long[] shape = Tensor.ones(weight.rank());
        shape[outputs] = count;
        Tensor factors = Tensor.of(magnitude.name(), DType.F64, shape, data);
        return weight.then(new Step.Times(factors, each)).noted("rescaled (DoRA)");
    }

    /// The sums of squares along an axis.
    private static double[] squares(Tensor weight, int outputs, int count) {
        double[] squares = new double[count];
        double[] row = new double[(int) weight.shape()[1]];
        long[] position = new long[weight.rank()];
        long positions = weight.count() / weight.shape()[0] / weight.shape()[1];
        for (long p = 0; p < positions; p++) {
            Matrix m = weight.matrix(0, 1, position, 1.0);
            for (int i = 0; i < m.rows(); i++) {
                Widen.toF64(m, i, 0, row.length, MemorySegment.ofArray(row), 0);
                for (int j = 0; j < row.length; j++) {
                    squares[outputs == 0 ? i : j] += row[j] * row[j];
                }
            }
            for (int axis = weight.rank() - 1; axis > 1 && ++position[axis] == weight.shape()[axis]; axis--) {
                position[axis] = 0;
            }
        }
        return squares;
    }
}
