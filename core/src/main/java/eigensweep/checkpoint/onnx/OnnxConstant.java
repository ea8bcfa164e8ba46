package eigensweep.checkpoint.onnx;

import eigensweep.checkpoint.parts.Arrangement;
import eigensweep.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A constant of an ONNX model as a node reads it: rearranged, cast, dequantised by the nodes in between.
///
/// @param stored the constant
/// @param seen its elements as they are read; null if that is no view of them
/// @param isTurned whether a matrix is read transposed; `seen` is not, as that is the same matrix
/// @param isCopy whether it comes through an `Identity`, by which exporters share what two modules have alike
/// @param parts scales and zero points
/// @param trouble why it is no view, or cannot be dequantised; empty if it is one
record OnnxConstant(
        Tensor stored, @Nullable Tensor seen, boolean isTurned, boolean isCopy, List<Tensor> parts, String trouble) {

    OnnxConstant {
        parts = List.copyOf(parts);
    }

    static OnnxConstant of(Tensor stored) {
        return new OnnxConstant(stored, stored, false, false, List.of(), "");
    }

    /// The elements in the order of the axes that the node sees.
    @Nullable
    Tensor settled() {
        return seen != null && isTurned ? Arrangement.permuted(seen, new long[] {1, 0}) : seen;
    }

    /// Read in another way.
    ///
    /// @param by the operator that does it
    OnnxConstant as(@Nullable Tensor view, String by) {
        return view == null
                ? troubled("is rearranged by " + by + " before it is used, into no view of what is stored")
                : new OnnxConstant(stored, view, false, isCopy, parts, trouble);
    }

    /// A matrix read transposed; other arrays by their view.
    OnnxConstant turned() {
        return new OnnxConstant(stored, seen, !isTurned, isCopy, parts, trouble);
    }

    OnnxConstant copied() {
        return new OnnxConstant(stored, seen, isTurned, true, parts, trouble);
    }

    /// Made of other constants, too.
    OnnxConstant with(List<Tensor> more) {
        return new OnnxConstant(
                stored,
                seen,
                isTurned,
                isCopy,
                Stream.concat(parts.stream(), more.stream()).toList(),
                trouble);
    }

    /// The constant and all others that it is made of.
    List<Tensor> all() {
        return Stream.concat(Stream.of(stored), parts.stream()).toList();
    }

    OnnxConstant troubled(String why) {
        return new OnnxConstant(stored, null, false, isCopy, parts, trouble.isEmpty() ? why : trouble);
    }

    /// Whether it is made from codes by scales.
    boolean isDequantised() {
        return seen != null && !seen.isStored() && stored.dtype().bits() <= 8;
    }

    /// Whether the same scales and zero points are applied.
    boolean isOfSameParts(OnnxConstant other) {
        boolean same = parts.size() == other.parts.size();
        for (int i = 0; same && i < parts.size(); i++) {
            same = parts.get(i).data().equals(other.parts.get(i).data());
        }
        return same;
    }
}
