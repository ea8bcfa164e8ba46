package eigensweep.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// A matrix with its elements in random order, every order as likely as every other.
///
/// A matrix that outgrows the processor's cache is shuffled in two rounds (Rao 1961, Sandelius 1962): each
/// element goes to one of 256 heaps at random, then each heap, which fits in the cache, is shuffled by
/// itself. In one round over all of it every element would wait for memory.
public final class Shuffle {

    private static final int HEAPS = 256;

    /// Elements up to which one heap does.
    private static final long SMALL = 1 << 21;

    /// Elements that are read at a time.
    private static final int RUN = 4096;

    /// Elements a heap collects before they are written.
    private static final int BUNDLE = 128;

    private final Matrix source;
    private final RawElements target;
    private final long count;

    private Shuffle(Matrix source, RawElements target) {
        this.source = source;
        this.target = target;
        this.count = (long) source.rows() * source.columns();
    }

    /// Shuffles a copy of the elements: in the type they are stored in, or, where they are computed from what is
    /// stored or have no place of their own, in float64.
    ///
    /// @param seed of the order
    /// @param arena whose memory holds the copy
    public static Matrix of(Matrix matrix, long seed, Arena arena) {
        if (isRaw(matrix)) {
            return ofRaw(matrix.rowContiguous(), seed, arena);
        }
        try (Arena brief = Arena.ofConfined()) {
            return ofRaw(widened(matrix.rowContiguous(), brief), seed, arena);
        }
    }

    private static Matrix ofRaw(Matrix source, long seed, Arena arena) {
        MemorySegment copy = arena.allocate(bytes(source), Long.BYTES);
        Shuffle shuffle =
                new Shuffle(source, new RawElements(copy, source.dtype().bytes()));
        if (shuffle.count <= SMALL) {
            shuffle.once(new SplittableRandom(seed));
        } else {
            shuffle.twice(new SplittableRandom(seed));
        }
        return new Matrix(
                copy, source.dtype(), 0, source.rows(), source.columns(), source.columns(), 1, source.scale());
    }

    private static Matrix widened(Matrix source, Arena arena) {
        MemorySegment wide = arena.allocate(bytes(source), Long.BYTES);
        for (int row = 0; row < source.rows(); row++) {
            Widen.toF64(source, row, 0, source.columns(), wide, (long) row * source.columns());
        }
        return new Matrix(wide, DType.F64, 0, source.rows(), source.columns(), source.columns(), 1, 1.0);
    }

    private static boolean isRaw(Matrix matrix) {
        return matrix.isStored()
                && matrix.dtype().isFloating()
                && matrix.dtype().hasOwnBytes();
    }

    /// The memory a shuffled copy takes, in bytes.
    public static long bytes(Matrix matrix) {
        long each = isRaw(matrix) ? matrix.dtype().bytes() : Double.BYTES;
        return (long) matrix.rows() * matrix.columns() * each;
    }

    private void once(SplittableRandom random) {
        long[] heap = new long[(int) count];
        int[] filled = {0};
        read((run, n) -> {
            System.arraycopy(run, 0, heap, filled[0], n);
            filled[0] += n;
        });
        shuffle(heap, random);
        target.write(0, heap, 0, heap.length);
    }

    private void twice(SplittableRandom random) {
        long seed = random.nextLong();
        long[] starts = starts(new SplittableRandom(seed));
        scatter(new SplittableRandom(seed), starts);
        for (int h = 0; h < HEAPS; h++) {
            long[] heap = new long[Math.toIntExact(starts[h + 1] - starts[h])];
            target.read(starts[h], heap, heap.length);
            shuffle(heap, random);
            target.write(starts[h], heap, 0, heap.length);
        }
    }

    /// Where each heap starts: the first round without its elements.
    private long[] starts(SplittableRandom random) {
        byte[] heapOf = new byte[RUN];
        long[] starts = new long[HEAPS + 1];
        for (long i = 0; i < count; i += RUN) {
            random.nextBytes(heapOf);
            int n = (int) Math.min(RUN, count - i);
            for (int k = 0; k < n; k++) {
                starts[(heapOf[k] & 0xff) + 1]++;
            }
        }
        for (int h = 0; h < HEAPS; h++) {
            starts[h + 1] += starts[h];
        }
        return starts;
    }

    /// The first round. Heaps are written in bundles, or each element would open a line of memory of its own.
    private void scatter(SplittableRandom random, long[] starts) {
        byte[] heapOf = new byte[RUN];
        long[] next = starts.clone();
        long[] bundles = new long[HEAPS * BUNDLE];
        int[] filled = new int[HEAPS];
        read((run, n) -> {
            random.nextBytes(heapOf);
            for (int i = 0; i < n; i++) {
                int heap = heapOf[i] & 0xff;
                bundles[heap * BUNDLE + filled[heap]++] = run[i];
                if (filled[heap] == BUNDLE) {
                    target.write(next[heap], bundles, heap * BUNDLE, BUNDLE);
                    next[heap] += BUNDLE;
                    filled[heap] = 0;
                }
            }
        });
        for (int heap = 0; heap < HEAPS; heap++) {
            target.write(next[heap], bundles, heap * BUNDLE, filled[heap]);
        }
    }

    /// Takes elements in the order of the source.
    private interface Taker {
        void take(long[] run, int n);
    }

    /// Hands on all elements in runs of [#RUN], the last of which may be shorter.
    private void read(Taker taker) {
        RawElements stored = new RawElements(source.data(), source.dtype().bytes());
        boolean dense = source.columnStride() == 1 && source.rowStride() == source.columns();
        long[] run = new long[RUN];
        for (long i = 0; i < count; i += RUN) {
            int n = (int) Math.min(RUN, count - i);
            if (dense) {
                stored.read(source.offset() + i, run, n);
            } else {
                for (int k = 0; k < n; k++) {
                    long row = (i + k) / source.columns();
                    long column = (i + k) % source.columns();
                    run[k] = stored.get(source.offset() + row * source.rowStride() + column * source.columnStride());
                }
            }
            taker.take(run, n);
        }
    }

    private static void shuffle(long[] heap, SplittableRandom random) {
        for (int i = heap.length - 1; i > 0; i -= 2) {
            long draws = random.nextLong();
            swap(heap, i, draws >>> 32);
            swap(heap, i - 1, draws & 0xffffffffL);
        }
    }

    /// Exchanges the last element of a part with one of the part. A draw from 32 bits is uniform but for `last /
    /// 2^32`.
    private static void swap(long[] heap, int last, long draw) {
        int other = (int) ((draw * (last + 1)) >>> 32);
        long element = heap[last];
        heap[last] = heap[other];
        heap[other] = element;
    }
}
