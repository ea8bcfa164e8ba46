package eigensweep.hdf5;

import java.lang.foreign.MemorySegment;

/// An HDF5 file (The HDF Group, HDF5 File Format Specification 4.0; superblocks of version 0 to 3).
public final class Hdf5File {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /// An application's own block may stand before: of 512 bytes, 1024, and so on.
    private static final long SMALLEST_USER_BLOCK = 512;

    private static final int VERSION_BYTES = SIGNATURE.length + 1;

    private final Source source;
    private final long root;

    private Hdf5File(Source source, long root) {
        this.source = source;
        this.root = root;
    }

    /// Whether there is a superblock where one may be.
    public static boolean looksLike(MemorySegment bytes) {
        return superblock(bytes) >= 0;
    }

    private static long superblock(MemorySegment bytes) {
        MemorySegment signature = MemorySegment.ofArray(SIGNATURE);
        for (long at = 0; at <= bytes.byteSize() - SIGNATURE.length; at = at == 0 ? SMALLEST_USER_BLOCK : 2 * at) {
            if (MemorySegment.mismatch(bytes, at, at + SIGNATURE.length, signature, 0, SIGNATURE.length) < 0) {
                return at;
            }
        }
        return -1;
    }

    /// @param bytes the whole file
    /// @throws Hdf5Exception if it is none
    public static Hdf5File open(MemorySegment bytes) {
        long at = superblock(bytes);
        if (at < 0) {
            throw new Hdf5Exception("is not an HDF5 file: it has no superblock");
        }
        Source start = new Source(bytes, at, Long.BYTES, Long.BYTES);
        int version = start.read("superblock", 0, VERSION_BYTES)
                .skip(SIGNATURE.length)
                .version(0, 3);
        return version < 2 ? old(bytes, start, at, version) : recent(bytes, start, at);
    }

    private static Hdf5File old(MemorySegment bytes, Source start, long at, int version) {
        Cursor sizes = start.read("superblock", 0, VERSION_BYTES + 15).skip(VERSION_BYTES + 4);
        Source source = source(bytes, at, sizes);
        int before = VERSION_BYTES + 15 + (version == 0 ? 0 : 4);
        // The base, free space, end and driver; the name of the root; its object header. What addresses are relative to
        // is where the superblock is: a file may have been put behind another block.
        long root = source.read("superblock", 0, before + 6L * source.offsetBytes())
                .skip(before + 5L * source.offsetBytes())
                .address();
        return new Hdf5File(source, root);
    }

    private static Hdf5File recent(MemorySegment bytes, Source start, long at) {
        Cursor sizes = start.read("superblock", 0, VERSION_BYTES + 3).skip(VERSION_BYTES);
        Source source = source(bytes, at, sizes);
        int before = VERSION_BYTES + 3;
        long root = source.sealed("superblock", 0, before + 4L * source.offsetBytes() + 4)
                .skip(before + 3L * source.offsetBytes())
                .address();
        return new Hdf5File(source, root);
    }

    private static Source source(MemorySegment bytes, long at, Cursor sizes) {
        int offsetBytes = sizes.u8();
        int lengthBytes = sizes.u8();
        if (!isSize(offsetBytes) || !isSize(lengthBytes)) {
            throw new Hdf5Exception("has addresses of " + offsetBytes + " and lengths of " + lengthBytes
                    + " bytes; 2, 4 and 8 are read");
        }
        return new Source(bytes, at, offsetBytes, lengthBytes);
    }

    private static boolean isSize(int bytes) {
        return bytes == 2 || bytes == 4 || bytes == 8;
    }

    /// The group that holds everything.
    public Node root() {
        return new Node(source, root);
    }

    /// What a hard link leads to.
    public Node node(Link link) {
        if (link.kind() != Link.Kind.HARD) {
            throw new IllegalArgumentException(link.name() + " is no hard link");
        }
        return new Node(source, link.address());
    }

    /// The address of the root group, where links may lead back to.
    public long rootAddress() {
        return root;
    }
}
