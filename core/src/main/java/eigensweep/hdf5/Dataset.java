package eigensweep.hdf5;

import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An array in an HDF5 file.
public final class Dataset {

    private static final int BFLOAT16_BYTES = 2;

    private final Source source;
    private final long[] shape;
    private final long count;
    private final Datatype type;
    private final Layout layout;
    private final @Nullable Chunks chunks;
    private final @Nullable String unread;
    private final @Nullable String missing;

    private Dataset(Source source, Dataspace space, Datatype type, Layout layout, Filters filters) {
        this.source = source;
        this.type = type;
        this.layout = layout;
        shape = space.sides();
        try {
            count = Tensor.count(shape);
            Math.multiplyExact(count, Math.max(1, type.bytes()));
        } catch (ArithmeticException e) {
            throw new Hdf5Exception("has a data set whose shape overflows: " + Arrays.toString(shape), e);
        }
        chunks = count > 0 && layout instanceof Layout.Chunked chunked && isNumeric(type)
                ? new Chunks(source, chunked, space, type, filters)
                : null;
        unread = unread(filters);
        missing = unread == null ? missingElements() : null;
    }

    /// @return null if the object is no data set
    static @Nullable Dataset of(ObjectHeader header) {
        Cursor space = header.find(ObjectHeader.DATASPACE);
        Cursor typeMessage = header.find(ObjectHeader.DATATYPE);
        Cursor layout = header.find(ObjectHeader.LAYOUT);
        if (space == null || typeMessage == null || layout == null) {
            return null;
        }
        if (header.find(ObjectHeader.EXTERNAL_FILES) != null) {
            throw elsewhere();
        }
        Datatype type = Datatype.read(typeMessage);
        Dataspace shape = Dataspace.read(header.source(), space);
        Cursor filters = header.find(ObjectHeader.FILTERS);
        return new Dataset(
                header.source(),
                shape == null ? new Dataspace(new long[] {0}, new long[] {0}) : shape,
                type,
                Layout.read(layout, type.bytes()),
                filters == null ? Filters.NONE : Filters.read(filters));
    }

    private static Hdf5Exception elsewhere() {
        return new Hdf5Exception("has a data set whose elements lie in other files, which are not opened;"
                + " copy it into one file by h5repack first");
    }

    private static boolean isNumeric(Datatype type) {
        return type.kind() == Datatype.Kind.NUMBER || isBfloat16Bits(type);
    }

    /// What h5py makes of bfloat16, which NumPy does not know.
    private static boolean isBfloat16Bits(Datatype type) {
        return type.kind() == Datatype.Kind.OPAQUE && type.bytes() == BFLOAT16_BYTES;
    }

    private @Nullable String unread(Filters filters) {
        if (layout instanceof Layout.Elsewhere) {
            throw elsewhere();
        }
        if (!isNumeric(type)) {
            return "holds " + type.words();
        }
        if (!(layout instanceof Layout.Chunked chunked) || chunks == null) {
            return null;
        }
        if (filters.unread() != null) {
            return "is compressed by " + filters.unread() + ", which is not read; save it by gzip or uncompressed";
        }
        return chunked.index() == Layout.Index.EXTENSIBLE_ARRAY
                ? "may grow, and its chunks are in an extensible array, which is not read; copy it by h5repack first"
                : null;
    }

    private @Nullable String missingElements() {
        boolean nowhere = layout instanceof Layout.Contiguous(long address) && address == Source.UNDEFINED;
        return nowhere && count > 0 ? "was never written" : chunks == null ? null : chunks.missing();
    }

    /// The dimensions, outermost first.
    public long[] shape() {
        return shape.clone();
    }

    /// The type of an element; [DType#OTHER] or [DType#STRING] where it is no number.
    public DType dtype() {
        return type.dtype();
    }

    /// Whether elements are two bytes of which the file does not know that they are a number.
    public boolean mayBeBfloat16() {
        return isBfloat16Bits(type);
    }

    /// Why its elements cannot be read, or null if they can, as far as the file has them.
    public @Nullable String unread() {
        return unread;
    }

    /// Why the file does not have its elements, or not all of them; null if it does.
    public @Nullable String missing() {
        return missing;
    }

    /// The elements in row-major order, little-endian: a view of the file where they are so in it, else put together in
    /// memory.
    ///
    /// @param memory where there is room for it
    public MemorySegment elements(SegmentAllocator memory) {
        if (unread != null || missing != null) {
            throw new IllegalStateException(unread == null ? missing : unread);
        }
        long bytes = count * type.bytes();
        if (count == 0) {
            return MemorySegment.NULL;
        }
        if (chunks != null) {
            MemorySegment whole = memory.allocate(bytes, Long.BYTES);
            chunks.unpack(whole, memory);
            return whole;
        }
        MemorySegment stored = switch (layout) {
            case Layout.Compact(MemorySegment elements) -> whole(elements, bytes);
            case Layout.Contiguous(long address) -> source.elements(address, bytes);
            default -> throw new IllegalStateException("neither whole nor in chunks");
        };
        if (!type.reversed()) {
            return stored;
        }
        source.gather(bytes, bytes);
        MemorySegment turned = memory.allocate(bytes, Long.BYTES);
        new Scatter(shape, shape, type).move(stored, 0, turned, 0, count);
        return turned;
    }

    private static MemorySegment whole(MemorySegment elements, long bytes) {
        if (elements.byteSize() < bytes) {
            throw new Hdf5Exception(
                    "has a data set of " + bytes + " bytes of which " + elements.byteSize() + " are there");
        }
        return elements.asSlice(0, bytes);
    }
}
