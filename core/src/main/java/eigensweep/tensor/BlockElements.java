package eigensweep.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import eigensweep.simd.Kernels;
import java.lang.foreign.MemorySegment;

/// Elements of a type of blocks ([DType#isBlocks]): element `i` is number `i mod n` of block `i / n`, where
/// `n` is [DType#blockElements]. Blocks follow each other without gaps, in the order of the elements.
final class BlockElements {

    /// Elements that are decoded at a time; a multiple of every block's.
    private static final int RUN = 2048;

    /// Bytes behind the last block, for vectors that load more than they need.
    private static final int MARGIN = 8;

    private BlockElements() {}

    /// The element at an index.
    static double at(MemorySegment data, DType dtype, long index) {
        double[] value = new double[1];
        read(data, dtype, index, 1, MemorySegment.ofArray(value), 0, Kernels.forWork(1));
        return value[0];
    }

    /// See [Elements#read].
    static void read(
            MemorySegment data, DType dtype, long first, int n, MemorySegment dst, long dstByte, Kernels kernels) {
        BlockCode code = BlockCode.of(dtype);
        int each = dtype.blockElements();
        int size = dtype.blockBytes();
        long block = first / each;
        int skipped = (int) (first % each);
        int most = (int) Math.min(RUN / each, Math.ceilDiv((long) skipped + n, each));
        byte[] blocks = new byte[size * most + MARGIN];
        for (int done = 0; done < n; ) {
            int left = n - done;
            int whole = skipped == 0 ? Math.min(left / each, most) : 0;
            int count = Math.max(whole, 1);
            long to = dstByte + 8L * done;
            MemorySegment.copy(data, JAVA_BYTE, block * size, blocks, 0, count * size);
            if (whole > 0) {
                code.decode(blocks, whole, kernels, dst, to);
                done += whole * each;
            } else {
                int taken = Math.min(each - skipped, left);
                double[] part = new double[each];
                code.decode(blocks, 1, kernels, MemorySegment.ofArray(part), 0);
                MemorySegment.copy(part, skipped, dst, JAVA_DOUBLE_UNALIGNED, to, taken);
                done += taken;
                skipped = 0;
            }
            block += count;
        }
    }
}
