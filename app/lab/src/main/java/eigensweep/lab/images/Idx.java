package eigensweep.lab.images;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import eigensweep.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The IDX format of the MNIST family, as it is or gzipped: two zero bytes, the element type (8: unsigned bytes, the
/// only one images have), the number of dimensions, the dimensions as big-endian 32-bit numbers, the elements.
///
/// @param name the file, for people
/// @param dimensions outermost first
/// @param elements one byte each, row-major
record Idx(String name, int[] dimensions, MemorySegment elements) {

    private static final int UNSIGNED_BYTE = 8;
    private static final int MOST_DIMENSIONS = 4;
    private static final ValueLayout.OfInt I32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int PIECE = 1 << 16;
    private static final int LONGEST_HEADER = 4 + 4 * MOST_DIMENSIONS;

    private static final long MOST_INFLATED = 4L << 30;
    private static final long FREELY_INFLATED = 256L << 20;
    private static final long MOST_SHRUNK = 100;

    /// Whether this is how such a file starts.
    static boolean looksLike(byte[] start) {
        return start.length >= 4
                && start[0] == 0
                && start[1] == 0
                && start[2] >= UNSIGNED_BYTE
                && start[2] <= 0x0e
                && start[3] >= 1
                && start[3] <= MOST_DIMENSIONS;
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    }

    /// Reads a file.
    ///
    /// @throws DataException if it is broken
    static Idx read(Path file) {
        MemorySegment bytes = PackedImages.map(file);
        byte[] start = bytes.asSlice(0, Math.min(2, bytes.byteSize())).toArray(JAVA_BYTE);
        if (!isGzip(start)) {
            return of(file.toString(), bytes);
        }
        try {
            return inflate(file.toString(), bytes.byteSize(), () -> new SegmentInput(bytes));
        } catch (EOFException e) {
            throw new DataException(file.toString(), "is cut off; fetch it again", e);
        } catch (ZipException e) {
            throw new DataException(file.toString(), "is damaged (" + e.getMessage() + "); fetch it again", e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    /// What is gzipped.
    interface Compressed {
        /// A stream from its start.
        InputStream open() throws IOException;
    }

    /// Inflates a gzipped file into memory. It is inflated twice, the first time only to see how long it is: memory is
    /// not given away on the word of a header, nor time on what follows the elements.
    ///
    /// @param compressed bytes of the file
    static Idx inflate(String name, long compressed, Compressed file) throws IOException {
        byte[] piece = new byte[PIECE];
        long length;
        try (InputStream in = new GZIPInputStream(file.open(), PIECE)) {
            int n = in.readNBytes(piece, 0, LONGEST_HEADER);
            length = n;
            long most = Math.min(claimed(name, MemorySegment.ofArray(piece).asSlice(0, n)), most(compressed));
            for (n = in.read(piece); n >= 0 && length <= most; n = in.read(piece)) {
                length += n;
            }
            if (length > most(compressed)) {
                throw new DataException(
                        name,
                        "inflates to more than " + most(compressed) + " bytes, from " + compressed
                                + "; inflate it yourself (gunzip) if you trust it");
            }
        }
        MemorySegment bytes = Arena.ofAuto().allocate(length);
        try (InputStream in = new GZIPInputStream(file.open(), PIECE)) {
            long at = 0;
            for (int n = in.read(piece); n >= 0 && at < length; n = in.read(piece)) {
                int taken = (int) Math.min(n, length - at);
                MemorySegment.copy(piece, 0, bytes, JAVA_BYTE, at, taken);
                at += taken;
            }
        }
        return of(name, bytes);
    }

    /// What a file may inflate to, as an entry of an `.npz` may: images do not shrink a hundredfold.
    private static long most(long compressed) {
        return Math.min(MOST_INFLATED, Math.max(FREELY_INFLATED, MOST_SHRUNK * compressed));
    }

    /// How long a file is as its header has it; one byte more is too many.
    private static long claimed(String name, MemorySegment start) {
        int header = header(name, start);
        return header + size(name, dimensions(name, start));
    }

    /// The length of the header, which is all there.
    private static int header(String name, MemorySegment bytes) {
        byte[] start = bytes.asSlice(0, Math.min(4, bytes.byteSize())).toArray(JAVA_BYTE);
        if (!looksLike(start)) {
            throw new DataException(name, "is no IDX file: it does not start with 0, 0, a type and dimensions");
        }
        int header = 4 + 4 * start[3];
        if (bytes.byteSize() < header) {
            throw new DataException(name, "is cut off in its header; fetch it again");
        }
        return header;
    }

    private static Idx of(String name, MemorySegment bytes) {
        int header = header(name, bytes);
        int[] dimensions = dimensions(name, bytes);
        return new Idx(name, dimensions, checked(name, dimensions, bytes.asSlice(header)));
    }

    private static int[] dimensions(String name, MemorySegment header) {
        int type = header.get(JAVA_BYTE, 2);
        if (type != UNSIGNED_BYTE) {
            throw new DataException(
                    name,
                    String.format(Locale.ROOT, "holds elements of type 0x%02x; unsigned bytes (0x08) are read", type));
        }
        int[] dimensions = new int[header.get(JAVA_BYTE, 3)];
        for (int d = 0; d < dimensions.length; d++) {
            dimensions[d] = header.get(I32, 4 + 4L * d);
            if (dimensions[d] <= 0) {
                throw new DataException(
                        name, "claims a dimension of " + Integer.toUnsignedString(dimensions[d]) + " in its header");
            }
        }
        return dimensions;
    }

    private static long size(String name, int[] dimensions) {
        try {
            long size = 1;
            for (int dimension : dimensions) {
                size = Math.multiplyExact(size, dimension);
            }
            return size;
        } catch (ArithmeticException e) {
            throw new DataException(name, "claims " + text(dimensions) + " elements, more than any file holds", e);
        }
    }

    private static MemorySegment checked(String name, int[] dimensions, MemorySegment elements) {
        long size = size(name, dimensions);
        if (elements.byteSize() != size) {
            throw new DataException(
                    name,
                    (elements.byteSize() < size ? "is cut off: " : "goes on after its elements: ")
                            + text(dimensions)
                            + " takes " + size + " bytes, " + elements.byteSize() + " are there; fetch it again");
        }
        return elements;
    }

    String shapeText() {
        return text(dimensions);
    }

    private static String text(int[] dimensions) {
        return Arrays.stream(dimensions).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
    }
}
