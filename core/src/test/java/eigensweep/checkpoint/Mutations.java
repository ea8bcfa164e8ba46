package eigensweep.checkpoint;

import eigensweep.checkpoint.file.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Damages good files: bits flipped, files cut off, blocks cut out, doubled and moved, numbers set to their extremes,
/// pieces of one file put into another, and the words of a format where they do not belong.
///
/// The same seed and number give the same mutant, so a mutant is named by the two.
///
/// @param corpus the good files
/// @param words what the format is made of
record Mutations(List<byte[]> corpus, List<byte[]> words) {

    private static final int LONGEST_BLOCK = 64;

    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 53,
        1L << 40
    };

    private static final List<String> NUMERALS = List.of(
            "-1",
            "0",
            "1",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "1e999",
            "0.5",
            "99999999999999999999999",
            "1e9",
            "-0",
            "[1]",
            "null",
            "\"1\"",
            "\u0661");

    /// @param words of the format, as text or as the bytes of ISO 8859-1
    static Mutations of(List<byte[]> corpus, String... words) {
        return new Mutations(
                List.copyOf(corpus),
                Arrays.stream(words)
                        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                        .toList());
    }

    /// The mutant of this number.
    byte[] mutant(long seed, long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + number);
        byte[] mutant = any(corpus, random).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            mutant = changed(mutant, random);
        }
        return mutant;
    }

    private byte[] changed(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return any(words, random).clone();
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(LONGEST_BLOCK, bytes.length));
        int from = random.nextInt(bytes.length - length + 1);
        return switch (random.nextInt(13)) {
            case 0, 1 -> flipped(bytes, at, 1 << random.nextInt(8));
            case 2 -> flipped(bytes, at, 1 + random.nextInt(255));
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> replaced(bytes, from, from + length, new byte[0]);
            case 5 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, from, from + length));
            case 6 -> overwritten(bytes, at, Arrays.copyOfRange(bytes, from, from + length));
            case 7 -> spliced(bytes, at, any(corpus, random), random);
            case 8 -> overwritten(bytes, at, number(random));
            case 9 -> numeral(bytes, at, random);
            case 10 -> replaced(bytes, at, at, any(words, random));
            case 11 -> overwritten(bytes, at, any(words, random));
            default -> replaced(bytes, at, at, randomBytes(random));
        };
    }

    private static byte[] any(List<byte[]> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }

    private static byte[] flipped(byte[] bytes, int at, int bits) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) bits;
        return flipped;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        return Bytes.join(Arrays.copyOf(bytes, from), by, Arrays.copyOfRange(bytes, to, bytes.length));
    }

    private static byte[] overwritten(byte[] bytes, int at, byte[] by) {
        byte[] overwritten = bytes.clone();
        System.arraycopy(by, 0, overwritten, at, Math.min(by.length, bytes.length - at));
        return overwritten;
    }

    /// The head of one file and the tail of another, at places that are about as far into each.
    private static byte[] spliced(byte[] head, int at, byte[] tail, SplittableRandom random) {
        int near = (int) ((long) at * tail.length / head.length) + random.nextInt(-8, 9);
        int from = Math.clamp(near, 0, tail.length);
        return Bytes.join(Arrays.copyOf(head, at), Arrays.copyOfRange(tail, from, tail.length));
    }

    /// An integer of 2, 4 or 8 bytes, of either order.
    private static byte[] number(SplittableRandom random) {
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        int bytes = 2 << random.nextInt(3);
        byte[] little = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        byte[] big = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return random.nextInt(4) == 0
                ? Arrays.copyOfRange(big, Long.BYTES - bytes, Long.BYTES)
                : Arrays.copyOf(little, bytes);
    }

    /// Another numeral for the one at or after a place.
    private static byte[] numeral(byte[] bytes, int at, SplittableRandom random) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        String numeral = random.nextInt(3) == 0
                ? Integer.toString(random.nextInt(100))
                : NUMERALS.get(random.nextInt(NUMERALS.size()));
        return replaced(bytes, from, to, numeral.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }
}
