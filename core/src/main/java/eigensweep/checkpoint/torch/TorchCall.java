package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.torch.Pickled.Global;
import java.util.Set;

/// What a name in one of PyTorch's pickles would do when it is called: the list of what is allowed, and all of it. What
/// a call makes here is a tensor's description, a container, an object of which only the name and the arguments are
/// kept, or nothing at all.
enum TorchCall {
    TENSOR,
    TENSOR_OF_TYPE,
    TENSOR_OF_CLASS,
    QUANTISED_TENSOR,
    META_TENSOR,
    SPARSE_TENSOR,
    NESTED_TENSOR,
    WRAPPER,
    FIRST_ARGUMENT,
    MODULE,
    ORDERED_DICT,
    DICT,
    SET,
    ARRAY,
    ARRAY_OF_BUFFER,
    ARRAY_TYPE,
    BYTES,
    ATTRIBUTE,
    NOTHING,
    /// One of Python's own types: it may be named, and objects of it may be.
    TYPE,
    /// A class or function that is neither Python's nor PyTorch's nor NumPy's, or a class of theirs.
    OBJECT,
    /// A function of Python's, PyTorch's or NumPy's that no file of weights needs.
    UNKNOWN,
    /// What Python keeps in places where nothing that belongs to a network is.
    HARMFUL;

    /// Where Python keeps what can do harm; no network has a class in them. Nothing of them could run here; but a
    /// file that names them was not made for anyone's good, and people should know.
    private static final Set<String> HARMFUL_MODULES = Set.of("""
            __builtin__ _io _osx_support _pickle _posixsubprocess aiohttp antigravity asyncio atexit bdb builtins cProfile
            cloudpickle codeop commands compileall copy_reg copyreg ctypes dill distutils doctest ensurepip ftplib
            functools gc http httplib idlelib imaplib importlib inspect io itertools joblib lib2to3 linecache marshal
            multiprocessing nt ntpath nturl2path numexpr operator os pdb pickle pip pkgutil platform popen2 posix posixpath
            profile pty py_compile pydoc requests runpy sched shelve shutil signal smtplib socket sqlite3 ssl
            subprocess symtable sys sysconfig tempfile threading timeit trace types urllib urllib2 venv webbrowser
            xmlrpc zipapp zipfile zipimport""".split("\\s+"));

    /// Python's own types, which may be named.
    private static final Set<String> TYPES = Set.of("""
            bool bytearray bytes complex dict float frozenset int list object range set slice str tuple type""".split("\\s+"));

    /// Whose functions must be on the list. Their classes begin with a capital, as Python's guide of style has it.
    private static final Set<String> LISTED = Set.of("torch", "numpy", "collections", "_codecs");

    static TorchCall of(Global name) {
        TorchCall listed = listed(name);
        if (listed != UNKNOWN) {
            return listed;
        }
        String topLevel = topLevel(name);
        if (HARMFUL_MODULES.contains(topLevel)) {
            return isType(name) ? TYPE : HARMFUL;
        }
        return LISTED.contains(topLevel) && !isClass(name) ? UNKNOWN : OBJECT;
    }

    private static String topLevel(Global name) {
        int dot = name.module().indexOf('.');
        return dot < 0 ? name.module() : name.module().substring(0, dot);
    }

    private static boolean isType(Global name) {
        boolean builtin = name.module().equals("builtins") || name.module().equals("__builtin__");
        return builtin && TYPES.contains(name.name());
    }

    private static boolean isClass(Global name) {
        return name.name().chars().filter(c -> c != '_').limit(1).anyMatch(Character::isUpperCase);
    }

    private static TorchCall listed(Global name) {
        return switch (name.toString()) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> TENSOR;
            case "torch._utils._rebuild_tensor_v3" -> TENSOR_OF_TYPE;
            case "torch._tensor._rebuild_from_type",
                    "torch._tensor._rebuild_from_type_v2",
                    "torch.tensor._rebuild_from_type",
                    "torch.tensor._rebuild_from_type_v2" -> TENSOR_OF_CLASS;
            case "torch._utils._rebuild_qtensor" -> QUANTISED_TENSOR;
            case "torch._utils._rebuild_meta_tensor_no_storage" -> META_TENSOR;
            case "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor" -> SPARSE_TENSOR;
            case "torch._utils._rebuild_nested_tensor" -> NESTED_TENSOR;
            case "torch._utils._rebuild_wrapper_subclass" -> WRAPPER;
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch._utils._rebuild_device_tensor_from_cpu_tensor",
                    "torch._utils._rebuild_device_tensor_from_numpy",
                    "torch._utils._rebuild_xla_tensor",
                    "torch.nn.parameter.Parameter",
                    "torch.nn.parameter.Buffer",
                    "torch.autograd.variable.Variable",
                    "torch.jit._pickle.build_intlist",
                    "torch.jit._pickle.build_doublelist",
                    "torch.jit._pickle.build_boollist",
                    "torch.jit._pickle.build_tensorlist",
                    "torch.jit._pickle.restore_type_tag",
                    "torch.Size" -> FIRST_ARGUMENT;
            case "torch.fx.graph_module.reduce_graph_module" -> MODULE;
            case "collections.OrderedDict" -> ORDERED_DICT;
            case "collections.Counter", "collections.defaultdict" -> DICT;
            case "collections.deque", "types.SimpleNamespace", "types.MappingProxyType" -> OBJECT;
            case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset" -> SET;
            case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" -> ARRAY;
            case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" -> ARRAY_OF_BUFFER;
            case "numpy.dtype" -> ARRAY_TYPE;
            case "_codecs.encode" -> BYTES;
            case "builtins.getattr", "__builtin__.getattr" -> ATTRIBUTE;
            case "torch.device",
                    "torch.serialization._get_layout",
                    "builtins.complex",
                    "__builtin__.complex",
                    "builtins.bytearray",
                    "__builtin__.bytearray",
                    "builtins.range",
                    "__builtin__.xrange",
                    "builtins.slice",
                    "builtins.type",
                    "__builtin__.type",
                    "__builtin__.slice",
                    "functools.partial",
                    "numpy.core.multiarray.scalar",
                    "numpy._core.multiarray.scalar" -> NOTHING;
            default -> name.module().matches("numpy\\.random(\\..*)?") ? NOTHING : UNKNOWN;
        };
    }
}
