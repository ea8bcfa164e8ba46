package eigensweep.checkpoint.numpy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a NumPy `.npy` file: one array, named after its file.
public final class Npy {

    private static final String MAGIC = "\u0093NUMPY";
    private static final int VERSION_AT = 6;
    private static final int LENGTH_AT = 8;
    private static final long LONGEST_HEADER = 1 << 20;
    private static final int MOST_DIMENSIONS = 32;
    private static final int LONGEST_TYPE = 40;

    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)");

    private Npy() {}

    /// Whether a file starts as `.npy` files do.
    public static boolean looksLike(MappedFile file) {
        return file.size() >= MAGIC.length()
                && text(file.bytes(), 0, MAGIC.length()).equals(MAGIC);
    }

    /// Reads the array in a file.
    public static Checkpoint read(MappedFile file, Arena arena) {
        Path path = file.path();
        Path name = path.getFileName();
        String stem = name == null ? path.toString() : name.toString().replaceFirst("\\.npy$", "");
        return Checkpoint.of(file, "npy", List.of(array(file, stem)), arena);
    }

    /// The array in a file, or in an entry of a file. Elements that are no numbers are of type [DType#OTHER].
    static Tensor array(MappedFile file, String name) {
        String header = header(file);
        int dataStart = headerAt(file) + header.length();
        String descr = find(DESCR, header, file, "descr");
        DType dtype = dtype(file, descr);
        long[] shape = shape(file, find(SHAPE, header, file, "shape"));
        long bytes = bytes(file, dtype, shape);
        if (bytes > file.size() - dataStart) {
            throw file.broken("is cut off: an array of " + Arrays.toString(shape) + " " + descr + " takes " + bytes
                    + " bytes, " + (file.size() - dataStart) + " are there");
        }
        boolean fortran = find(ORDER, header, file, "fortran_order").equals("True");
        return tensor(name, descr, dtype, shape, fortran, file.bytes().asSlice(dataStart, bytes));
    }

    /// An array whose elements NumPy describes so.
    ///
    /// @param fortran whether it is in column-major order
    public static Tensor tensor(
            String name, String descr, DType dtype, long[] shape, boolean fortran, MemorySegment elements) {
        Tensor tensor = Tensor.of(name, dtype, shape, elements).meaning(meaning(dtype, descr));
        return fortran ? tensor.viewed(shape, Tensor.columnMajor(shape)) : tensor;
    }

    private static String header(MappedFile file) {
        if (file.size() < LENGTH_AT + Integer.BYTES || !looksLike(file)) {
            throw file.broken("is not a NumPy array (.npy)");
        }
        int version = file.bytes().get(JAVA_BYTE, VERSION_AT);
        if (version < 1 || version > 3) {
            throw file.broken("has .npy version " + version + "; 1 to 3 are known");
        }
        long length = version == 1 ? file.u16(LENGTH_AT) : file.u32(LENGTH_AT);
        if (length > LONGEST_HEADER || length > file.size() - headerAt(file)) {
            throw file.broken("claims a header of " + length + " bytes; the file has " + file.size());
        }
        return text(file.bytes(), headerAt(file), length);
    }

    private static int headerAt(MappedFile file) {
        return LENGTH_AT + (file.bytes().get(JAVA_BYTE, VERSION_AT) == 1 ? Short.BYTES : Integer.BYTES);
    }

    private static long bytes(MappedFile file, DType dtype, long[] shape) {
        try {
            return dtype.bytesOf(Tensor.count(shape));
        } catch (ArithmeticException e) {
            throw file.broken("has a shape that overflows: " + Arrays.toString(shape), e);
        }
    }

    private static String find(Pattern pattern, String header, MappedFile file, String key) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw file.broken("has an .npy header without a readable " + key + ": " + header.strip());
        }
        return matcher.group(1);
    }

    private static long[] shape(MappedFile file, String text) {
        String[] parts = Arrays.stream(text.replace("L", "").split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new);
        if (parts.length > MOST_DIMENSIONS) {
            throw file.broken("has " + parts.length + " dimensions; at most " + MOST_DIMENSIONS + " are possible");
        }
        try {
            return Arrays.stream(parts).mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            throw file.broken("has a shape that overflows: (" + text + ")", e);
        }
    }

    /// The type that NumPy describes so: `<f4`.
    public static DType dtype(MappedFile file, String descr) {
        if (descr.startsWith(">") && !descr.endsWith("1")) {
            throw file.broken(
                    "is big-endian (" + descr + "); convert it with array.astype('" + descr.replace('>', '<') + "')");
        }
        return switch (descr.substring(Math.min(1, descr.length()))) {
            case "f8" -> DType.F64;
            case "f4" -> DType.F32;
            case "f2" -> DType.F16;
            case "i8" -> DType.I64;
            case "i4" -> DType.I32;
            case "i2" -> DType.I16;
            case "i1" -> DType.I8;
            case "u8" -> DType.U64;
            case "u4" -> DType.U32;
            case "u2" -> DType.U16;
            case "u1" -> DType.U8;
            case "b1" -> DType.BOOL;
            case "c8" -> DType.C64;
            case "c16" -> DType.C128;
            default -> DType.OTHER;
        };
    }

    /// What is known of elements that NumPy describes so: of those that are not read, why.
    private static Meaning meaning(DType dtype, String descr) {
        if (dtype != DType.OTHER) {
            return Meaning.UNKNOWN;
        }
        String known = descr.substring(0, Math.min(LONGEST_TYPE, descr.length()));
        return Meaning.UNKNOWN.used(Use.PART).encoded(known).noted("numpy dtype '" + known + "' (" + unread(known));
    }

    private static String unread(String descr) {
        return switch (descr.length() < 2 ? ' ' : descr.charAt(1)) {
            case 'f' ->
                descr.endsWith("f1")
                        ? "8-bit floats of ml_dtypes) is not read; save it as float32"
                        : "long double) is not read; save it as float64";
            case 'c' -> "complex long double) is not read, and of complex matrices no singular values are computed";
            case 'V' ->
                "raw bytes, as which ml_dtypes' bfloat16 and 8-bit floats are saved) is not read; save it as float32";
            case 'O' -> "Python objects) is not read; save each array in it by itself";
            case 'M' -> "dates) is no type of numbers";
            case 'm' -> "spans of time) is no type of numbers";
            case 'U', 'S', 'a' -> "text) is no type of numbers";
            default -> "not known here) is not read; save it as float64";
        };
    }

    private static String text(MemorySegment bytes, long from, long length) {
        return new String(bytes.asSlice(from, length).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }
}
