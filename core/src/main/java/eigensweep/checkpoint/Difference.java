package eigensweep.checkpoint;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.OptimiserState;
import eigensweep.checkpoint.parts.ConfiguredExperts;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The change from one model to another, as a model whose weights are `W_after - W_before`. Nothing is
/// subtracted before a matrix is read (see [Step.Plus]), and then in float64: exactly, where both are
/// bfloat16 or float16.
///
/// Layers meet by name (see [MatchedNames]). One that has no change to be swept is [Use#PART], with the
/// reason as its note: it is in one model only, of another shape there, or the same.
final class Difference {

    /// Formats that keep the axes of a matrix, or the rows along one, in an order of their own. A difference
    /// across them would be one of unrelated elements, and where matrices are square nothing would show it.
    private static final List<String> ORDERS = List.of("ONNX", "GGUF", "HDF5", "Keras");

    private static final String ADAPTER = "adapter";

    private final Checkpoint after;
    private final Checkpoint before;
    private final String nameBefore;
    private final Map<String, Tensor> earlier = new HashMap<>();

    private Difference(Checkpoint after, Checkpoint before, String nameBefore) {
        this.after = after;
        this.before = before;
        this.nameBefore = nameBefore;
        before.tensors().forEach(tensor -> earlier.putIfAbsent(tensor.name(), tensor));
    }

    /// The change to a model. That of a LoRA adapter is its update, whatever it is added to.
    ///
    /// @param nameAfter what the user calls the model after
    /// @param nameBefore what the user calls the model before
    /// @throws CheckpointException if there is no telling which elements belong together
    static Checkpoint of(Checkpoint after, String nameAfter, Checkpoint before, String nameBefore) {
        return new Difference(after, before, nameBefore).calledAfter(nameAfter);
    }

    private Checkpoint calledAfter(String nameAfter) {
        if (before.format().endsWith(ADAPTER)) {
            throw before.broken("is a " + before.format() + ", no model; --minus takes the model before");
        }
        if (!isAdapter() && !order(after).equals(order(before))) {
            throw after.broken("is " + after.format() + " and " + before.path() + " is " + before.format()
                    + ", which order the elements of a matrix in ways of their own; --minus takes two models of"
                    + " one format");
        }
        MatchedNames names = MatchedNames.of(
                before.tensors().stream().map(Tensor::name).toList(),
                after.tensors().stream().map(Tensor::name).toList());
        List<String> remarks = new ArrayList<>(names.remarks(nameBefore, nameAfter));
        if (isAdapter()) {
            remarks.add(nameAfter + " is a " + after.format() + ": its updates are the change to " + nameBefore);
        }
        remarks.addAll(before.remarks());
        return after.minus(
                        new Checkpoint.Subtracted(nameBefore, before.format(), before.revision(), before.sources()),
                        changes(names))
                .remarked(remarks);
    }

    private boolean isAdapter() {
        return after.format().endsWith(ADAPTER);
    }

    private static String order(Checkpoint model) {
        String format = model.base() == null ? model.format() : model.base().format();
        return ORDERS.stream().filter(format::contains).findFirst().orElse("");
    }

    /// Every tensor of the model after, changed or not, then those that only the model before has.
    private List<Tensor> changes(MatchedNames names) {
        List<Tensor> changes = new ArrayList<>();
        for (Tensor tensor : after.tensors()) {
            String partner = names.beforeOf().get(tensor.name());
            changes.add(change(tensor, partner == null ? null : earlier.get(partner)));
        }
        if (isAdapter()) {
            return changes;
        }
        Set<String> met = new HashSet<>(names.beforeOf().values());
        before.tensors().stream()
                .filter(tensor -> !met.contains(tensor.name()))
                .map(tensor -> isWeight(tensor) ? none(tensor, "only in " + nameBefore) : tensor)
                .forEach(changes::add);
        return changes;
    }

    private Tensor change(Tensor tensor, @Nullable Tensor before) {
        return isAdapter() && isUpdate(tensor) || !isWeight(tensor) ? tensor : change(tensor, before, nameBefore);
    }

    /// Whether a tensor is a change by itself: zeros to which an adapter adds.
    private static boolean isUpdate(Tensor tensor) {
        return !tensor.isStored() && Arrays.stream(tensor.strides()).allMatch(stride -> stride == 0);
    }

    /// The change of one weight.
    ///
    /// @param before its counterpart, or null if there is none
    /// @param nameBefore what the user calls the model before
    static Tensor change(Tensor after, @Nullable Tensor before, String nameBefore) {
        return before == null
                ? none(after, "not in " + nameBefore)
                : between(ConfiguredExperts.like(after, before), ConfiguredExperts.like(before, after), nameBefore);
    }

    private static Tensor between(Tensor after, Tensor before, String nameBefore) {
        if (before.count() == 0 || before.meaning().use() == Use.MISSING) {
            return after.refused(
                    Use.MISSING, "has no elements in " + nameBefore + ", which is incomplete; gather that model first");
        }
        if (!Arrays.equals(after.shape(), before.shape())) {
            return none(after, "of another shape in " + nameBefore + ": " + before.shapeText());
        }
        if (!isWeight(before)) {
            String note = before.meaning().note();
            return none(
                    after,
                    "no weight in " + nameBefore + ": "
                            + (note.isEmpty() ? before.encoding() + " codes or an expanded view" : note));
        }
        if (ordersOtherwise(after, before)) {
            return none(after, "with its axes in another order in " + nameBefore);
        }
        if (SameElements.of(after, before)) {
            return none(after, "unchanged: every element is that of " + nameBefore);
        }
        return after.then(new Step.Plus(before, -1.0, Tensor.ones(after.rank())))
                .meaning(meaning(after, before, nameBefore));
    }

    /// The rows and columns of a matrix are ordered alike in all formats that may be subtracted; positions of
    /// kernels are not.
    private static boolean ordersOtherwise(Tensor after, Tensor before) {
        Axes later = after.meaning().axes();
        Axes earlier = before.meaning().axes();
        return after.rank() > 2 && later != earlier && later != Axes.UNKNOWN && earlier != Axes.UNKNOWN;
    }

    private static Meaning meaning(Tensor after, Tensor before, String nameBefore) {
        Meaning known = after.meaning();
        String note = before.meaning().note();
        Meaning noted =
                note.isEmpty() || note.equals(known.note()) ? known : known.noted("in " + nameBefore + ": " + note);
        return after.encoding().equals(before.encoding())
                ? noted
                : noted.encoded(after.encoding() + " - " + before.encoding());
    }

    private static Tensor none(Tensor tensor, String why) {
        return tensor.refused(Use.PART, why);
    }

    /// Whether a tensor has a spectrum to speak of; of others it is said what they are.
    private static boolean isWeight(Tensor tensor) {
        boolean isKnownToBeNone = Stream.of(Use.PART, Use.BUFFER, Use.BIAS, Use.MISSING)
                .anyMatch(tensor.meaning().use()::equals);
        return tensor.rank() >= 2
                && tensor.count() > 0
                && !isKnownToBeNone
                && !OptimiserState.isPartOf(tensor.name())
                && Arrays.stream(tensor.shape()).allMatch(side -> side <= Integer.MAX_VALUE)
                && (!tensor.isStored() || (tensor.dtype().isFloating() && !tensor.repeatsElements()));
    }
}
