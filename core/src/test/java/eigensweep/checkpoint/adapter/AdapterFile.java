package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import eigensweep.testing.Matrices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// A small safetensors file of float32 tensors, for tests of adapters.
final class AdapterFile {

    private final List<String> entries = new ArrayList<>();
    private byte[] data = new byte[0];

    /// Numbers that differ by seed.
    static float[] floats(long seed, int count) {
        double[] values = Matrices.gaussian(seed, 1, count);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    AdapterFile add(String name, float[] values, long... shape) {
        return add(name, "F32", Bytes.floats(values), shape);
    }

    AdapterFile add(String name, String dtype, byte[] bytes, long... shape) {
        String sides = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
        entries.add(SafetensorsFile.entry(name, dtype, sides, data.length, data.length + bytes.length));
        data = Bytes.join(data, bytes);
        return this;
    }

    /// Numbers that nobody looks at.
    AdapterFile any(String name, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return add(name, floats(name.hashCode(), count), shape);
    }

    /// What the header says beside the tensors.
    AdapterFile metadata(String json) {
        entries.addFirst("\"__metadata__\":" + json);
        return this;
    }

    Path write(Path file) throws IOException {
        return Files.write(file, SafetensorsFile.of(data, entries.toArray(String[]::new)));
    }
}
