package eigensweep.hdf5;

import eigensweep.hdf5.Link.Kind;
import java.util.function.Consumer;

/// A group as HDF5 has always written it: a B-tree of symbol nodes, and a heap with the names (specification, III.A
/// to III.D).
///
/// @param source the file
/// @param names the bytes of all names, each with a zero behind it
record SymbolTable(Source source, Cursor names) {

    private static final int GROUP_NODES = 0;
    private static final int SOFT_LINK = 2;
    private static final int SCRATCH_BYTES = 16;

    /// Shows every link, in the order of the names.
    ///
    /// @param message the symbol table message of the group
    static void links(Source source, Cursor message, Consumer<Link> links) {
        long tree = message.address();
        long heap = message.address();
        int header = 8 + 2 * source.lengthBytes() + source.offsetBytes();
        Cursor local = source.read("local heap", heap, header).expect("HEAP");
        local.version(0, 0);
        long size = local.skip(3).length();
        local.length();
        Cursor names = source.read("local heap", local.address(), size);
        new SymbolTable(source, names).tree(tree, -1, links);
    }

    /// @param level what the node above demands; -1 at the root
    private void tree(long address, int level, Consumer<Link> links) {
        int header = 8 + 2 * source.offsetBytes();
        Cursor node = source.read("B-tree", address, header).expect("TREE");
        int type = node.u8();
        int own = node.u8();
        if (type != GROUP_NODES || (level >= 0 && own != level)) {
            throw node.broken();
        }
        int entries = node.u16();
        long bytes = (long) entries * (source.lengthBytes() + source.offsetBytes());
        Cursor children = source.read("B-tree", address + header, bytes);
        for (int e = 0; e < entries; e++) {
            long child = children.skip(source.lengthBytes()).address();
            if (own > 0) {
                tree(child, own - 1, links);
            } else {
                node(child, links);
            }
        }
    }

    private void node(long address, Consumer<Link> links) {
        Cursor head = source.read("symbol node", address, 8).expect("SNOD");
        head.version(1, 1);
        int symbols = head.skip(1).u16();
        long bytes = symbols * (2L * source.offsetBytes() + 8 + SCRATCH_BYTES);
        Cursor entries = source.read("symbol node", address + 8, bytes);
        for (int s = 0; s < symbols; s++) {
            String name = name(entries.number(source.offsetBytes()));
            long object = entries.address();
            long kind = entries.u32();
            Cursor scratch = entries.skip(4).part(SCRATCH_BYTES);
            links.accept(
                    kind == SOFT_LINK
                            ? new Link(name, Kind.SOFT, Source.UNDEFINED, name(scratch.u32()))
                            : new Link(name, Kind.HARD, object, null));
        }
    }

    private String name(long offset) {
        Cursor from = names.copy().skip(offset);
        String name = from.name();
        source.count("local heap", names.position() + offset, name.length());
        return name;
    }
}
