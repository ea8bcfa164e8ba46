package eigensweep.hdf5;

import eigensweep.hdf5.ObjectHeader.Message;
import java.util.ArrayList;
import java.util.List;

/// The names in a group, however it keeps them.
final class Links {

    private Links() {}

    static boolean isGroup(ObjectHeader header) {
        return header.messages().stream()
                .anyMatch(message -> message.type() == ObjectHeader.SYMBOL_TABLE
                        || message.type() == ObjectHeader.LINK_INFO
                        || message.type() == ObjectHeader.LINK);
    }

    static List<Link> of(ObjectHeader header) {
        List<Link> links = new ArrayList<>();
        for (Message message : header.messages()) {
            switch (message.type()) {
                case ObjectHeader.SYMBOL_TABLE -> SymbolTable.links(header.source(), message.body(), links::add);
                case ObjectHeader.LINK -> links.add(Link.read(message.body()));
                case ObjectHeader.LINK_INFO -> dense(header.source(), message.body(), links);
                default -> {
                    // Says nothing of links.
                }
            }
        }
        return links;
    }

    /// Many links are in a heap, and a tree that has their places (specification, IV.A.2.c).
    private static void dense(Source source, Cursor info, List<Link> links) {
        info.version(0, 0);
        info.skip((info.u8() & 1) == 0 ? 0 : 8);
        long address = info.address();
        long names = info.address();
        if (address == Source.UNDEFINED) {
            return;
        }
        FractalHeap heap = new FractalHeap(source, address);
        BTree2.records(source, names, BTree2.LINKS_BY_NAME, record -> {
            links.add(Link.read(heap.object(record.skip(4))));
        });
    }
}
