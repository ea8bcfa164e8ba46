package eigensweep.hdf5;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a file says of an object, a group or a data set, in messages of many types (specification, IV.A).
///
/// @param source the file
/// @param messages in the order of the file
record ObjectHeader(Source source, List<Message> messages) {

    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int LINK = 0x06;
    static final int EXTERNAL_FILES = 0x07;
    static final int LAYOUT = 0x08;
    static final int FILTERS = 0x0b;
    static final int ATTRIBUTE = 0x0c;
    static final int SYMBOL_TABLE = 0x11;
    static final int ATTRIBUTE_INFO = 0x15;

    private static final int CONTINUATION = 0x10;

    private static final int MOST_MESSAGES = 1 << 16;
    private static final int SHARED = 1 << 1;

    private static final int PREFIX_V1 = 16;
    private static final int MESSAGE_PREFIX_V1 = 8;

    /// A message.
    ///
    /// @param shared whether it only says where the message proper is
    /// @param start at its first byte; copied before it is read
    record Message(int type, boolean shared, Cursor start) {

        Cursor body() {
            return start.copy();
        }
    }

    static ObjectHeader read(Source source, long address) {
        String what = "object header";
        int first = source.read(what, address, 4).u8();
        return new ObjectHeader(source, first == 1 ? version1(source, address) : version2(source, address));
    }

    private static List<Message> version1(Source source, long address) {
        Cursor prefix = source.read("object header", address, PREFIX_V1);
        prefix.version(1, 1);
        prefix.skip(7);
        long size = prefix.u32();
        return messages(source, source.read("object header", address + PREFIX_V1, size), 1, MESSAGE_PREFIX_V1);
    }

    private static List<Message> version2(Source source, long address) {
        Cursor prefix = source.read("object header", address, 6).expect("OHDR");
        prefix.version(2, 2);
        int flags = prefix.u8();
        int times = (flags & 1 << 5) == 0 ? 0 : 16;
        int limits = (flags & 1 << 4) == 0 ? 0 : 4;
        int sizeBytes = 1 << (flags & 3);
        int length = 6 + times + limits + sizeBytes;
        long size = source.read("object header", address, length)
                .skip(length - sizeBytes)
                .number(sizeBytes);
        boolean ordered = (flags & 1 << 2) != 0;
        long bytes = Math.addExact(length + Source.CHECKSUM_BYTES, Math.min(size, Integer.MAX_VALUE));
        Cursor first = source.sealed("object header", address, bytes).skip(length);
        return messages(source, first, 2, ordered ? 6 : 4);
    }

    /// The messages of a block and of those in which it goes on.
    ///
    /// @param prefix bytes before a message's own
    private static List<Message> messages(Source source, Cursor first, int version, int prefix) {
        List<Message> messages = new ArrayList<>();
        Deque<Cursor> blocks = new ArrayDeque<>(List.of(first));
        while (!blocks.isEmpty()) {
            Cursor block = blocks.remove();
            while (block.left() >= prefix) {
                int type = version == 1 ? block.u16() : block.u8();
                int bytes = block.u16();
                int flags = block.u8();
                Cursor body = block.skip(version == 1 ? prefix - 5 : prefix - 4).part(bytes);
                if (type != CONTINUATION) {
                    add(messages, type, flags, body);
                } else if (version == 1) {
                    blocks.add(source.read("object header", body.address(), body.length()));
                } else {
                    blocks.add(source.sealed("object header", body.address(), body.length())
                            .expect("OCHK"));
                }
            }
        }
        return messages;
    }

    private static void add(List<Message> messages, int type, int flags, Cursor body) {
        messages.add(new Message(type, (flags & SHARED) != 0, body.as(what(type))));
        if (messages.size() > MOST_MESSAGES) {
            throw new Hdf5Exception("has an object of more than " + MOST_MESSAGES + " messages; refused");
        }
    }

    private static String what(int type) {
        return switch (type) {
            case DATASPACE -> "dataspace";
            case DATATYPE -> "datatype";
            case LINK, LINK_INFO, SYMBOL_TABLE -> "link";
            case LAYOUT -> "data layout";
            case FILTERS -> "filter";
            case ATTRIBUTE, ATTRIBUTE_INFO -> "attribute";
            default -> "message";
        };
    }

    /// The first message of a type, or null.
    @Nullable
    Cursor find(int type) {
        for (Message message : messages) {
            if (message.type() == type) {
                return message.shared() ? shared(source, message.body(), type) : message.body();
            }
        }
        return null;
    }

    /// The message that another object has, such as a named type.
    ///
    /// @param reference where it is
    static Cursor shared(Source source, Cursor reference, int type) {
        int version = reference.version(1, 3);
        int kind = reference.u8();
        if (version == 3 && kind == 1) {
            throw new Hdf5Exception("shares messages in a heap, which is not read; copy it by h5repack first");
        }
        reference.skip(version == 1 ? 6 : 0);
        for (Message message : read(source, reference.address()).messages()) {
            if (message.type() == type && !message.shared()) {
                return message.body();
            }
        }
        throw reference.broken();
    }
}
