package eigensweep.checkpoint;

import eigensweep.checkpoint.Pickled.Bytes;
import eigensweep.checkpoint.Pickled.Dict;
import eigensweep.checkpoint.Pickled.Global;
import eigensweep.checkpoint.Pickled.Instance;
import eigensweep.checkpoint.Pickled.Nothing;
import eigensweep.checkpoint.TorchTensor.Storage;
import eigensweep.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the names in PyTorch's pickles mean: the list of what is allowed, and all of it.
///
/// - A call must be on the list below; what it makes is a tensor's description, a container, or nothing at all.
/// - A class that is not on the list may be that of an object without constructor arguments whose state is a
///   dictionary, such as a module of a network: the object is its attributes, and the class stays a name.
/// - A name that is neither, nor PyTorch's own, is refused, even if nothing uses it.
final class TorchPickle implements Pickle.Vocabulary {

    /// Where Python keeps what can do harm; no network has a class in them. Nothing of them could run here; but a
    /// file that names them was not made for anyone's good, and people should know.
    private static final Set<String> NO_MODULES = Set.of("""
            __builtin__ _io _pickle _posixsubprocess asyncio bdb builtins cloudpickle codeop copy_reg copyreg ctypes
            dill functools idlelib importlib inspect io itertools joblib marshal multiprocessing nt ntpath operator os
            pdb pickle pip pkgutil posix posixpath pty pydoc requests runpy shutil smtplib socket ssl subprocess sys
            tempfile threading timeit types urllib venv webbrowser zipimport""".split("\\s+"));

    /// Python's own types, which may be named.
    private static final Set<String> TYPES = Set.of(
            "dict", "list", "set", "frozenset", "tuple", "int", "float", "str", "bool", "bytes", "complex", "object");

    /// What a call makes.
    private enum Meaning {
        TENSOR,
        TENSOR_OF_TYPE,
        TENSOR_OF_CLASS,
        META_TENSOR,
        SPARSE_TENSOR,
        FIRST_ARGUMENT,
        ORDERED_DICT,
        DICT,
        SET,
        ARRAY,
        ARRAY_OF_BUFFER,
        ARRAY_TYPE,
        BYTES,
        NOTHING
    }

    private static final int MOST_COPIED = 1 << 22;

    private final MappedFile file;
    private final Function<String, @Nullable MemorySegment> storages;

    /// Names that nothing has used yet as the class of an object.
    private final Set<Global> unused = new LinkedHashSet<>();

    private long copied;
    private long encoded;

    private TorchPickle(MappedFile file, Function<String, @Nullable MemorySegment> storages) {
        this.file = file;
        this.storages = storages;
    }

    /// What is in a `data.pkl`.
    ///
    /// @param storages the bytes that the archive has under a key, or null
    static Object read(MappedFile file, Function<String, @Nullable MemorySegment> storages) {
        TorchPickle vocabulary = new TorchPickle(file, storages);
        Object root = Pickle.read(file, vocabulary);
        if (!vocabulary.unused.isEmpty()) {
            throw vocabulary.refused(vocabulary.unused.iterator().next());
        }
        return root;
    }

    @Override
    public void name(Global global) {
        if (meaning(global) == null && !isTorch(global) && !isType(global)) {
            if (NO_MODULES.contains(topLevel(global))) {
                throw refused(global);
            }
            unused.add(global);
        }
    }

    private static boolean isTorch(Global global) {
        return topLevel(global).equals("torch") || topLevel(global).equals("__torch__");
    }

    private static boolean isType(Global global) {
        return switch (global.module()) {
            case "builtins", "__builtin__" -> TYPES.contains(global.name());
            case "numpy" -> global.name().equals("ndarray");
            default -> false;
        };
    }

    private static String topLevel(Global global) {
        int dot = global.module().indexOf('.');
        return dot < 0 ? global.module() : global.module().substring(0, dot);
    }

