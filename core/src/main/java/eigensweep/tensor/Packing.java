package eigensweep.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How codes of a few bits lie in a run of integers: in the same way in every period, which is a number of whole
/// integers.
///
/// @param bits of a code: 1 to 8
/// @param places the bit at which each code of a period begins, in the order of the elements; bits are counted from
///     the lowest of the first integer on
/// @param words integers of a period
/// @param wordBits bits of an integer: 8, 16 or 32
public record Packing(int bits, int[] places, int words, int wordBits) {

    public Packing {
        int last = words * wordBits - bits;
        boolean isPower = wordBits == Byte.SIZE || wordBits == Short.SIZE || wordBits == Integer.SIZE;
        if (bits < 1 || bits > 8 || !isPower || Arrays.stream(places).anyMatch(place -> place < 0 || place > last)) {
            throw new IllegalArgumentException(bits + " bits in " + words + " integers of " + wordBits);
        }
    }

    /// One code behind the other, across the ends of integers.
    public static Packing dense(int bits, int wordBits) {
        int words = 1;
        while (words * wordBits % bits != 0) {
            words++;
        }
        return inSteps(bits, words * wordBits / bits, words, wordBits);
    }

    /// As many codes as go into an integer, whose upper bits are unused where they do not fill it.
    public static Packing loose(int bits, int wordBits) {
        return inSteps(bits, wordBits / bits, 1, wordBits);
    }

    private static Packing inSteps(int bits, int codes, int words, int wordBits) {
        return new Packing(bits, IntStream.range(0, codes).map(i -> bits * i).toArray(), words, wordBits);
    }

    /// Integers that hold so many codes.
    public long wordsFor(long codes) {
        int lastBit = Arrays.stream(places, 0, (int) (codes % period()))
                .map(place -> place + bits)
                .max()
                .orElse(0);
        return codes / period() * words + Math.ceilDiv(lastBit, wordBits);
    }

    /// Codes of a period.
    int period() {
        return places.length;
    }

    /// The integer of its period that holds the first bit of a code.
    int wordOf(int place) {
        return places[place] / wordBits;
    }

    /// Whether a code goes on in the next integer.
    boolean goesOn(int place) {
        return places[place] % wordBits + bits > wordBits;
    }

    /// A code.
    ///
    /// @param place its number in the period
    /// @param word the integer that holds its first bit, of any sign
    /// @param next the one after it; not looked at where the code does not [go on][#goesOn] there
    int code(int place, double word, double next) {
        int shift = places[place] & wordBits - 1;
        long mask = (1L << wordBits) - 1;
        long both = ((long) word & mask) | ((long) next & mask) << wordBits;
        return (int) (both >>> shift) & (1 << bits) - 1;
    }
}
