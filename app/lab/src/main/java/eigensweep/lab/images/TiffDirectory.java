package eigensweep.lab.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The directory of the first picture of a TIFF: what has to be known before a decoder believes it.
///
/// @param file all bytes, in the order of its numbers
/// @param at where the directory starts
record TiffDirectory(ByteBuffer file, int at) {

    private static final int ENTRY = 12;

    private static final int BITS_PER_SAMPLE = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int TILE_BYTES = 325;
    private static final int SAMPLE_FORMAT = 339;

    private static final int CIE_LAB = 8;
    private static final int ITU_LAB = 10;
    private static final int WHOLE = 1;
    private static final int UNDEFINED = 4;

    private static final int MOST_BITS = 16;

    /// Cyan, magenta, yellow, black and an opacity.
    private static final int MOST_SAMPLES = 5;

    /// Finds it.
    ///
    /// @throws IndexOutOfBoundsException if it lies outside the file
    static TiffDirectory of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        return new TiffDirectory(bytes, bytes.getInt(4));
    }

    private int entries() {
        return Short.toUnsignedInt(file.getShort(at));
    }

    /// Whether there is another picture.
    boolean isFollowed() {
        return file.getInt(at + 2 + ENTRY * entries()) != 0;
    }

    /// Why it is not decoded, or null: samples or colours that are none of an image's, or sizes that the file cannot
    /// have, which a decoder would make room for.
    ///
    /// @param mostPixels of a tile
    /// @throws IndexOutOfBoundsException if it points outside the file
    @Nullable
    String problem(long mostPixels) {
        long[] bits = values(BITS_PER_SAMPLE);
        if (bits.length > MOST_SAMPLES || largest(SAMPLES_PER_PIXEL) > MOST_SAMPLES) {
            return "has more than " + MOST_SAMPLES + " samples a pixel";
        }
        if (LongStream.of(bits).anyMatch(n -> n > MOST_BITS)
                || LongStream.of(values(SAMPLE_FORMAT)).anyMatch(format -> format != WHOLE && format != UNDEFINED)) {
            return "holds samples of more than 16 bits, with a sign or with a fraction";
        }
        long colours = largest(PHOTOMETRIC);
        if (colours >= CIE_LAB && colours <= ITU_LAB) {
            return "holds CIE L*a*b* colours";
        }
        if (Math.max(largest(STRIP_BYTES), largest(TILE_BYTES)) > file.capacity()) {
            return "is cut off";
        }
        return Math.max(1, largest(TILE_WIDTH)) * Math.max(1, largest(TILE_LENGTH)) > mostPixels
                ? "claims tiles that are larger than any image"
                : null;
    }

    private long largest(int tag) {
        return LongStream.of(values(tag)).max().orElse(0);
    }

    /// The numbers of all entries with a tag.
    private long[] values(int tag) {
        LongStream.Builder values = LongStream.builder();
        for (int i = 0; i < entries(); i++) {
            int entry = at + 2 + ENTRY * i;
            if (Short.toUnsignedInt(file.getShort(entry)) == tag) {
                int bytes = bytes(file.getShort(entry + 2));
                long count = Integer.toUnsignedLong(file.getInt(entry + 4));
                int from = count * bytes <= 4 ? entry + 8 : file.getInt(entry + 8);
                if (count * bytes > file.capacity()) {
                    throw new IndexOutOfBoundsException("more values than the file has bytes");
                }
                for (int j = 0; j < count; j++) {
                    values.add(value(from + j * bytes, bytes));
                }
            }
        }
        return values.build().toArray();
    }

    private long value(int place, int bytes) {
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(file.get(place));
            case 2 -> Short.toUnsignedLong(file.getShort(place));
            default -> Integer.toUnsignedLong(file.getInt(place));
        };
    }

    private static int bytes(short type) {
        return switch (type) {
            case 1 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            default -> throw new IndexOutOfBoundsException("sizes are no whole numbers");
        };
    }
}
