package eigensweep.checkpoint.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.MappedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The header of a GGUF file: pairs of keys and values, then where each tensor is (ggml's `docs/gguf.md`).
///
/// @param values of the keys that are used here: a `Long`, a `Double` or a `String`
/// @param tensors in the order of the file
/// @param end the first byte after it
record GgufHeader(Map<String, Object> values, List<Info> tensors, long end) {

    /// With the words of a large tokenizer a header has some ten megabytes.
    private static final long LONGEST = 128 << 20;

    /// With the objects they make, this many fit in a quarter of a gigabyte.
    private static final int MOST_TENSORS = 1 << 18;

    private static final int MOST_DIMENSIONS = 64;

    /// ggml's own limit is 64 bytes.
    private static final int LONGEST_NAME = 1000;

    /// No key or text that is used here is longer.
    private static final int LONGEST_TEXT = 64;

    private static final int DEEPEST_ARRAY = 8;

    private static final Set<String> USED = Set.of(
            "general.architecture",
            "general.type",
            "general.alignment",
            "split.no",
            "split.count",
            "split.tensors.count",
            "adapter.type",
            "adapter.lora.alpha");

    /// What the header says of a tensor.
    ///
    /// @param type a number of ggml's
    /// @param shape outermost dimension first, which the file has last
    /// @param offset from the start of the data
    record Info(String name, long type, long[] shape, long offset) {}

    /// A whole number; of a value of another kind, or none at all, what is assumed instead.
    long number(String key, long otherwise) {
        return values.get(key) instanceof Long number ? number : otherwise;
    }

    /// A text, or `""`.
    String text(String key) {
        return values.get(key) instanceof String text ? text : "";
    }

    /// Reads the header of a file whose magic and version were looked at.
    ///
    /// @param from the byte after them
    static GgufHeader read(MappedFile file, long from) {
        Cursor cursor = new Cursor(file, from);
        long count = cursor.i64();
        long pairs = cursor.i64();
        Map<String, Object> values = new HashMap<>();
        for (long i = 0; i != pairs; i++) {
            cursor.pair(values);
        }
        if (Long.compareUnsigned(count, MOST_TENSORS) > 0) {
            throw file.broken(
                    "claims " + Long.toUnsignedString(count) + " tensors; more than " + MOST_TENSORS + " are refused");
        }
        List<Info> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            Info info = cursor.info();
            if (!names.add(info.name())) {
                throw file.broken("has two tensors named " + info.name());
            }
            tensors.add(info);
        }
        return new GgufHeader(values, tensors, cursor.at);
    }

    /// A place in the header. Nothing is read that is not there.
    private static final class Cursor {

        private final MappedFile file;
        private long at;

        Cursor(MappedFile file, long at) {
            this.file = file;
            this.at = at;
        }

        /// Goes on by a number of bytes.
        ///
        /// @return where they begin
        private long skip(long bytes) {
            long limit = Math.min(file.size(), LONGEST);
            if (bytes < 0 || bytes > limit - at) {
                throw file.broken(
                        limit < file.size()
                                ? "has a GGUF header of more than " + LONGEST + " bytes; refused"
                                : "is cut off: the GGUF header goes on for " + Long.toUnsignedString(bytes)
                                        + " bytes from byte " + at + ", the file has " + file.size());
            }
            long from = at;
            at += bytes;
            return from;
        }

        private long u32() {
            return file.u32(skip(Integer.BYTES));
        }

        private long i64() {
            return file.i64(skip(Long.BYTES));
        }

        private void pair(Map<String, Object> values) {
            long length = i64();
            long from = skip(length);
            String key = length <= LONGEST_TEXT ? file.text(from, (int) length) : "";
            Object value = value(u32(), 0);
            if (USED.contains(key) && value != null && values.put(key, value) != null) {
                throw file.broken("has two values of " + key);
            }
        }

        /// A value; null for one that is passed over.
        private @Nullable Object value(long type, int depth) {
            return switch ((int) type) {
                case 0, 7 -> file.bytes().get(JAVA_BYTE, skip(1)) & 0xffL;
                case 1 -> (long) file.bytes().get(JAVA_BYTE, skip(1));
                case 2 -> (long) file.u16(skip(Short.BYTES));
                case 3 -> (long) (short) file.u16(skip(Short.BYTES));
                case 4 -> u32();
                case 5 -> (long) (int) u32();
                case 6 -> (double) Float.intBitsToFloat((int) u32());
                case 8 -> string();
                case 9 -> {
                    array(depth);
                    yield null;
                }
                case 10, 11 -> i64();
                case 12 -> Double.longBitsToDouble(i64());
                default ->
                    throw file.broken("has a value of type " + type + " at byte " + at + " of its header, which"
                            + " GGUF does not know; is the file damaged?");
            };
        }

        private String string() {
            long length = i64();
            long from = skip(length);
            return file.text(from, (int) Math.min(length, LONGEST_TEXT));
        }

        private void array(int depth) {
            if (depth == DEEPEST_ARRAY) {
                throw file.broken("has arrays " + DEEPEST_ARRAY + " deep in its header; refused");
            }
            long type = u32();
            long count = i64();
            int bytes = switch ((int) type) {
                case 0, 1, 7 -> 1;
                case 2, 3 -> 2;
                case 4, 5, 6 -> 4;
                case 10, 11, 12 -> 8;
                default -> 0;
            };
            if (bytes > 0) {
                skip(count > Long.MAX_VALUE / bytes || count < 0 ? -1 : count * bytes);
                return;
            }
            for (long i = 0; i != count; i++) {
                if (type == 8) {
                    skip(i64());
                } else {
                    value(type, depth + 1);
                }
            }
        }

        private Info info() {
            long length = i64();
            long from = skip(length);
            if (length > LONGEST_NAME) {
                throw file.broken("has a tensor whose name is longer than " + LONGEST_NAME + " bytes; refused");
            }
            String name = file.text(from, length);
            long dimensions = u32();
            if (dimensions > MOST_DIMENSIONS) {
                throw file.broken("tensor " + name + " claims " + dimensions + " dimensions; at most " + MOST_DIMENSIONS
                        + " are possible");
            }
            long[] shape = new long[(int) dimensions];
            for (int d = shape.length - 1; d >= 0; d--) {
                shape[d] = i64();
            }
            return new Info(name, u32(), shape, i64());
        }
    }
}
