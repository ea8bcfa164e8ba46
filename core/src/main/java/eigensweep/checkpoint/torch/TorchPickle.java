package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.torch.Pickled.Bytes;
import eigensweep.checkpoint.torch.Pickled.Dict;
import eigensweep.checkpoint.torch.Pickled.Global;
import eigensweep.checkpoint.torch.Pickled.Instance;
import eigensweep.checkpoint.torch.Pickled.Nothing;
import eigensweep.checkpoint.torch.TorchTensor.Storage;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a pickle of PyTorch's holds: the tensors it describes, in its containers and objects. What the names in it may
/// do is on a list ([TorchCall]); a class or function that is on none stays a name, and an object of it is what the
/// pickle gives it. Names of what could do harm are refused, even if nothing uses them.
final class TorchPickle implements Pickle.Vocabulary {

    /// What was read.
    ///
    /// @param root the object
    /// @param storages what it says of each storage, by its key: what it says first
    record Content(Object root, Map<String, Storage> storages) {}

    private static final int MOST_COPIED = 1 << 22;

    private final MappedFile file;
    private final Map<String, Storage> storages = new HashMap<>();
    private long copied;
    private long encoded;

    private TorchPickle(MappedFile file) {
        this.file = file;
    }

    /// What is in a `data.pkl`.
    static Content read(MappedFile file) {
        return read(new PickleBytes(file, Long.MAX_VALUE), file);
    }

    /// What is in the next of several pickles.
    ///
    /// @param file for complaints
    static Content read(PickleBytes in, MappedFile file) {
        TorchPickle vocabulary = new TorchPickle(file);
        return new Content(Pickle.read(in, vocabulary), vocabulary.storages);
    }

    @Override
    public void name(Global global) {
        if (TorchCall.of(global) == TorchCall.HARMFUL) {
            throw file.broken("names " + global + ", which could run code; refused, and nothing was run");
        }
    }

    @Override
    public Object call(Global function, List<Object> arguments) {
        return switch (TorchCall.of(function)) {
            case TENSOR ->
                tensor(arguments, argument(Storage.class, arguments, 0).dtype(), 6);
            case TENSOR_OF_TYPE ->
                tensor(
                        arguments,
                        TorchTensor.dtype(argument(Global.class, arguments, 6).name()),
                        7);
            case TENSOR_OF_CLASS -> rebuilt(arguments);
            case QUANTISED_TENSOR -> quantised(arguments);
            case META_TENSOR ->
                TorchTensor.missing(
                        longs(arguments, 1), "a tensor on the meta device: the file has its shape and no elements");
            case SPARSE_TENSOR -> sparse(objects(argument(List.class, arguments, 1)));
            case NESTED_TENSOR ->
                TorchTensor.part(
                        argument(TorchTensor.class, arguments, 0).shape(),
                        "a nested tensor, whose parts have shapes of their own");
            case WRAPPER ->
                TorchTensor.part(
                        longs(arguments, 2),
                        "a tensor of " + argument(Global.class, arguments, 0)
                                + ", which keeps its elements its own way; save it as a plain tensor");
            case FIRST_ARGUMENT -> argument(Object.class, arguments, 0);
            case MODULE -> module(function, argument(Dict.class, arguments, 0));
            case ORDERED_DICT -> ordered(arguments);
            case DICT -> new Dict();
            case SET -> arguments.isEmpty() ? new ArrayList<>(0) : argument(List.class, arguments, 0);
            case ARRAY -> array(arguments);
            case ARRAY_OF_BUFFER -> arrayOfBuffer(arguments);
            case ARRAY_TYPE -> new NumpyArray.Type(argument(String.class, arguments, 0));
            case BYTES -> encoded(arguments);
            case ATTRIBUTE -> attribute(function, arguments);
            case NOTHING -> Nothing.OPAQUE;
            case OBJECT -> new Instance(function, Instance.Origin.CALL, arguments);
            case TYPE, UNKNOWN, HARMFUL -> throw refused(function);
        };
    }

