package eigensweep.lab.images;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/// Memory as a stream.
final class SegmentInput extends InputStream {

    private final MemorySegment bytes;
    private long at;

    SegmentInput(MemorySegment bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return at == bytes.byteSize() ? -1 : Byte.toUnsignedInt(bytes.get(JAVA_BYTE, at++));
    }

    @Override
    public int read(byte[] target, int from, int length) {
        int n = (int) Math.min(length, bytes.byteSize() - at);
        if (n == 0) {
            return length == 0 ? 0 : -1;
        }
        MemorySegment.copy(bytes, JAVA_BYTE, at, target, from, n);
        at += n;
        return n;
    }
}