    /// The list of functions, and all of it.
    private static @Nullable Meaning meaning(Global function) {
        return switch (function.toString()) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_qtensor" ->
                Meaning.TENSOR;
            case "torch._utils._rebuild_tensor_v3" -> Meaning.TENSOR_OF_TYPE;
            case "torch._tensor._rebuild_from_type_v2" -> Meaning.TENSOR_OF_CLASS;
            case "torch._utils._rebuild_meta_tensor_no_storage" -> Meaning.META_TENSOR;
            case "torch._utils._rebuild_sparse_tensor" -> Meaning.SPARSE_TENSOR;
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch.jit._pickle.build_intlist",
                    "torch.jit._pickle.build_doublelist",
                    "torch.jit._pickle.build_boollist",
                    "torch.jit._pickle.build_tensorlist",
                    "torch.jit._pickle.restore_type_tag",
                    "torch.Size" -> Meaning.FIRST_ARGUMENT;
            case "collections.OrderedDict" -> Meaning.ORDERED_DICT;
            case "collections.Counter", "collections.defaultdict" -> Meaning.DICT;
            case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset" -> Meaning.SET;
            case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" -> Meaning.ARRAY;
            case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" -> Meaning.ARRAY_OF_BUFFER;
            case "numpy.dtype" -> Meaning.ARRAY_TYPE;
            case "_codecs.encode" -> Meaning.BYTES;
            case "torch.device",
                    "builtins.complex",
                    "__builtin__.complex",
                    "builtins.bytearray",
                    "__builtin__.bytearray",
                    "functools.partial",
                    "datetime.datetime",
                    "datetime.timedelta",
                    "pathlib.PosixPath",
                    "pathlib.WindowsPath",
                    "numpy.core.multiarray.scalar",
                    "numpy._core.multiarray.scalar" -> Meaning.NOTHING;
            default -> null;
        };
    }

    @Override
    public Object call(Global function, List<Object> arguments) {
        Meaning meaning = meaning(function);
        if (meaning == null) {
            throw refused(function);
        }
        return switch (meaning) {
            case TENSOR ->
                tensor(arguments, argument(Storage.class, arguments, 0).dtype());
            case TENSOR_OF_TYPE ->
                tensor(
                        arguments,
                        TorchTensor.dtype(argument(Global.class, arguments, 6).name()));
            case TENSOR_OF_CLASS -> rebuilt(arguments);
            case META_TENSOR -> unread(arguments, 1);
            case SPARSE_TENSOR -> unread(argument(List.class, arguments, 1), 2);
            case FIRST_ARGUMENT -> argument(Object.class, arguments, 0);
            case ORDERED_DICT -> ordered(arguments);
            case DICT -> new Dict();
            case SET -> arguments.isEmpty() ? new ArrayList<>(0) : argument(List.class, arguments, 0);
            case ARRAY -> array(arguments);
            case ARRAY_OF_BUFFER -> arrayOfBuffer(arguments);
            case ARRAY_TYPE -> new NumpyArray.Type(argument(String.class, arguments, 0));
            case BYTES -> encoded(arguments);
            case NOTHING -> Nothing.OPAQUE;
        };
    }

    /// `_reconstruct(ndarray, (0,), b"b")`: an array that gets its state later.
    private NumpyArray array(List<Object> arguments) {
        Global type = argument(Global.class, arguments, 0);
        if (!type.toString().equals("numpy.ndarray")) {
            throw broken("has a NumPy array of the class " + type + "; refused; save it with numpy.asarray(...)");
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
            throw broken("encodes more bytes than it has; refused");
        }
        return new Bytes(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// A tensor of some subclass: the tensor is what its own function makes.
    private Object rebuilt(List<Object> arguments) {
        Global function = argument(Global.class, arguments, 0);
        if (meaning(function) == Meaning.TENSOR_OF_CLASS) {
            throw refused(function);
        }
        return call(function, objects(argument(List.class, arguments, 2)));
    }

    /// `OrderedDict()`, or of a list of pairs, as Python 2 wrote it.
    private Dict ordered(List<Object> arguments) {
        Dict dict = new Dict();
        if (!arguments.isEmpty()) {
            for (Object pair : argument(List.class, arguments, 0)) {
                if (!(pair instanceof List<?> item) || item.size() != 2) {
                    throw broken("fills a dictionary with something that is no pair");
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
            throw broken("copies more than " + MOST_COPIED + " values from one container to another; refused");
        }
        into.items().addAll(items);
    }

    private TorchTensor tensor(List<Object> arguments, DType dtype) {
        long offset = argument(Long.class, arguments, 1);
        Storage storage = argument(Storage.class, arguments, 0);
        return new TorchTensor(storage, offset, longs(arguments, 2), longs(arguments, 3), dtype);
    }

    /// A tensor whose elements are not in the file, or not as an array.
    private TorchTensor unread(List<?> arguments, int shape) {
        long[] sides = longs(objects(arguments), shape);
        Storage none = new Storage("", DType.OTHER, MemorySegment.NULL);
        return new TorchTensor(none, 0, sides, new long[sides.length], DType.OTHER);
    }

    private long[] longs(List<Object> arguments, int i) {
        List<?> list = argument(List.class, arguments, i);
        if (list.size() > TorchTensor.MOST_DIMENSIONS) {
            throw broken("has a tensor of " + list.size() + " dimensions; at most " + TorchTensor.MOST_DIMENSIONS
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
            throw broken("calls a function of PyTorch's with other arguments than it takes");
        }
        return type.cast(arguments.get(i));
    }

    @SuppressWarnings("unchecked") // every list of a pickle is one of objects
    private static List<Object> objects(List<?> list) {
        return (List<Object>) list;
    }

    @Override
    public Object instance(Global type, List<Object> arguments) {
        unused.remove(type);
        if (type.toString().equals("collections.OrderedDict")) {
            return new Dict();
        }
        if (!arguments.isEmpty()) {
            throw broken("builds an object of " + type + " with arguments; refused" + remedy());
        }
        return new Instance(type);
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

    private void build(Instance object, Object state) {
        switch (state) {
            case Dict attributes -> copy(attributes.items(), object.attributes());
            case Nothing nothing -> {}
            default ->
                throw broken(
                        "gives an object of " + object.type() + " a state that is no dictionary; refused" + remedy());
        }
    }

    /// A storage: `("storage", type, key, location, elements)`.
    @Override
    public Storage load(Object identifier) {
        if (!(identifier instanceof List<?> parts) || parts.size() < 5 || !"storage".equals(parts.get(0))) {
            throw broken("refers to something beside it that is no storage");
        }
        List<Object> storage = objects(parts);
        String type = argument(Global.class, storage, 1).name();
        String key = argument(String.class, storage, 2);
        long elements = argument(Long.class, storage, 4);
        MemorySegment bytes = storages.apply(key);
        if (bytes == null) {
            throw broken("refers to the storage data/" + key + ", which the archive does not have");
        }
        DType dtype = type.equals("UntypedStorage") ? DType.U8 : TorchTensor.dtype(type.replace("Storage", ""));
        if (dtype.bits() == 0) {
            return new Storage(key, dtype, bytes);
        }
        if (elements < 0 || elements > bytes.byteSize() / dtype.bytes()) {
            throw broken(
                    "claims " + elements + " elements in data/" + key + ", which has " + bytes.byteSize() + " bytes");
        }
        return new Storage(key, dtype, bytes.asSlice(0, elements * dtype.bytes()));
    }

    private CheckpointException refused(Global global) {
        boolean harmful = NO_MODULES.contains(topLevel(global));
        return broken("names " + global
                + (harmful
                        ? ", which could run code; refused, and nothing was run"
                        : ", which is not on the list; refused")
                + (harmful ? "" : remedy()));
    }

    private static String remedy() {
        return "; where you trust the file, save its state_dict() with PyTorch and sweep that";
    }

    private CheckpointException broken(String problem) {
        return file.broken(problem);
    }
}
