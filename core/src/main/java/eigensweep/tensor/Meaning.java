package eigensweep.tensor;

import org.jspecify.annotations.Nullable;

/// What a reader knows of a tensor beyond its elements: from the format, from the operator that reads it, from the
/// module it belongs to.
///
/// @param axes what its axes run over
/// @param use what the model does with it
/// @param encoding what people call the form it is stored in, where the element type does not say it; else null
/// @param note what one should know who uses its numbers, and, for what is no weight, why; empty if there is nothing
public record Meaning(Axes axes, Use use, @Nullable String encoding, String note) {

    /// Nothing is known, as of a bare array.
    public static final Meaning UNKNOWN = new Meaning(Axes.UNKNOWN, Use.UNKNOWN, null, "");

    /// A tensor of a format that keeps outputs first: PyTorch, safetensors, ONNX.
    public static final Meaning OUT_FIRST = new Meaning(Axes.OUT_FIRST, Use.UNKNOWN, null, "");

    /// What the axes of a kernel run over. Which sides a matrix has first makes no difference to its spectrum.
    public enum Axes {
        /// Outputs, inputs, positions: PyTorch, ONNX. Transposed convolutions have inputs first.
        OUT_FIRST,
        /// Positions, inputs, outputs: TensorFlow, Keras, Flax.
        POSITIONS_FIRST,
        /// Outputs, positions, inputs: MLX.
        POSITIONS_BETWEEN,
        /// The file does not say.
        UNKNOWN
    }

    /// What a model does with a tensor.
    public enum Use {
        /// The file does not say.
        UNKNOWN,
        /// Multiplies vectors. With more than two axes: a matrix for each index of the first ones.
        DENSE,
        /// A table that is looked up.
        EMBEDDING,
        /// A convolution kernel.
        CONVOLUTION,
        /// The weights of a recurrent layer, all gates in one matrix; of three axes the first is the direction.
        RECURRENT,
        /// One matrix for each expert, which the first axis counts.
        EXPERTS,
        /// One vector for each expert, or just one: a bias.
        BIAS,
        /// No parameter: a constant that the model carries along.
        BUFFER,
        /// No weight by itself; the note says of what it is a part, or why it cannot be one.
        PART,
        /// A weight whose elements the file does not have, so that the model is incomplete; the note says why.
        MISSING
    }

    /// The same, used so.
    public Meaning used(Use as) {
        return new Meaning(axes, as, encoding, note);
    }

    /// The same, with another word for how it is stored.
    public Meaning encoded(String as) {
        return new Meaning(axes, use, as, note);
    }

    /// The same, with one more remark.
    public Meaning noted(String remark) {
        return new Meaning(axes, use, encoding, note.isEmpty() ? remark : note + "; " + remark);
    }

    /// The same, with this remark alone.
    public Meaning notedOnly(String remark) {
        return new Meaning(axes, use, encoding, remark);
    }
}
