package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.OptimiserState;
import eigensweep.checkpoint.file.Wrappers;
import eigensweep.checkpoint.torch.Pickled.Dict;
import eigensweep.checkpoint.torch.Pickled.Global;
import eigensweep.checkpoint.torch.Pickled.Instance;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the tensors in what a pickle held, and their names: the keys on the way to them, joined by dots.
///
/// - A module of a network contributes its parameters, buffers and modules, under the names `state_dict()` gives
///   them.
/// - The weights of a training checkpoint are usually wrapped: `{"state_dict": ..., "epoch": 3}`. If one wrapper is
///   all there is of weights, its key is dropped from their names, and so is that of a wrapper in it. The optimiser's
///   state does not count as weights.
final class TorchNames {

    private static final int MOST_TENSORS = 1 << 18;
    private static final int MOST_VISITS = 1 << 23;
    private static final int DEEPEST = 200;
    private static final int LONGEST_NAME = 1000;

    private final MappedFile file;
    private final Function<String, @Nullable MemorySegment> storages;
    private final BiPredicate<Global, String> isBuffer;
    private final Set<Object> onTheWay = Collections.newSetFromMap(new IdentityHashMap<>());
    private List<Tensor> found = new ArrayList<>();
    private int tensors;
    private long visits;
    private @Nullable Function<long[], TorchTensor> unread;
    private Use use = Use.UNKNOWN;

    private TorchNames(
            MappedFile file, Function<String, @Nullable MemorySegment> storages, BiPredicate<Global, String> isBuffer) {
        this.file = file;
        this.storages = storages;
        this.isBuffer = isBuffer;
    }

    /// The tensors of a pickle that says of its modules which tensors are buffers, or does not know.
    static List<Tensor> of(Object root, MappedFile file, Function<String, @Nullable MemorySegment> storages) {
        return of(root, file, storages, (type, attribute) -> false);
    }

    /// The tensors of a pickle.
    ///
    /// @param file for complaints
    /// @param storages the bytes that the file has under a key, or null
    /// @param isBuffer whether an attribute of a class of TorchScript is a buffer
    static List<Tensor> of(
            Object root,
            MappedFile file,
            Function<String, @Nullable MemorySegment> storages,
            BiPredicate<Global, String> isBuffer) {
        TorchNames names = new TorchNames(file, storages, isBuffer);
        if (root instanceof Dict dict) {
            return names.unwrapped(dict);
        }
        names.walk("", root);
        return distinct(names.found, file);
    }

    private List<Tensor> unwrapped(Dict root) {
        Map<String, List<Tensor>> children = new LinkedHashMap<>();
        for (int i = 0; i < root.size(); i++) {
            if (holds(root.value(i))) {
                String key = join("", KeyText.of(root.key(i), i));
                found = new ArrayList<>();
                walk(key, root.value(i));
                children.computeIfAbsent(key, k -> new ArrayList<>()).addAll(found);
            }
        }
        List<Tensor> all = children.values().stream().flatMap(List::stream).toList();
        String prefix = wrappers(root, "", all);
        List<Tensor> bare = all.stream().map(tensor -> without(prefix, tensor)).toList();
        return bare.stream().map(Tensor::name).distinct().count() == bare.size() ? bare : distinct(all, file);
    }

    /// The keys of the wrappers, one in another, that all weights are in, as a prefix of their names; empty if there
    /// is none. What is called so within a key of a state dict (`model.fc.weight`) is a module, and no wrapper.
    ///
    /// @param around the prefix so far
    private static String wrappers(Dict dict, String around, List<Tensor> tensors) {
        List<String> weights = tensors.stream()
                .filter(tensor -> tensor.rank() > 1 && tensor.name().startsWith(around))
                .map(tensor -> tensor.name().substring(around.length()))
                .filter(name -> !OptimiserState.isPartOf(name))
                .toList();
        for (int i = 0; i < dict.size() && !weights.isEmpty(); i++) {
            if (dict.key(i) instanceof String key && Wrappers.KEYS.contains(key)) {
                String inside = key + ".";
                if (weights.stream().allMatch(name -> name.startsWith(inside))) {
                    return dict.value(i) instanceof Dict inner
                            ? wrappers(inner, around + inside, tensors)
                            : around + inside;
                }
            }
        }
        return around;
    }

    private static Tensor without(String prefix, Tensor tensor) {
        return tensor.name().startsWith(prefix) ? tensor.named(tensor.name().substring(prefix.length())) : tensor;
    }

