package eigensweep.bench;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes checkpoints of any size to measure with: bfloat16 matrices of Gaussian-like weights, the same for the same
/// seed.
///
/// `SyntheticCheckpoint FILE TENSORS ROWS COLUMNS` writes `layers.0.weight`, `layers.1.weight`, ...; with a number
/// behind it FILE is a folder, and gets so many checkpoints, each of other weights.
public final class SyntheticCheckpoint {

    private static final ValueLayout.OfShort BITS16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SyntheticCheckpoint() {}

    /// Writes a checkpoint as the command line describes it.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 4 || arguments.length > 5) {
            throw new IllegalArgumentException("FILE TENSORS ROWS COLUMNS [FILES] are expected");
        }
        Path file = Path.of(arguments[0]);
        int tensors = Integer.parseInt(arguments[1]);
        long[] shape = {Long.parseLong(arguments[2]), Long.parseLong(arguments[3])};
        if (arguments.length == 4) {
            SafetensorsWriter.write(file, entries(tensors, shape, 0));
            return;
        }
        Files.createDirectories(file);
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            SafetensorsWriter.write(file.resolve(i + ".safetensors"), entries(tensors, shape, i * tensors));
        }
    }

    private static List<Entry> entries(int tensors, long[] shape, int seed) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < tensors; i++) {
            entries.add(entry("layers." + i, shape[0], shape[1], seed + i));
        }
        return entries;
    }

    /// Writes a transformer: in every layer the four projections of its attention, `width x width`, and the two of its
    /// feed-forward block, four times as wide.
    public static void transformer(Path file, int layers, long width) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            String layer = "layers." + i + ".";
            for (String name : List.of("attention.q", "attention.k", "attention.v", "attention.o")) {
                entries.add(entry(layer + name, width, width, entries.size()));
            }
            entries.add(entry(layer + "mlp.up", 4 * width, width, entries.size()));
            entries.add(entry(layer + "mlp.down", width, 4 * width, entries.size()));
        }
        SafetensorsWriter.write(file, entries);
    }

    private static Entry entry(String name, long rows, long columns, int seed) {
        long[] shape = {rows, columns};
        return new Entry(name + ".weight", DType.BF16, shape, data -> gaussian(data, seed));
    }

    static void gaussian(MemorySegment data, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long at = 0; at < data.byteSize(); at += Short.BYTES) {
            data.set(BITS16, at, (short) (Float.floatToRawIntBits(sumOfFour(random) * 0x1p-20f) >>> 16));
        }
    }

    /// A sum of four uniform numbers from one 64-bit word: close enough to Gaussian, and fast enough for gigabytes. Its
    /// standard deviation is `2^15 sqrt(4/3)`.
    static float sumOfFour(SplittableRandom random) {
        long word = random.nextLong();
        return (short) word + (short) (word >> 16) + (short) (word >> 32) + (short) (word >> 48);
    }
}
