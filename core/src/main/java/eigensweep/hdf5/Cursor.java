package eigensweep.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Reads little-endian numbers and text, one after the other, and nothing beyond its end.
final class Cursor {

    private final Source source;
    private final MemorySegment file;
    private final String what;
    private final long end;
    private long position;

    Cursor(Source source, MemorySegment file, String what, long position, long end) {
        this.source = source;
        this.file = file;
        this.what = what;
        this.position = position;
        this.end = end;
    }

    /// Where it is in the file.
    long position() {
        return position;
    }

    long end() {
        return end;
    }

    long left() {
        return end - position;
    }

    /// A second one, at the same place.
    Cursor copy() {
        return new Cursor(source, file, what, position, end);
    }

    /// The same, called something else.
    Cursor as(String otherwise) {
        return new Cursor(source, file, otherwise, position, end);
    }

    /// The next bytes as a cursor of their own; this one goes on behind them.
    Cursor part(long length) {
        long from = take(length);
        return new Cursor(source, file, what, from, from + length);
    }

    /// The next bytes as a view of the file.
    MemorySegment bytes(long length) {
        return file.asSlice(take(length), length);
    }

    private long take(long length) {
        if (length < 0 || length > left()) {
            throw broken();
        }
        long from = position;
        position += length;
        return from;
    }

    Cursor skip(long length) {
        take(length);
        return this;
    }

    int u8() {
        return file.get(JAVA_BYTE, take(1)) & 0xff;
    }

    int u16() {
        return (int) number(2);
    }

    long u32() {
        return number(4);
    }

    /// An unsigned number that must fit a `long`.
    ///
    /// @param bytes 1 to 8
    long number(int bytes) {
        long number = bits(bytes);
        if (number < 0) {
            throw new Hdf5Exception("has a broken " + what + ": the number " + Long.toUnsignedString(number)
                    + " before byte " + position);
        }
        return number;
    }

    /// A number whose highest bit may be set.
    long bits(int bytes) {
        if (bytes < 1 || bytes > Long.BYTES) {
            throw broken();
        }
        long from = take(bytes);
        long bits = 0;
        for (int i = 0; i < bytes; i++) {
            bits |= (file.get(JAVA_BYTE, from + i) & 0xffL) << Byte.SIZE * i;
        }
        return bits;
    }

    /// An address, or [Source#UNDEFINED].
    long address() {
        int bytes = source.offsetBytes();
        long address = bits(bytes);
        long none = bytes == Long.BYTES ? -1 : (1L << Byte.SIZE * bytes) - 1;
        return address == none ? Source.UNDEFINED : address < 0 ? Long.MAX_VALUE : address;
    }

    /// A length as long as the file's lengths are.
    long length() {
        return number(source.lengthBytes());
    }

    /// Text of a number of bytes.
    String text(long length) {
        return new String(bytes(length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// Text up to a zero byte, which is passed, or up to the end.
    String name() {
        long zero = position;
        while (zero < end && file.get(JAVA_BYTE, zero) != 0) {
            zero++;
        }
        String text = text(zero - position);
        position = Math.min(end, zero + 1);
        return text;
    }

    /// Passes the letters that a structure starts with.
    Cursor expect(String signature) {
        if (left() < signature.length() || !text(signature.length()).equals(signature)) {
            throw broken();
        }
        return this;
    }

    /// Passes a version.
    ///
    /// @return the version, at most `last`
    int version(int first, int last) {
        int version = u8();
        if (version < first || version > last) {
            throw new Hdf5Exception("has a " + what + " of version " + version + " before byte " + position
                    + ", which is not known; save it by an older HDF5 (libver=\"earliest\")");
        }
        return version;
    }

    Hdf5Exception broken() {
        return new Hdf5Exception("has a broken " + what + " at byte " + position);
    }
}
