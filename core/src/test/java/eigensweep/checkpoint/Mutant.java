package eigensweep.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A damaged file in memory, and what is read of it if it is not refused.
public final class Mutant {

    private static final LayerOptions ALL = new LayerOptions(
            Selection.ALL, 1, Integer.MAX_VALUE, LayerOptions.Convolution.POOLED, LayerOptions.FusedQkv.WHOLE);

    private Mutant() {}

    /// The file.
    ///
    /// @param folder where it seems to be
    public static MappedFile file(Path folder, byte[] bytes, Arena arena) {
        MemorySegment segment = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(0));
        if (bytes.length > 0) {
            segment = arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
        }
        return new MappedFile(folder.resolve("mutant"), "", segment);
    }

    /// Reads the first and the last element of every matrix, and the last byte of every tensor.
    public static void read(Checkpoint checkpoint) {
        for (Layer layer : Layers.of(checkpoint, ALL)) {
            for (Matrix matrix : layer.matrices()) {
                Widen.at(matrix, 0, 0);
                Widen.at(matrix, matrix.rows() - 1, matrix.columns() - 1);
            }
            MemorySegment data = layer.tensor().data();
            if (data.byteSize() > 0) {
                data.get(JAVA_BYTE, data.byteSize() - 1);
            }
        }
    }
}
