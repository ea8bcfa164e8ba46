package eigensweep.table;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Text files: UTF-8, with a byte order mark or without. What is encoded otherwise is refused with the way out.
public final class Utf8 {

    /// Of a larger file the line is not looked for.
    private static final long MOST_BYTES = 1L << 28;

    /// Bytes from which the encoding is told.
    private static final int START = 256;

    private Utf8() {}

    /// All of a file, without its byte order mark.
    ///
    /// @throws TableException if it is encoded otherwise, or is no file
    public static String read(Path file) throws IOException {
        checkRegular(file);
        try {
            String text = Files.readString(file);
            checkStart(file, text.substring(0, Math.min(text.length(), START)).getBytes(StandardCharsets.UTF_8));
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw refusal(file);
        }
    }

    /// Opens a file after its byte order mark. What is encoded otherwise shows as it is read: [#unreadable].
    ///
    /// @throws TableException if it starts as UTF-16 does, or is no file
    public static BufferedReader open(Path file) throws IOException {
        checkRegular(file);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), START);
        in.mark(START);
        checkStart(file, in.readNBytes(START));
        in.reset();
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        text.mark(1);
        try {
            if (text.read() != '\uFEFF') {
                text.reset();
            }
        } catch (CharacterCodingException e) {
            text.close();
            throw refusal(file);
        }
        return text;
    }

    /// What it was that reading text failed of, of an exception with a cause.
    public static IOException unreadable(Path file, RuntimeException problem) throws IOException {
        for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return refusal(file);
            }
            if (cause instanceof IOException unreadable) {
                return unreadable;
            }
        }
        throw problem;
    }

    /// Refuses what is no file: it may never end.
    private static void checkRegular(Path file) throws TableException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new TableException(file, "is no regular file");
        }
    }

    /// Refuses a file that starts as UTF-16 does: with its mark, or with every second byte zero.
    private static void checkStart(Path file, byte[] start) throws TableException {
        int zeros = 0;
        for (byte b : start) {
            zeros += b == 0 ? 1 : 0;
        }
        int mark = start.length < 2 ? 0 : (start[0] & 0xff) << 8 | start[1] & 0xff;
        if (mark == 0xfffe || mark == 0xfeff || (zeros > 1 && 3 * zeros >= start.length)) {
            throw new TableException(file, "is UTF-16 text, or none; convert it with iconv -f utf-16 -t utf-8");
        }
    }

    /// What is said of a file that is not UTF-8: which line.
    private static TableException refusal(Path file) throws IOException {
        if (Files.size(file) <= MOST_BYTES) {
            byte[] bytes = Files.readAllBytes(file);
            checkStart(file, Arrays.copyOf(bytes, Math.min(bytes.length, START)));
            int line = 1;
            int start = 0;
            for (int i = 0; i <= bytes.length; i++) {
                if (i == bytes.length || bytes[i] == '\n') {
                    if (!isUtf8(bytes, start, i - start)) {
                        return new TableException(
                                file, "line " + line + " is not valid UTF-8; convert the file with iconv -t utf-8");
                    }
                    line++;
                    start = i + 1;
                }
            }
        }
        return new TableException(file, "is not valid UTF-8; convert it with iconv -t utf-8");
    }

    private static boolean isUtf8(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
