package eigensweep.checkpoint.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pickle can hold here, besides `Long`, `Double`, `Boolean`, `String`, lists (of Python's lists, tuples and
/// sets), and what a [Pickle.Vocabulary] makes. None of it has behaviour, and none is ever hashed or compared:
/// containers may contain themselves.
interface Pickled {

    /// Values without content.
    enum Nothing implements Pickled {
        NONE,
        /// Something whose content no tensor depends on: a device, a NumPy number.
        OPAQUE
    }

    /// A string of bytes.
    ///
    /// @param view of the pickle, or a copy
    record Bytes(MemorySegment view) implements Pickled {}

    /// A Python class or function by its name. It stands for nothing but the name.
    record Global(String module, String name) implements Pickled {

        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /// A Python dictionary.
    ///
    /// @param items its keys and values in turn, in their order
    record Dict(List<Object> items) implements Pickled {

        Dict() {
            this(new ArrayList<>(0));
        }

        int size() {
            return items.size() / 2;
        }

        Object key(int i) {
            return items.get(2 * i);
        }

        Object value(int i) {
            return items.get(2 * i + 1);
        }

        /// The last value under a textual key.
        @Nullable
        Object get(String key) {
            for (int i = size() - 1; i >= 0; i--) {
                if (key(i) instanceof String text && text.equals(key)) {
                    return value(i);
                }
            }
            return null;
        }
    }

    /// An object of some class, which is not loaded: only what its pickle says of it.
    ///
    /// @param type its class, or the function that was to make it
    /// @param origin how it would come into being
    /// @param arguments what the class or function would be given; never changed, as others may have the list, too
    /// @param attributes its state
    /// @param items of a subclass of `dict`
    /// @param elements of a subclass of `list`, and a state that is no dictionary
    record Instance(
            Global type, Origin origin, List<Object> arguments, Dict attributes, Dict items, List<Object> elements)
            implements Pickled {

        /// How an object would come into being.
        enum Origin {
            /// A new object of a class holds what it is given: a named tuple.
            CLASS,
            /// A function makes of its arguments what it likes.
            CALL
        }

        Instance(Global type, Origin origin, List<Object> arguments) {
            this(type, origin, arguments, new Dict(), new Dict(), new ArrayList<>(0));
        }
    }
}
