package eigensweep.bench.suite;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.bench.Inputs;
import eigensweep.linalg.Blocks;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: weights are widened from the mapped file, block by block as a sweep does it, nearly as fast as memory moves
/// them. bf16, f32 and the blocks of 8- and 4-bit codes have kernels; f16 and the 8-bit floats are read in loops over
/// arrays, of which the compiler makes vectors where it can; Q6_K has neither, and it shows.
/// Q8_0, Q4_0 and Q4_K are widened by the vector twins in at most twice the time that `write` takes.
///
/// Baseline: `copy` moves as many bytes of the same mapped file into the same block as `toF64` moves, read and
/// written; `write` fills the same block with as many bytes as `toF64` writes, and reads none. The rate is of bytes
/// read and written. Matrices of 2^20 elements are widened by the scalar twins
/// ([eigensweep.simd.Kernels#forWork]), those of 2^25 by the vector twins.
///
/// Run: `scripts/bench Widening`.
@State(Scope.Benchmark)
public class WideningBenchmark {

    private static final int COLUMNS = 1024;

    @Param({"1048576", "33554432"})
    int elements = COLUMNS;

    @Param({"F32", "BF16", "F16", "F8_E4M3", "F8_E5M2", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
    DType dtype = DType.F32;

    private final Arena arena = Arena.ofShared();
    private MemorySegment data = MemorySegment.NULL;
    private MemorySegment tile = MemorySegment.NULL;
    private Blocks blocks = Blocks.of(Matrix.of(new double[1], 1, 1));
    private long moved;

    private long stored() {
        return (long) elements / dtype.blockElements() * dtype.blockBytes();
    }

    /// Writes the file and maps it.
    @Setup
    public void map() throws IOException {
        Path file = Files.createTempFile("eigensweep-widening", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long bytes = stored();
            MemorySegment written = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
            Inputs.fill(written, dtype, 1);
            data = channel.map(MapMode.READ_ONLY, 0, bytes, arena);
        } finally {
            Files.delete(file);
        }
        Matrix matrix = new Matrix(data, dtype, 0, elements / COLUMNS, COLUMNS, COLUMNS, 1, 1.0);
        blocks = Blocks.of(matrix);
        tile = arena.allocate(JAVA_DOUBLE, blocks.elements());
    }

    /// To float64.
    @Benchmark
    public MemorySegment toF64() {
        moved = stored() + (long) elements * Double.BYTES;
        for (int b = 0; b < blocks.count(); b++) {
            blocks.widenF64(b, tile);
        }
        return tile;
    }

    /// To float32.
    @Benchmark
    public MemorySegment toF32() {
        moved = stored() + (long) elements * Float.BYTES;
        for (int b = 0; b < blocks.count(); b++) {
            blocks.widenF32(b, tile);
        }
        return tile;
    }

    /// The bytes that [#toF64] moves.
    @Benchmark
    public MemorySegment copy() {
        moved = stored() + (long) elements * Double.BYTES;
        long left = moved / 2;
        while (left > 0) {
            for (long at = 0; at < data.byteSize() && left > 0; ) {
                long bytes = Math.min(left, Math.min(tile.byteSize(), data.byteSize() - at));
                MemorySegment.copy(data, at, tile, 0, bytes);
                at += bytes;
                left -= bytes;
            }
        }
        return tile;
    }

    /// The bytes that [#toF64] writes.
    @Benchmark
    public MemorySegment write() {
        moved = (long) elements * Double.BYTES;
        for (int b = 0; b < blocks.count(); b++) {
            tile.asSlice(0, (long) Double.BYTES * blocks.extent(b) * blocks.side())
                    .fill((byte) b);
        }
        return tile;
    }

    /// The checksum is of the bits of what lies where the last block is.
    @TearDown(Level.Iteration)
    public void report() {
        long last = (long) blocks.extent(blocks.count() - 1) * COLUMNS;
        long sum = 0;
        for (long i = 0; i < last; i++) {
            sum = 31 * sum + tile.getAtIndex(JAVA_INT, i);
        }
        WorkDone.report((double) moved, "B", (double) sum);
    }

    /// Unmaps the file.
    @TearDown
    public void unmap() {
        arena.close();
    }
}
