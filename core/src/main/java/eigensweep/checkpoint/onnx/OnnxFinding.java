package eigensweep.checkpoint.onnx;

import eigensweep.checkpoint.parts.Arrangement;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the nodes of an ONNX model tell of a constant, gathered one by one. The first that says what it is is believed.
final class OnnxFinding {

    /// PyTorch's ending for the second direction of a recurrent layer.
    private static final String REVERSE = "_reverse";

    private final Tensor stored;
    private final String owner;
    private @Nullable OnnxConstant seen;
    private Use use = Use.UNKNOWN;
    private String note = "";
    private String trouble = "";
    private OnnxNames.@Nullable Given name;

    /// @param owner the node that the constant's graph belongs to; empty in the main graph
    OnnxFinding(Tensor stored, String owner) {
        this.stored = stored;
        this.owner = owner;
    }

    Tensor stored() {
        return stored;
    }

    String owner() {
        return owner;
    }

    /// It is read as this.
    void read(OnnxConstant as, Use usedAs) {
        if (use == Use.UNKNOWN && (as.isDequantised() || usedAs != Use.UNKNOWN)) {
            seen = as;
            use = usedAs;
        } else if (seen != null && as.isDequantised() && !seen.isOfSameParts(as)) {
            note = "read with other scales, too";
        }
    }

    /// It is read in a way that makes no matrix of what is stored.
    void refuse(String why) {
        trouble = trouble.isEmpty() ? why : trouble;
    }

    /// It is no weight.
    void is(Use other, String why) {
        if (use == Use.UNKNOWN) {
            use = other;
            note = why;
        }
    }

    /// A name that people may know it by; the first of the best is kept.
    void called(OnnxNames.Given given) {
        if (name == null || given.isBetterThan(name)) {
            name = given;
        }
    }

    /// The name in the file, without the endings of quantisers if it is dequantised, and without an operator's.
    String ownName() {
        return OnnxNames.withoutOperator(isDequantised() ? OnnxNames.bare(stored.storedName()) : stored.storedName());
    }

    /// The name that nodes give it; empty if none does.
    String givenName() {
        return name == null ? "" : name.name();
    }

    private boolean isDequantised() {
        return seen != null && seen.isDequantised();
    }

    /// The tensor, or one for each direction of a recurrent layer.
    List<Tensor> tensors(String readable) {
        Tensor view = seen == null || seen.seen() == null ? stored : seen.seen();
        Tensor whole = view.named(readable).meaning(meaning(view));
        if (use != Use.RECURRENT || whole.rank() != 3 || whole.shape()[0] < 1 || whole.shape()[0] > 2) {
            return List.of(whole);
        }
        List<Tensor> directions = new ArrayList<>();
        for (long d = 0; d < whole.shape()[0]; d++) {
            Tensor direction = Arrangement.at(whole, d);
            if (direction == null) {
                return List.of(whole);
            }
            directions.add(d == 0 ? direction : direction.named(readable + REVERSE));
        }
        return directions;
    }

    private Meaning meaning(Tensor view) {
        Meaning meaning = stored.meaning();
        if (meaning.use() != Use.UNKNOWN) {
            return meaning;
        }
        if (use == Use.UNKNOWN && !trouble.isEmpty()) {
            return meaning.used(Use.PART).noted(trouble);
        }
        if (isConstantKernel()) {
            return meaning.used(Use.BUFFER).noted("a window, transform or filter bank by its name");
        }
        Meaning used = note.isEmpty() ? meaning.used(use) : meaning.used(use).noted(note);
        if (isDequantised()) {
            return used.encoded(view.dtype() + " (dequantised)");
        }
        return view.isStored() ? used : used.noted("with the factors and terms that the graph applies to it");
    }

    private boolean isConstantKernel() {
        boolean mayBeWeight = use == Use.UNKNOWN || use == Use.DENSE || use == Use.CONVOLUTION;
        return mayBeWeight && Stream.of(ownName(), givenName()).anyMatch(OnnxRoles::isConstantKernel);
    }
}
