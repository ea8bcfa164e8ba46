package eigensweep.hdf5;

import org.jspecify.annotations.Nullable;

/// A name in a group.
///
/// @param name without the group's
/// @param kind what it leads to
/// @param address of an object in this file; only for a hard link
/// @param target in words, for the others
public record Link(
        String name, Kind kind, long address, @Nullable String target) {

    /// What a link leads to.
    public enum Kind {
        /// An object. Every object has such a link.
        HARD,
        /// Another name in the same file, which may be none.
        SOFT,
        /// Something in another file, or whatever an application made of it.
        ELSEWHERE
    }

    private static final int SOFT = 1;

    /// Reads a link message (specification, IV.A.2.g).
    static Link read(Cursor message) {
        message.version(1, 1);
        int flags = message.u8();
        int type = (flags & 1 << 3) == 0 ? 0 : message.u8();
        message.skip((flags & 1 << 2) == 0 ? 0 : 8);
        message.skip((flags & 1 << 4) == 0 ? 0 : 1);
        String name = message.text(message.number(1 << (flags & 3)));
        if (type == 0) {
            return new Link(name, Kind.HARD, message.address(), null);
        }
        String target = message.text(message.u16());
        return new Link(
                name,
                type == SOFT ? Kind.SOFT : Kind.ELSEWHERE,
                Source.UNDEFINED,
                target.replace('\0', ' ').strip());
    }
}
