package eigensweep.testing;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/// Small models in files.
public final class Models {

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Models() {}

    /// A float32 tensor of these values.
    public static Entry tensor(String name, double[] values, long... shape) {
        return new Entry(name, DType.F32, shape, data -> fill(data, values));
    }

    /// A float32 matrix of independent normal entries.
    public static Entry gaussian(String name, long seed, int rows, int columns) {
        return tensor(name, Matrices.gaussian(seed, rows, columns), rows, columns);
    }

    /// The same with one entry replaced.
    public static Entry gaussian(String name, long seed, int rows, int columns, int row, int column, double entry) {
        double[] values = Matrices.gaussian(seed, rows, columns);
        values[row * columns + column] = entry;
        return tensor(name, values, rows, columns);
    }

    /// A matrix in a type of its own.
    public static Entry encoded(String name, DType dtype, double[] values, int rows, int columns) {
        MemorySegment data = Matrices.encoded(dtype, values, rows, columns, 1).data();
        return new Entry(name, dtype, new long[] {rows, columns}, into -> into.copyFrom(data));
    }

    /// Writes a `.safetensors` file.
    public static Path write(Path file, Entry... entries) {
        try {
            SafetensorsWriter.write(file, List.of(entries));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(MemorySegment data, double[] values) {
        for (int i = 0; i < values.length; i++) {
            data.setAtIndex(F32, i, (float) values[i]);
        }
    }
}
