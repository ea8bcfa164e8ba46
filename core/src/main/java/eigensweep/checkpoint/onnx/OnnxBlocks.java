package eigensweep.checkpoint.onnx;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import eigensweep.checkpoint.parts.Arrangement;
import eigensweep.checkpoint.parts.SpectralNorm;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Weights that ONNX Runtime keeps in blocks, often as bytes of packed codes: what its operators `MatMulNBits` and
/// `GatherBlockQuantized` read.
///
/// Of two codes of 4 bits in a byte the first is in the lower half. A weight is `(code - zero point) * scale`, with a
/// scale a block. In bytes the zero point is `2^(bits - 1)` where none is given, and 0 for types that are of 4 bits by
/// themselves.
final class OnnxBlocks {

    private static final ValueLayout.OfInt I32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final OnnxValues values;
    private final Arena arena;

    OnnxBlocks(OnnxValues values, Arena arena) {
        this.values = values;
        this.arena = arena;
    }

    /// A weight in blocks, its codes unpacked.
    ///
    /// @param codes two axes
    /// @param axis the one that blocks run along
    /// @param block elements of a block; 0 if the axis is one
    /// @param zeroPoint where the model has none
    private record Blocked(Tensor codes, int axis, long block, long zeroPoint) {

        /// How many scales there are along an axis.
        long[] cells() {
            long[] cells = codes.shape().clone();
            cells[axis] = block == 0 ? 1 : Math.ceilDiv(cells[axis], block);
            return cells;
        }
    }

    /// What it is that a node reads in blocks, and where.
    ///
    /// @param weight which input that is
    /// @param scale which one has the scales
    record Scheme(int weight, int scale, Use use) {}

    /// How a node reads weights in blocks; null if it reads none.
    static @Nullable Scheme scheme(OnnxNode node) {
        return switch (node.operator()) {
            case "MatMulNBits" -> new Scheme(1, 2, Use.DENSE);
            case "GatherBlockQuantized" -> new Scheme(0, 2, Use.EMBEDDING);
            default -> null;
        };
    }

    /// The weight that a node reads; null if it is no constant.
    @Nullable
    OnnxConstant weight(OnnxScope scope, OnnxNode node, Scheme scheme) {
        OnnxConstant codes = values.constant(scope, node.input(scheme.weight()));
        Tensor seen = codes == null ? null : codes.settled();
        if (codes == null || seen == null) {
            return codes;
        }
        String zeroPoint = node.input(3);
        Blocked blocked = scheme.use() == Use.DENSE ? ofMatMul(node, seen) : ofGather(node, seen);
        OnnxConstant scale = values.constant(scope, node.input(scheme.scale()));
        OnnxConstant zero = values.constant(scope, zeroPoint);
        if (blocked == null || !isInOrder(scope, node, scheme)) {
            return codes.with(Stream.of(scale, zero)
                            .flatMap(part -> part == null ? Stream.of() : part.all().stream())
                            .toList())
                    .troubled(seen.dtype() + " codes in blocks, packed in a way this tool does not know");
        }
        Tensor centred = zeroPoint.isEmpty() ? centred(blocked) : blocked.codes();
        OnnxQuantised.Scales scales = new OnnxQuantised.Scales(
                shaped(scale, blocked.cells()), zero == null ? null : unpacked(zero, blocked), zeroPoint.isEmpty());
        return OnnxQuantised.dequantised(codes.as(centred, ""), scales, blocked.axis(), blocked.block());
    }

    private static @Nullable OnnxConstant shaped(@Nullable OnnxConstant constant, long[] shape) {
        Tensor seen = constant == null ? null : constant.settled();
        Tensor view = seen == null ? null : Arrangement.reshaped(seen, shape);
        return constant == null || view == null ? constant : constant.as(view, "");
    }

