package eigensweep.checkpoint.adapter;

import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What an adapter does to one weight of a model.
///
/// @param weight the weight's name in the model, as far as the adapter knows it
/// @param name what the update is called where it stands alone
/// @param part the first part of the update in the file
/// @param update what is added
/// @param transposed whether the adapter says that the model keeps the weight transposed
/// @param magnitude DoRA: the norms of the merged weight's rows; else null
/// @param use what the weight is for
/// @param note what one should know of the update
record Change(
        String weight,
        String name,
        Tensor part,
        Update update,
        boolean transposed,
        @Nullable Tensor magnitude,
        Use use,
        String note)
        implements Adapter.Item {

    /// The update alone; null if it has more elements than can be counted.
    @Nullable
    Tensor alone() {
        try {
            long[] shape = transposed ? exchanged(update.shape()) : update.shape();
            Step step = Tensor.count(shape) > 0 ? step(transposed, shape) : null;
            if (step == null) {
                return null;
            }
            Meaning meaning = new Meaning(Axes.OUT_FIRST, use, null, note);
            if (magnitude != null) {
                meaning = meaning.noted("without DoRA's factors on its rows, which need the model (--base)");
            }
            Tensor nothing =
                    Tensor.zeros(part.storedName(), part.dtype(), shape).named(name);
            return nothing.then(step).meaning(meaning);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /// The step that adds the update to a weight of a shape; null if it is of another.
    ///
    /// @param turned whether the weight has inputs first
    @Nullable
    Step step(boolean turned, long[] shape) {
        if (!turned) {
            return update.onto(shape);
        }
        if (update instanceof Update.Experts experts) {
            return experts.turned().onto(shape);
        }
        Step step = shape.length == 2 ? update.onto(exchanged(shape)) : null;
        return step == null ? null : step.transposed();
    }

    private static long[] exchanged(long[] shape) {
        return shape.length == 2 ? new long[] {shape[1], shape[0]} : shape;
    }

    /// Whether both orders of inputs and outputs fit a shape.
    boolean fitsBothWays(long[] shape) {
        return shape.length >= 2
                && shape[shape.length - 1] == shape[shape.length - 2]
                && (shape.length == 2 || update instanceof Update.Experts);
    }

    /// What the merged weight means.
    Meaning mergedMeaning(Meaning of) {
        boolean known = of.use() == Use.UNKNOWN && (use == Use.CONVOLUTION || use == Use.EXPERTS);
        Axes axes = use == Use.CONVOLUTION ? Axes.OUT_FIRST : of.axes();
        Meaning merged = new Meaning(axes, known ? use : of.use(), of.encoding(), of.note());
        return merged.noted("with the adapter's update" + (note.isEmpty() ? "" : "; " + note));
    }

    /// How many neighbours along each axis share one of DoRA's factors; null if there are not as many.
    ///
    /// @param turned whether the weight has inputs first
    long @Nullable [] sharing(Tensor magnitudes, boolean turned, long[] shape) {
        int outputs = turned ? 1 : 0;
        if (magnitudes.count() != shape[outputs] || Arrays.stream(shape).anyMatch(side -> side < 1)) {
            return null;
        }
        long[] each = shape.clone();
        each[outputs] = 1;
        return each;
    }
}
