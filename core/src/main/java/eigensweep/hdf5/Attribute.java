package eigensweep.hdf5;

import eigensweep.hdf5.ObjectHeader.Message;
import eigensweep.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A small value that an object carries under a name (specification, IV.A.2.m).
///
/// @param source the file
/// @param type of each element
/// @param space its shape, or null where it has no element
/// @param data the elements
record Attribute(Source source, Datatype type, @Nullable Dataspace space, Cursor data) {

    private static final int ALIGNMENT = 8;

    /// The attribute of this name, or null.
    static @Nullable Attribute find(ObjectHeader header, String name) {
        for (Message message : header.messages()) {
            Attribute found = null;
            if (message.type() == ObjectHeader.ATTRIBUTE && !message.shared()) {
                found = named(header.source(), message.body(), name);
            } else if (message.type() == ObjectHeader.ATTRIBUTE_INFO) {
                found = dense(header.source(), message.body(), name);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /// Many attributes are in a heap, and a tree that has their places (specification, IV.A.2.v).
    private static @Nullable Attribute dense(Source source, Cursor info, String name) {
        info.version(0, 0);
        info.skip((info.u8() & 1) == 0 ? 0 : 2);
        long address = info.address();
        long names = info.address();
        if (address == Source.UNDEFINED) {
            return null;
        }
        FractalHeap heap = new FractalHeap(source, address);
        List<Attribute> found = new ArrayList<>();
        BTree2.records(source, names, BTree2.ATTRIBUTES_BY_NAME, record -> {
            Attribute attribute = named(source, heap.object(record), name);
            if (attribute != null) {
                found.add(attribute);
            }
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    private static @Nullable Attribute named(Source source, Cursor message, String name) {
        int version = message.version(1, 3);
        int flags = message.u8();
        int nameBytes = message.u16();
        int typeBytes = message.u16();
        int spaceBytes = message.u16();
        message.skip(version == 3 ? 1 : 0);
        if (!message.part(padded(nameBytes, version)).name().equals(name)) {
            return null;
        }
        Cursor type = message.part(padded(typeBytes, version));
        Cursor space = message.part(padded(spaceBytes, version));
        boolean sharedType = version > 1 && (flags & 1) != 0;
        if (version > 1 && (flags & 2) != 0) {
            throw message.broken();
        }
        return new Attribute(
                source,
                Datatype.read(sharedType ? ObjectHeader.shared(source, type, ObjectHeader.DATATYPE) : type),
                Dataspace.read(source, space),
                message);
    }

    private static int padded(int bytes, int version) {
        return version == 1 ? (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : bytes;
    }

    /// Its elements, if they are text; else none.
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        if (space == null || type.dtype() != DType.STRING || type.bytes() == 0) {
            return texts;
        }
        Cursor elements = data.copy();
        long count = 1;
        for (long side : space.sides()) {
            if (side == 0) {
                return texts;
            }
            if (count > elements.left() / side) {
                throw elements.broken();
            }
            count *= side;
        }
        for (long e = 0; e < count; e++) {
            Cursor element = elements.part(type.bytes());
            texts.add(
                    type.kind() == Datatype.Kind.TEXT
                            ? element.name()
                            : source.heap().text(element));
        }
        return texts;
    }
}