    /// `[N, blocks, bytes of a block]`, of any shape with as many elements; the last block of a row is filled up.
    private static @Nullable Blocked ofMatMul(OnnxNode node, Tensor bytes) {
        long rows = node.number("N", 0);
        long columns = node.number("K", 0);
        long block = node.number("block_size", 0);
        long bits = node.number("bits", 4);
        if (rows < 1 || columns < 1 || block < 1 || node.number("weight_prepacked", 0) != 0) {
            return null;
        }
        long width = bytes.count() % rows == 0 ? bytes.count() / rows : 0;
        Tensor codes = unpacked(bytes, rows, width, bits);
        if (codes == null || codes.shape()[1] < columns || codes.shape()[1] != Math.ceilDiv(columns, block) * block) {
            return null;
        }
        return new Blocked(codes.viewed(new long[] {rows, columns}, codes.strides()), 1, block, 1L << (bits - 1));
    }

    /// Two axes; packed along the second.
    private static @Nullable Blocked ofGather(OnnxNode node, Tensor table) {
        long axis = node.number("quantize_axis", 1);
        long block = node.number("block_size", 128);
        if (table.rank() != 2 || table.count() == 0 || axis < -2 || axis > 1 || block < 0) {
            return null;
        }
        int along = (int) (axis < 0 ? axis + 2 : axis);
        if (table.dtype() != DType.U8) {
            return new Blocked(table, along, block, 0);
        }
        long bits = node.number("bits", 4);
        Tensor codes = unpacked(table, table.shape()[0], table.shape()[1], bits);
        return codes == null ? null : new Blocked(codes, along, block, 1L << (bits - 1));
    }

    /// Bytes as rows of codes; null if they are no bytes that lie row by row, or of bits that are not known.
    private static @Nullable Tensor unpacked(Tensor bytes, long rows, long width, long bits) {
        boolean isBytes = bytes.dtype() == DType.U8 && bytes.isStored();
        Tensor matrix = isBytes ? Arrangement.reshaped(bytes, new long[] {rows, width}) : null;
        if (matrix == null || rows > 1 && matrix.strides()[0] != width || bits != 4 && bits != 8) {
            return null;
        }
        long[] shape = {rows, width * 8 / bits};
        return bytes.as(bits == 4 ? DType.U4 : DType.U8).viewed(shape, Tensor.rowMajor(shape));
    }

    /// Zero points packed as the codes are, each row filled up to a whole byte, or one by one.
    private static @Nullable OnnxConstant unpacked(OnnxConstant zero, Blocked blocked) {
        Tensor seen = zero.settled();
        long[] cells = blocked.cells();
        if (seen == null || seen.dtype() != DType.U8 || blocked.codes().dtype() != DType.U4) {
            return shaped(zero, cells);
        }
        long width = Math.ceilDiv(cells[1], 2);
        Tensor codes = seen.count() == cells[0] * width ? unpacked(seen, cells[0], width, 4) : null;
        return zero.as(codes == null ? null : codes.viewed(cells, codes.strides()), "");
    }

    private Tensor centred(Blocked blocked) {
        if (blocked.zeroPoint() == 0) {
            return blocked.codes();
        }
        Tensor zeroPoint = SpectralNorm.constant(blocked.zeroPoint(), 2, arena);
        return blocked.codes()
                .then(new Step.Plus(zeroPoint, -1.0, blocked.codes().shape()));
    }

    /// Whether columns are in the order of their blocks. Each may be given its block (`g_idx`): of a weight quantised
    /// in the order of activations no view is in order.
    private boolean isInOrder(OnnxScope scope, OnnxNode node, Scheme scheme) {
        if (scheme.use() != Use.DENSE || node.input(4).isEmpty()) {
            return true;
        }
        OnnxConstant order = values.constant(scope, node.input(4));
        Tensor blocks = order == null ? null : order.seen();
        if (blocks == null || blocks.dtype() != DType.I32 || !blocks.isStored()) {
            return false;
        }
        for (long k = 0; k < blocks.count(); k++) {
            if (blocks.data().get(I32, 4 * k) != k / node.number("block_size", 1)) {
                return false;
            }
        }
        return true;
    }
}
