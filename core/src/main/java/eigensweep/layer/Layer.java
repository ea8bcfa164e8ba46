package eigensweep.layer;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor as a layer of the model: the matrices whose eigenvalues make one spectrum, or the reason there are
/// none.
///
/// @param id the tensor's place in its checkpoint
/// @param longName the tensor's name without `.weight`, with the number of the expert or the direction behind it
/// @param type what kind of layer it is
/// @param tensor where the weights are, and what is known of them
/// @param matrices one matrix, or the slices of a convolution kernel; all of one shape; empty if it is no matrix
///     at all
/// @param receptiveField `rf`: positions of the convolution kernel, pooled or not, or matrices of a stack; 1 for a
///     matrix
/// @param slice which slice of a kernel this layer is, or null if it is not one
/// @param skipped why it is not swept, or null if it is
public record Layer(
        int id,
        String longName,
        Type type,
        Tensor tensor,
        List<Matrix> matrices,
        int receptiveField,
        @Nullable Integer slice,
        @Nullable String skipped) {

    /// What kind of layer a tensor is; a layer of another kind is named here but never swept.
    public enum Type {
        DENSE,
        EMBEDDING,
        CONV1D,
        CONV2D,
        CONV3D,
        /// One expert of a stack of them.
        EXPERT,
        /// The gates of an LSTM, a GRU or an RNN.
        RECURRENT,
        /// Biases, normalisation weights, scalars: no matrix at all.
        VECTOR,
        OTHER;

        /// Whether its matrices are the positions of a kernel.
        public boolean isKernel() {
            return this == CONV1D || this == CONV2D || this == CONV3D;
        }
    }

    public Layer {
        matrices = List.copyOf(matrices);
    }

    /// Whether its spectrum is to be computed.
    public boolean isSwept() {
        return skipped == null;
    }

    /// Whether it is a weight that the file should have and has not: the model is incomplete.
    public boolean isMissing() {
        return tensor.meaning().use() == Use.MISSING;
    }

    /// Whether it is a matrix or a stack of them: a row of the tables, if only to say why it was skipped.
    public boolean isRow() {
        return type != Type.VECTOR;
    }

    /// What one should know of how the tensor was read; empty if there is nothing.
    public String note() {
        return isSwept() ? tensor.meaning().note() : "";
    }

    /// The same layer with one more remark.
    Layer noted(String remark) {
        return new Layer(id, longName, type, tensor.noted(remark), matrices, receptiveField, slice, skipped);
    }

    /// One of the matrices of a layer, or a part of one, as a layer of its own.
    Layer part(String name, Matrix matrix, int field, @Nullable Integer place) {
        return new Layer(id, name, type, tensor, List.of(matrix), field, place, skipped);
    }

    /// The same layer, not to be swept.
    Layer skippedBecause(String reason) {
        return new Layer(id, longName, type, tensor, matrices, receptiveField, slice, reason);
    }

    /// The long name, with the slice behind it where there is one: unique in its model.
    public String title() {
        return slice == null ? longName : longName + "[" + slice + "]";
    }

    /// `N`: the larger side of each matrix.
    public int largeSide() {
        return matrices.getFirst().largeSide();
    }

    /// `M`: the smaller side of each matrix.
    public int smallSide() {
        return matrices.getFirst().smallSide();
    }

    /// How many eigenvalues the layer has.
    public long eigenvalueCount() {
        return (long) smallSide() * matrices.size();
    }
}