    /// `_reconstruct(ndarray, (0,), b"b")`: an array that gets its state later.
    private NumpyArray array(List<Object> arguments) {
        Global type = argument(Global.class, arguments, 0);
        if (!type.toString().equals("numpy.ndarray")) {
            throw file.broken("has a NumPy array of the class " + type + "; refused; save it with numpy.asarray(...)");
        }
        return new NumpyArray();
    }

    /// `_frombuffer(bytes, dtype, shape, "C")`
    private NumpyArray arrayOfBuffer(List<Object> arguments) {
        NumpyArray array = new NumpyArray();
        array.restore(Arrays.asList(
                1L,
                argument(List.class, arguments, 2),
                argument(NumpyArray.Type.class, arguments, 1),
                argument(String.class, arguments, 3).equals("F"),
                argument(Bytes.class, arguments, 0)));
        return array;
    }

    /// `encode(text, "latin1")`: how bytes are written where the pickle format has none.
    private Object encoded(List<Object> arguments) {
        String text = argument(String.class, arguments, 0);
        encoded += text.length();
        if (encoded > file.size()) {
            throw file.broken("encodes more bytes than it has; refused");
        }
        return new Bytes(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// A tensor of some subclass: the tensor is what its own function makes.
    private Object rebuilt(List<Object> arguments) {
        Global function = argument(Global.class, arguments, 0);
        if (TorchCall.of(function) == TorchCall.TENSOR_OF_CLASS) {
            throw refused(function);
        }
        return call(function, objects(argument(List.class, arguments, 2)));
    }

    /// `_rebuild_qtensor(storage, offset, size, stride, scheme, ...)`
    private TorchQuantised quantised(List<Object> arguments) {
        DType dtype = argument(Storage.class, arguments, 0).dtype();
        return new TorchQuantised(tensor(arguments, dtype, Integer.MAX_VALUE), argument(List.class, arguments, 4));
    }

    /// `(indices, values, size)`, `(indices, values, size, is_coalesced)` of pairs of indices, or
    /// `(compressed indices, indices, values, size)`.
    private TorchTensor sparse(List<Object> data) {
        int shape = data.size() > 3 && data.get(3) instanceof List<?> ? 3 : 2;
        return TorchTensor.part(longs(data, shape), "a sparse tensor; save it after .to_dense()");
    }

    /// `reduce_graph_module(state, source)`: a module whose code is in the file, too.
    private Instance module(Global function, Dict state) {
        Instance module = new Instance(function, Instance.Origin.CLASS, List.of());
        copy(state.items(), module.attributes());
        return module;
    }

    /// `getattr(class, "name")`: a member of an enumeration, or a method of a class.
    private Nothing attribute(Global function, List<Object> arguments) {
        boolean ofObject =
                !arguments.isEmpty() && (arguments.get(0) instanceof Global || arguments.get(0) instanceof Instance);
        if (arguments.size() != 2 || !ofObject || !(arguments.get(1) instanceof String)) {
            throw refused(function);
        }
        return Nothing.OPAQUE;
    }

    /// `OrderedDict()`, or of a list of pairs, as Python 2 wrote it.
    private Dict ordered(List<Object> arguments) {
        Dict dict = new Dict();
        if (!arguments.isEmpty()) {
            for (Object pair : argument(List.class, arguments, 0)) {
                if (!(pair instanceof List<?> item) || item.size() != 2) {
                    throw file.broken("fills a dictionary with something that is no pair");
                }
                copy(item, dict);
            }
        }
        return dict;
    }

    /// One value may be copied again and again by an instruction of a byte, so copies are counted.
    private void copy(List<?> items, Dict into) {
        copied += items.size();
        if (copied > MOST_COPIED) {
            throw file.broken("copies more than " + MOST_COPIED + " values from one container to another; refused");
        }
        into.items().addAll(items);
    }

    /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata)`
    ///
    /// @param metadata which argument says what else is to be done with the elements
    private TorchTensor tensor(List<Object> arguments, DType dtype, int metadata) {
        long offset = argument(Long.class, arguments, 1);
        Storage storage = argument(Storage.class, arguments, 0);
        boolean negated = metadata < arguments.size()
                && arguments.get(metadata) instanceof Dict bits
                && Boolean.TRUE.equals(bits.get("neg"));
        return new TorchTensor(
                storage, offset, longs(arguments, 2), longs(arguments, 3), dtype, negated, Meaning.OUT_FIRST);
    }

    private long[] longs(List<Object> arguments, int i) {
        List<?> list = argument(List.class, arguments, i);
        if (list.size() > TorchTensor.MOST_DIMENSIONS) {
            throw file.broken("has a tensor of " + list.size() + " dimensions; at most " + TorchTensor.MOST_DIMENSIONS
                    + " are possible");
        }
        long[] longs = new long[list.size()];
        for (int d = 0; d < longs.length; d++) {
            longs[d] = argument(Long.class, objects(list), d);
        }
        return longs;
    }

    private <T> T argument(Class<T> type, List<Object> arguments, int i) {
        if (i >= arguments.size() || !type.isInstance(arguments.get(i))) {
            throw file.broken("calls a function of PyTorch's with other arguments than it takes");
        }
        return type.cast(arguments.get(i));
    }

    @SuppressWarnings("unchecked") // every list of a pickle is one of objects
    private static List<Object> objects(List<?> list) {
        return (List<Object>) list;
    }

    @Override
    public Object instance(Global type, List<Object> arguments) {
        return switch (TorchCall.of(type)) {
            case ORDERED_DICT, DICT -> new Dict();
            case ATTRIBUTE, UNKNOWN, HARMFUL -> throw refused(type);
            default -> new Instance(type, Instance.Origin.CLASS, arguments);
        };
    }

    @Override
    public void build(Object target, Object state) {
        switch (target) {
            case NumpyArray array when state instanceof List<?> list -> array.restore(list);
            case NumpyArray.Type type when state instanceof List<?> list -> type.restore(list);
            case Instance object -> build(object, state);
            default -> {} // attributes of containers and tensors: no tensor is kept in them
        }
    }

    /// A state is the object's attributes, or a pair of those and of its slots; a class may also have its own idea.
    private void build(Instance object, Object state) {
        if (state instanceof Dict attributes) {
            copy(attributes.items(), object.attributes());
        } else if (state instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof Dict slots) {
            if (pair.getFirst() instanceof Dict attributes) {
                copy(attributes.items(), object.attributes());
            } else {
                object.elements().add(pair.getFirst());
            }
            copy(slots.items(), object.attributes());
        } else if (state != Nothing.NONE) {
            object.elements().add(state);
        }
    }

    /// A storage, `("storage", type, key, location, elements)`. Before PyTorch 1.6 it had a sixth entry: nothing, or
    /// the `(key, offset, elements)` of a view of it; and there was `("module", class, file, source)`, a class.
    @Override
    public Object load(Object identifier) {
        if (identifier instanceof List<?> module && module.size() == 4 && "module".equals(module.getFirst())) {
            return argument(Global.class, objects(module), 1);
        }
        if (!(identifier instanceof List<?> parts) || parts.size() < 5 || !"storage".equals(parts.get(0))) {
            throw file.broken("refers to something beside it that is no storage");
        }
        List<Object> described = objects(parts);
        String type = argument(Global.class, described, 1).name();
        String key = argument(String.class, described, 2);
        Storage storage = new Storage(key, type, 0, argument(Long.class, described, 4));
        storages.putIfAbsent(key, storage);
        if (parts.size() > 5 && parts.get(5) instanceof List<?> view) {
            return storage.view(argument(Long.class, objects(view), 1), argument(Long.class, objects(view), 2));
        }
        return storage;
    }

    private CheckpointException refused(Global global) {
        return file.broken(
                "names " + global + ", which is not on the list of what may be called; refused, and nothing was run;"
                        + " where you trust the file, save its state_dict() with PyTorch and sweep that");
    }
}
