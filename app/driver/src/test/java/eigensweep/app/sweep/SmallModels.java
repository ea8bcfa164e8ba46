package eigensweep.app.sweep;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Models that are swept in a moment.
public final class SmallModels {

    private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SmallModels() {}

    /// Three matrices that are swept, one that is too thin for it, and a vector.
    public static Path whole(Path file, long seed) throws IOException {
        SafetensorsWriter.write(
                file,
                List.of(
                        matrix("embed_tokens.weight", seed, 60, 20),
                        matrix("layer.0.query.weight", seed + 1, 24, 24),
                        vector("layer.0.query.bias", 24),
                        matrix("layer.0.output.weight", seed + 2, 16, 40),
                        matrix("thin.weight", seed + 3, 30, 2)));
        return file;
    }

    /// The same with a NaN at row 3, column 2 of the second matrix.
    public static Path withNaN(Path file) throws IOException {
        SafetensorsWriter.write(
                file,
                List.of(matrix("first.weight", 1, 24, 20), broken("broken.weight"), matrix("last.weight", 2, 20, 24)));
        return file;
    }

    /// Nothing but matrices with a NaN at the same place, one for each name.
    static Path allWithNaN(Path file, String... names) throws IOException {
        SafetensorsWriter.write(
                file, Arrays.stream(names).map(name -> broken(name + ".weight")).toList());
        return file;
    }

    /// A matrix for each name.
    public static Path named(Path file, String... names) throws IOException {
        SafetensorsWriter.write(
                file,
                Arrays.stream(names)
                        .map(name -> matrix(name + ".weight", name.hashCode(), 24, 20))
                        .toList());
        return file;
    }

    /// Nothing but a vector.
    static Path nothing(Path file) throws IOException {
        SafetensorsWriter.write(file, List.of(vector("bias", 8)));
        return file;
    }

    private static Entry matrix(String name, long seed, int rows, int columns) {
        return new Entry(name, DType.F32, new long[] {rows, columns}, data -> gaussian(data, seed));
    }

    private static Entry broken(String name) {
        return new Entry(name, DType.F32, new long[] {24, 20}, data -> {
            gaussian(data, 9);
            data.setAtIndex(F32, 3 * 20 + 2, Float.NaN);
        });
    }

    private static Entry vector(String name, int length) {
        return new Entry(name, DType.F32, new long[] {length}, data -> gaussian(data, 5));
    }

    private static void gaussian(MemorySegment data, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < data.byteSize() / Float.BYTES; i++) {
            data.setAtIndex(F32, i, (float) random.nextGaussian());
        }
    }
}
