package eigensweep.checkpoint.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/// Reads a segment of mapped memory from its start. For protocol buffers, whose reader would copy a whole byte
/// buffer onto the heap, and skips in a stream.
public final class SegmentStream extends InputStream {

    private final MemorySegment bytes;
    private long position;

    /// @param bytes what is read, from the first on
    public SegmentStream(MemorySegment bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return position < bytes.byteSize() ? bytes.get(JAVA_BYTE, position++) & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = (int) Math.min(length, bytes.byteSize() - position);
        if (count == 0 && length > 0) {
            return -1;
        }
        MemorySegment.copy(bytes, JAVA_BYTE, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.clamp(count, 0, bytes.byteSize() - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, bytes.byteSize() - position);
    }
}
