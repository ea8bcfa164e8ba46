package eigensweep.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

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
            return inflate(file.toString(), () -> new SegmentInput(bytes));
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
    /// not given away on the word of a header.
    static Idx inflate(String name, Compressed file) throws IOException {
        long length = 0;
        byte[] piece = new byte[PIECE];
        try (InputStream in = new GZIPInputStream(file.open(), PIECE)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                length += n;
            }
        }
        MemorySegment bytes = Arena.ofAuto().allocate(length);
        try (InputStream in = new GZIPInputStream(file.open(), PIECE)) {
            long at = 0;
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                MemorySegment.copy(piece, 0, bytes, JAVA_BYTE, at, n);
                at += n;
            }
        }
        return of(name, bytes);
    }

    private static Idx of(String name, MemorySegment bytes) {
        byte[] start = bytes.asSlice(0, Math.min(4, bytes.byteSize())).toArray(JAVA_BYTE);
        if (!looksLike(start)) {
            throw new DataException(name, "is no IDX file: it does not start with 0, 0, a type and dimensions", null);
        }
        int header = 4 + 4 * start[3];
        if (bytes.byteSize() < header) {
            throw new DataException(name, "is cut off in its header; fetch it again", null);
        }
        int[] dimensions = dimensions(name, bytes);
        return new Idx(name, dimensions, checked(name, dimensions, bytes.asSlice(header)));
    }

    private static int[] dimensions(String name, MemorySegment header) {
        int type = header.get(JAVA_BYTE, 2);
        if (type != UNSIGNED_BYTE) {
            throw new DataException(
                    name,
                    String.format(Locale.ROOT, "holds elements of type 0x%02x; unsigned bytes (0x08) are read", type),
                    null);
        }
        int[] dimensions = new int[header.get(JAVA_BYTE, 3)];
        for (int d = 0; d < dimensions.length; d++) {
            dimensions[d] = header.get(I32, 4 + 4L * d);
            if (dimensions[d] <= 0) {
                throw new DataException(
                        name,
                        "claims a dimension of " + Integer.toUnsignedString(dimensions[d]) + " in its header",
                        null);
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
                            + " takes " + size + " bytes, " + elements.byteSize() + " are there; fetch it again",
                    null);
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