    private static List<Tensor> distinct(List<Tensor> tensors, MappedFile file) {
        Set<String> seen = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (!seen.add(tensor.name())) {
                throw file.broken("has two tensors named " + tensor.name());
            }
        }
        return tensors;
    }

    private void visit(int values) {
        visits += values;
        if (visits > MOST_VISITS) {
            throw file.broken(
                    "has more than " + MOST_VISITS + " values, counted as often as they are reached; refused");
        }
    }

    private void walk(String name, Object value) {
        visit(1);
        switch (value) {
            case TorchTensor tensor ->
                add((unread == null ? tensor : unread.apply(tensor.shape()))
                        .named(named(name, "tensor"), file, storages));
            case TorchQuantised tensor -> add(tensor.named(named(name, "tensor"), file, storages));
            case NumpyArray array -> add(array.named(named(name, "array"), file));
            case Dict dict -> enter(dict, () -> items(name, dict));
            case List<?> list -> enter(list, () -> elements(name, list));
            case Instance object -> enter(object, () -> attributes(name, object));
            default -> {}
        }
    }

    private static String named(String name, String otherwise) {
        return name.isEmpty() ? otherwise : name;
    }

    private void add(Tensor tensor) {
        Meaning meaning = tensor.meaning();
        found.add(use == Use.UNKNOWN || meaning.use() != Use.UNKNOWN ? tensor : tensor.meaning(meaning.used(use)));
        if (++tensors > MOST_TENSORS) {
            throw file.broken("has more than " + MOST_TENSORS + " tensors; refused");
        }
    }

    /// What contains itself is not entered again.
    private void enter(Object container, Runnable walk) {
        if (onTheWay.add(container)) {
            if (onTheWay.size() > DEEPEST) {
                throw file.broken("nests its values more than " + DEEPEST + " deep; refused");
            }
            walk.run();
            onTheWay.remove(container);
        }
    }

    private void items(String name, Dict dict) {
        for (int i = 0; i < dict.size(); i++) {
            if (holds(dict.value(i))) {
                walk(join(name, KeyText.of(dict.key(i), i)), dict.value(i));
            } else {
                visit(1);
            }
        }
    }

    private void elements(String name, List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            if (holds(list.get(i))) {
                walk(join(name, Integer.toString(i)), list.get(i));
            } else {
                visit(1);
            }
        }
    }

    private void attributes(String name, Instance object) {
        Dict state = object.attributes();
        visit(state.size());
        if (state.get("_parameters") instanceof Dict parameters && state.get("_modules") instanceof Dict modules) {
            members(name, parameters, key -> TorchModule.use(object.type(), key));
            if (state.get("_buffers") instanceof Dict buffers) {
                members(name, buffers, key -> Use.BUFFER);
            }
            walk(name, modules);
            return;
        }
        if (object.type().module().startsWith("__torch__")) {
            members(
                    name,
                    state,
                    key -> isBuffer.test(object.type(), key) ? Use.BUFFER : TorchModule.use(object.type(), key));
            walk(name, object.elements());
            return;
        }
        Function<long[], TorchTensor> before = unread;
        if (object.type().module().startsWith("torch.distributed.")) {
            unread = shape -> TorchTensor.missing(
                    shape, "one process's part of a tensor that several share (" + object.type() + ")");
        }
        walk(name, state);
        walk(name, object.items());
        walk(name, object.elements());
        if (unread == null && object.origin() == Instance.Origin.CALL) {
            unread = shape -> TorchTensor.part(
                    shape, "an argument of " + object.type() + ", which makes of it what this tool does not know");
        }
        walk(name, object.arguments());
        unread = before;
    }

    /// The parameters or buffers of a module.
    private void members(String name, Dict dict, Function<String, Use> useOf) {
        Use before = use;
        enter(dict, () -> {
            for (int i = 0; i < dict.size(); i++) {
                String key = KeyText.of(dict.key(i), i);
                use = useOf.apply(key);
                visit(1);
                if (holds(dict.value(i))) {
                    walk(join(name, key), dict.value(i));
                }
            }
        });
        use = before;
    }

    private static boolean holds(Object value) {
        return value instanceof TorchTensor
                || value instanceof TorchQuantised
                || value instanceof NumpyArray
                || value instanceof Dict
                || value instanceof List<?>
                || value instanceof Instance;
    }

    private String join(String name, String key) {
        String joined = name.isEmpty() ? key : name + "." + key;
        if (joined.length() > LONGEST_NAME) {
            throw file.broken("has a tensor whose name is longer than " + LONGEST_NAME + " characters; refused");
        }
        return joined;
    }
}
