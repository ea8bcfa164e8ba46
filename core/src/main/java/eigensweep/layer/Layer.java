package eigensweep.layer;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor as a layer of the model: the matrices whose eigenvalues make one spectrum, or the reason there are
/// none.
///
/// @param id the tensor's place in its checkpoint
/// @param longName the tensor's name without `.weight`
/// @param type what kind of layer it is
/// @param tensor where the weights are
/// @param matrices one matrix, or the slices of a convolution kernel; all of one shape; empty if it is no matrix
///     at all
/// @param receptiveField `rf`: positions of the convolution kernel, pooled or not; 1 for a matrix
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
        /// Biases, normalisation weights, scalars: no matrix at all.
        VECTOR,
        OTHER
    }

    public Layer {
        matrices = List.copyOf(matrices);
    }

    /// Whether its spectrum is to be computed.
    public boolean isSwept() {
        return skipped == null;
    }

    /// Whether it is a matrix or a stack of them: a row of the tables, if only to say why it was skipped.
    public boolean isRow() {
        return type != Type.VECTOR;
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
