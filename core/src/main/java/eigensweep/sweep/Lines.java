package eigensweep.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The whole lines of a file, one after the other: what is behind the last line's end is none.
final class Lines {

    private static final int PIECE = 1 << 20;
    private static final byte BLANK = ' ';

    private final FileChannel channel;
    private byte[] bytes = new byte[PIECE];
    private int from;
    private int to;
    private long offset;

    /// A line.
    ///
    /// @param offset where it begins
    /// @param bytes with the line's end
    record Line(long offset, byte[] bytes) {

        boolean isBlank() {
            for (byte each : bytes) {
                if (each != BLANK && each != '\n') {
                    return false;
                }
            }
            return true;
        }
    }

    Lines(FileChannel channel) {
        this.channel = channel;
    }

    /// The next line; null after the last.
    @Nullable
    Line next() throws IOException {
        int searched = from;
        while (true) {
            for (int at = searched; at < to; at++) {
                if (bytes[at] == '\n') {
                    Line line = new Line(offset + from, Arrays.copyOfRange(bytes, from, at + 1));
                    from = at + 1;
                    return line;
                }
            }
            int seen = to - from;
            if (!more()) {
                return null;
            }
            searched = from + seen;
        }
    }

    /// Where the last line that [#next] gave ends.
    long end() {
        return offset + from;
    }

    private boolean more() throws IOException {
        if (from > 0) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            offset += from;
            to -= from;
            from = 0;
        }
        if (to == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int read = channel.read(ByteBuffer.wrap(bytes, to, bytes.length - to), offset + to);
        to += Math.max(read, 0);
        return read > 0;
    }

    /// Writes blanks over a line.
    static void blank(FileChannel channel, Line line) throws IOException {
        byte[] blanks = new byte[line.bytes().length];
        Arrays.fill(blanks, BLANK);
        blanks[blanks.length - 1] = '\n';
        ByteBuffer buffer = ByteBuffer.wrap(blanks);
        while (buffer.hasRemaining()) {
            channel.write(buffer, line.offset() + buffer.position());
        }
    }
}
