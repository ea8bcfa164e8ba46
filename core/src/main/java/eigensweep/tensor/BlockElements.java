package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.simd.Kernels;
import java.lang.foreign.MemorySegment;

/// Reads elements of a type of blocks ([DType#isBlocks]): element `i` is number `i mod n` of block `i / n`, where
/// `n` is [DType#blockElements]. Blocks follow each other without gaps, in the order of the elements.
///
/// Its arrays serve one run of elements after the other: new ones would be in no cache yet.
final class BlockElements {

    private final MemorySegment data;
    private final DType dtype;
    private final Kernels kernels;
    private final byte[] blocks;
    private final float[] spare;

    /// @param data the bytes of the blocks
    /// @param most elements that are read at a time
    /// @param kernels suited to the size of the whole they are part of
    BlockElements(MemorySegment data, DType dtype, int most, Kernels kernels) {
        this.data = data;
        this.dtype = dtype;
        this.kernels = kernels;
        int mostBlocks = most / dtype.blockElements() + 2;
        this.blocks = new byte[mostBlocks * dtype.blockBytes()];
        this.spare = new float[mostBlocks * BlockCode.SPARE];
    }

    /// The element at an index.
    static double at(MemorySegment data, DType dtype, long index) {
        float[] value = new float[1];
        new BlockElements(data, dtype, 1, Kernels.forWork(1)).read(index, 1, value);
        return value[0];
    }

    /// Writes `n` neighbours, from `first` on: all are float32 numbers.
    void read(long first, int n, float[] into) {
        BlockCode code = BlockCode.of(dtype);
        int each = dtype.blockElements();
        int skipped = (int) (first % each);
        int count = Math.ceilDiv(skipped + n, each);
        long from = first / each * dtype.blockBytes();
        MemorySegment.copy(data, JAVA_BYTE, from, blocks, 0, count * dtype.blockBytes());
        if (n == count * each) {
            code.decode(blocks, count, kernels, spare, into);
            return;
        }
        float[] values = new float[each * count];
        code.decode(blocks, count, kernels, spare, values);
        System.arraycopy(values, skipped, into, 0, n);
    }
}
