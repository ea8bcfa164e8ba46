package eigensweep.hdf5;

import java.util.HashMap;
import java.util.Map;

/// Where elements of various lengths are: collections of numbered objects (specification, III.E).
final class GlobalHeap {

    private static final int OBJECT_PREFIX = 8;
    private static final int ALIGNMENT = 8;

    private final Source source;
    private final Map<Long, Map<Integer, Cursor>> collections = new HashMap<>();

    GlobalHeap(Source source) {
        this.source = source;
    }

    /// The text that an element refers to; empty where it refers to nothing.
    String text(Cursor element) {
        long length = element.u32();
        long address = element.address();
        int index = (int) element.u32();
        if (length == 0) {
            return "";
        }
        Cursor object = collections.computeIfAbsent(address, this::collection).get(index);
        if (object == null) {
            throw element.broken();
        }
        String text = object.copy().part(length).name();
        source.count("global heap", object.position(), length);
        return text;
    }

    private Map<Integer, Cursor> collection(long address) {
        int prefix = 8 + source.lengthBytes();
        Cursor head = source.read("global heap", address, prefix).expect("GCOL");
        head.version(1, 1);
        long size = head.skip(3).length();
        Cursor all = source.read("global heap", address, Math.max(prefix, size)).skip(prefix);
        Map<Integer, Cursor> objects = new HashMap<>();
        while (all.left() >= OBJECT_PREFIX + source.lengthBytes()) {
            int index = all.u16();
            long length = all.skip(6).length();
            if (index == 0) {
                break; // What is left is free.
            }
            objects.put(index, all.part(length));
            all.skip(Math.min(all.left(), -length & ALIGNMENT - 1));
        }
        return objects;
    }
}
