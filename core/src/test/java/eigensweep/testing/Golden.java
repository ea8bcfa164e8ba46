package eigensweep.testing;

import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values that WeightWatcher 0.7.7 and NumPy 2.4.6 (folder `0.7.7`), WeightWatcher 0.7.5.5 with NumPy 1.24.2 and
/// SciPy 1.10.1, vendi-score 0.0.3 and PyTorch 1.13.1 computed (`core/src/test/resources/golden/README.md` says how).
/// They are part of the checkout; `-Deigensweep.golden=FOLDER` names another set. A test whose golden values are
/// absent fails.
public final class Golden {

    /// The weight matrices.
    public static final List<String> NAMES = List.of(
            "gauss_512x512",
            "gauss_1024x256",
            "student_t3_1000x800",
            "rankdef_600x400_r150",
            "tiny_10x10",
            "conv_3x3x64x128");

    private static final Pattern SHAPE = Pattern.compile("'descr': '<f([48])'.*'shape': \\(([0-9, ]*)\\)");

    private Golden() {}

    private record Npy(DType dtype, int[] shape, MemorySegment data) {}

    /// Eigenvalues of `W^T W`, ascending; those of all slices of the kernel, which is not scaled.
    public static double[] eigenvalues(String name) {
        Npy npy = npy("evals/" + name + ".npy");
        double[] values = new double[npy.shape[0]];
        npy.data.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return values;
    }

    /// The weights: one matrix, or the slices of the kernel.
    ///
    /// @param kernelScale a factor on the weights of a kernel; WeightWatcher's default is the root of a half
    public static List<Matrix> weights(String name, double kernelScale) {
        Npy npy = npy(name + ".npy");
        int[] shape = npy.shape;
        int rows = shape[shape.length - 2];
        int columns = shape[shape.length - 1];
        int slices = Arrays.stream(shape, 0, shape.length - 2).reduce(1, Math::multiplyExact);
        double scale = slices == 1 ? 1.0 : kernelScale;
        List<Matrix> matrices = new ArrayList<>();
        for (long slice = 0; slice < slices; slice++) {
            long offset = slice * rows * columns;
            matrices.add(new Matrix(npy.data, npy.dtype, offset, rows, columns, columns, 1, scale));
        }
        return matrices;
    }

    /// A row of a table.
    public record Row(Map<String, String> cells) {

        /// What stands in a column.
        public String text(String column) {
            return Objects.requireNonNull(cells.get(column), column);
        }

        /// The same as a number.
        public double number(String column) {
            return Double.parseDouble(text(column));
        }

        /// The same as a whole number.
        public int count(String column) {
            return Integer.parseInt(text(column));
        }
    }

    /// The row of a table that describes a layer.
    public static Row row(String table, String longname) {
        return rows(table).stream()
                .filter(row -> row.text("longname").equals(longname))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(table + " has no layer " + longname));
    }

    /// All rows of a table.
    public static List<Row> rows(String table) {
        try {
            List<String> lines = Files.readAllLines(file(table));
            String[] columns = lines.getFirst().split(",", -1);
            return lines.stream()
                    .skip(1)
                    .map(line -> row(columns, line.split(",", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String[] columns, String[] cells) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            row.put(columns[i], cells[i]);
        }
        return new Row(row);
    }

    /// A number of a JSON file that holds one object.
    public static double number(String json, String name) {
        try {
            Matcher number = Pattern.compile('"' + Pattern.quote(name) + "\": *([-+0-9.eE]+)")
                    .matcher(Files.readString(file(json)));
            if (!number.find()) {
                throw new IllegalArgumentException(json + " has no number " + name);
            }
            return Double.parseDouble(number.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file of the set. Arrays that can be drawn again are not kept, but drawn.
    ///
    /// @throws AssertionError if there is no such file
    public static Path file(String name) {
        Path kept = folder().resolve(name);
        if (Files.isRegularFile(kept)) {
            return kept;
        }
        String array = name.replaceFirst("[.]npy$", "");
        try {
            Path drawn = Path.of("target", "golden", name);
            if (!Files.isRegularFile(drawn)) {
                byte[] bytes = GoldenArrays.npy(folder(), array);
                Files.createDirectories(drawn.getParent());
                Path partial = Files.createTempFile(drawn.getParent(), array, ".partial");
                Files.move(Files.write(partial, bytes), drawn, StandardCopyOption.ATOMIC_MOVE);
            }
            return drawn;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path folder() {
        String folder = System.getProperty("eigensweep.golden");
        if (folder == null || !Files.isDirectory(Path.of(folder))) {
            throw new AssertionError("no golden values: -Deigensweep.golden names " + folder
                    + ", which is not a folder; the set is core/src/test/resources/golden");
        }
        return Path.of(folder);
    }

    /// NumPy's format 1.0, in C order: 10 bytes, a header whose length the last two of them hold, then the
    /// elements.
    private static Npy npy(String file) {
        try {
            byte[] bytes = Files.readAllBytes(file(file));
            int start = 10 + Byte.toUnsignedInt(bytes[8]) + 256 * Byte.toUnsignedInt(bytes[9]);
            Matcher header = SHAPE.matcher(new String(bytes, 10, start - 10, StandardCharsets.US_ASCII));
            if (!header.find()) {
                throw new IllegalArgumentException(file + " is no array of floating-point numbers");
            }
            int[] shape = Arrays.stream(header.group(2).split(", *"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            DType dtype = header.group(1).equals("4") ? DType.F32 : DType.F64;
            return new Npy(dtype, shape, MemorySegment.ofArray(bytes).asSlice(start));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
