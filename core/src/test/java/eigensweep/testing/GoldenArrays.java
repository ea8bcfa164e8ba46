package eigensweep.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/// The inputs behind the golden tables, drawn again as NumPy drew them: each is the `.npy` file byte for byte, which
/// its SHA-256 in `arrays.csv` proves. `scripts/references/weightwatcher_golden.py` has the same recipes in NumPy.
@SuppressWarnings("ByteBufferBackingArray") // every buffer is allocated here
final class GoldenArrays {

    private static final String LIST = "arrays.csv";

    private GoldenArrays() {}

    private record Entry(String sha256, NumpyRandom random) {}

    /// The file of an array.
    ///
    /// @param golden the folder of golden values
    /// @throws IllegalArgumentException if its recipe is not known
    static byte[] npy(Path golden, String name) throws IOException {
        Entry entry = entry(golden, name);
        byte[] bytes = draw(golden, name, entry.random);
        String found = HexFormat.of().formatHex(sha256(bytes));
        if (!found.equals(entry.sha256)) {
            throw new AssertionError(name + ": NumPy's array has SHA-256 " + entry.sha256 + ", ours " + found);
        }
        return bytes;
    }

    private static Entry entry(Path golden, String name) throws IOException {
        for (String line : Files.readAllLines(golden.resolve(LIST))) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals(name)) {
                long[] state = Arrays.stream(cells, 3, 7)
                        .mapToLong(cell -> Long.parseUnsignedLong(cell, 16))
                        .toArray();
                return new Entry(cells[1], new NumpyRandom(state[0], state[1], state[2], state[3]));
            }
        }
        throw new IllegalArgumentException(LIST + " has no array " + name);
    }

    private static byte[] draw(Path golden, String name, NumpyRandom random) throws IOException {
        return switch (name) {
            case "gauss_512x512" -> filled(() -> random.normal() / Math.sqrt(512), 512, 512);
            case "gauss_1024x256" -> filled(() -> random.normal() / Math.sqrt(1024), 1024, 256);
            case "student_t3_1000x800" -> filled(() -> random.studentT(3) / Math.sqrt(1000), 1000, 800);
            case "rankdef_600x400_r150" -> deficient(random);
            case "conv_3x3x64x128" -> filled(() -> random.studentT(4) * 0.05, 3, 3, 64, 128);
            case "tiny_10x10" -> filled(() -> random.normal() / Math.sqrt(10), 10, 10);
            case "embed_500x384" -> clustered(random);
            case "embed_aug_500x384" -> noisy(random, npy(golden, "embed_500x384"));
            default -> throw new IllegalArgumentException("no recipe for " + name);
        };
    }

    private static byte[] filled(DoubleSupplier element, int... shape) {
        ByteBuffer file = file(shape);
        while (file.hasRemaining()) {
            file.putFloat((float) element.getAsDouble());
        }
        return file.array();
    }

    /// 150 columns, and 250 more that are each one of them by 1/4, 1/2, 1 or 2.
    private static byte[] deficient(NumpyRandom random) {
        int rank = 150;
        int columns = 400;
        double[] base = normals(random, 600 * rank);
        int[] source = new int[columns];
        double[] factor = new double[columns];
        for (int j = 0; j < columns; j++) {
            source[j] = j < rank ? j : random.below(rank);
        }
        for (int j = 0; j < columns; j++) {
            factor[j] = j < rank ? 1 : Math.scalb(0.25, random.below(4));
        }
        ByteBuffer file = file(600, columns);
        for (int i = 0; i < 600; i++) {
            for (int j = 0; j < columns; j++) {
                file.putFloat((float) (base[i * rank + source[j]] / Math.sqrt(600) * factor[j]));
            }
        }
        return file.array();
    }

    /// 500 points around 12 centres.
    private static byte[] clustered(NumpyRandom random) {
        double[] centres = normals(random, 12 * 384);
        int[] labels = new int[500];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.below(12);
        }
        ByteBuffer file = file(500, 384);
        for (int label : labels) {
            for (int j = 0; j < 384; j++) {
                file.putFloat((float) (centres[label * 384 + j] + 0.6 * random.normal()));
            }
        }
        return file.array();
    }

    private static byte[] noisy(NumpyRandom random, byte[] original) {
        ByteBuffer file = file(500, 384);
        ByteBuffer from =
                ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).position(file.position());
        while (file.hasRemaining()) {
            file.putFloat((float) (from.getFloat() + 0.5 * random.normal()));
        }
        return file.array();
    }

    private static double[] normals(NumpyRandom random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.normal();
        }
        return values;
    }

    /// A file with its header of 128 bytes, at its first element.
    private static ByteBuffer file(int... shape) {
        String sides = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sides + "), }";
        int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return ByteBuffer.allocate(128 + 4 * elements)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0})
                .put(String.format(Locale.ROOT, "%-117s\n", header).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
