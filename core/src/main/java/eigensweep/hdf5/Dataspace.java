package eigensweep.hdf5;

import org.jspecify.annotations.Nullable;

/// The shape of a data set or an attribute (specification, IV.A.2.b).
///
/// @param sides outermost first; none for a scalar
/// @param most how far each may grow; [Source#UNDEFINED] for one without a limit
record Dataspace(long[] sides, long[] most) {

    /// The limit of the format's own library.
    private static final int MOST_DIMENSIONS = 32;

    /// @return null where there is no element and no shape
    static @Nullable Dataspace read(Source source, Cursor message) {
        int version = message.version(1, 2);
        int rank = message.u8();
        int flags = message.u8();
        int type = message.u8();
        message.skip(version == 1 ? 4 : 0);
        if (rank > MOST_DIMENSIONS) {
            throw new Hdf5Exception(
                    "has data of " + rank + " dimensions; at most " + MOST_DIMENSIONS + " are possible");
        }
        if (version == 2 && type == 2) {
            return null;
        }
        long[] sides = new long[rank];
        for (int d = 0; d < rank; d++) {
            sides[d] = message.length();
        }
        long[] most = sides.clone();
        if ((flags & 1) != 0) {
            long unlimited = source.lengthBytes() == Long.BYTES ? -1 : (1L << Byte.SIZE * source.lengthBytes()) - 1;
            for (int d = 0; d < rank; d++) {
                long limit = message.bits(source.lengthBytes());
                most[d] = limit == unlimited ? Source.UNDEFINED : limit;
            }
        }
        return new Dataspace(sides, most);
    }
}
