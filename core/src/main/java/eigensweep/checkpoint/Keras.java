package eigensweep.checkpoint;

import eigensweep.checkpoint.Hdf5Tree.Stored;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names the weights of a Keras model as Keras does, and says what they are.
///
/// Keras 1 and 2 (and 3, for `.h5`) list the layers and the names of their weights in attributes. `.weights.h5` and
/// what is in a `.keras` archive has numbered variables in groups named after attributes and classes; the layer's own
/// name is an attribute there, and the variable's name follows from the class ([KerasLayers]).
final class Keras {

    private static final String MODEL_WEIGHTS = "model_weights";
    private static final String LAYER_NAMES = "layer_names";

    /// Groups that only hold layers; the others that hold some are attributes of a model, and part of the name.
    private static final Set<String> CONTAINERS =
            Set.of("layers", "_layer_checkpoint_dependencies", "_functional", "_self_tracked_trackables");

    private static final String VARIABLES = "vars";
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern OPTIMISER = Pattern.compile("(optimizer|optimizer_weights)/.*");

    private final Hdf5Tree tree;
    private final KerasConfig config;

    private Keras(Hdf5Tree tree, KerasConfig config) {
        this.tree = tree;
        this.config = config;
    }

    /// A variable on its way to becoming a tensor.
    ///
    /// @param stored what the file has
    /// @param layers the names of the layers around it, outermost first
    /// @param kinds their classes, in snake case, or their names without numbers where nothing tells the class
    /// @param variable its own name
    private record Variable(Stored stored, List<String> layers, List<String> kinds, String variable) {

        String name() {
            return layers.isEmpty() ? variable : String.join(".", layers) + "." + variable;
        }
    }

    /// The weights of a model; none if this is no file of Keras.
    ///
    /// @param beside what is known of the model from outside the file
    static List<Tensor> tensors(Hdf5Tree tree, KerasConfig beside, MappedFile file) {
        String root = tree.longTexts("", LAYER_NAMES).isEmpty() ? MODEL_WEIGHTS : "";
        List<String> layers = tree.longTexts(root, LAYER_NAMES);
        if (!layers.isEmpty()) {
            List<String> text = tree.texts("", "model_config");
            KerasConfig config = text.isEmpty() ? beside : KerasConfig.read(String.join("", text), file);
            return new Keras(tree, config).listed(root, layers);
        }
        boolean numbered = tree.datasets().stream().anyMatch(stored -> isNumbered(stored.path()));
        return numbered ? new Keras(tree, beside).numbered() : List.of();
    }

    private static boolean isNumbered(String path) {
        String[] parts = path.split("/");
        return parts.length > 1
                && parts[parts.length - 2].equals(VARIABLES)
                && NUMBER.matcher(parts[parts.length - 1]).matches();
    }

    /// Weights by the names that attributes list; then what they do not.
    private List<Tensor> listed(String root, List<String> layers) {
        Map<String, Stored> byPath = new LinkedHashMap<>();
        tree.datasets().forEach(stored -> byPath.put(stored.path(), stored));
        String version = String.join("", tree.texts(root, "keras_version"));
        List<Variable> variables = new ArrayList<>();
        for (String layer : layers) {
            String group = root.isEmpty() ? layer : root + "/" + layer;
            for (String weight : tree.longTexts(group, "weight_names")) {
                Stored stored = byPath.remove(group + "/" + weight);
                if (stored != null) {
                    variables.add(listed(stored, layer, weight));
                }
            }
        }
        boolean first = version.startsWith("1.")
                || (version.isEmpty() && variables.stream().anyMatch(Keras::isFirst));
        List<Tensor> tensors = new ArrayList<>(given(variables, first));
        byPath.values().forEach(stored -> tensors.add(other(stored)));
        return tensors;
    }

    /// `dense/dense/kernel:0` is `dense.kernel`; what a model's own name stands before, `model/dense/kernel`, too.
    /// Keras
    /// 1 writes `dense_1_W`.
    private Variable listed(Stored stored, String layer, String weight) {
        int colon = weight.lastIndexOf(':');
        String plain = colon > 0 && NUMBER.matcher(weight.substring(colon + 1)).matches()
                ? weight.substring(0, colon)
                : weight;
        List<String> parts = new ArrayList<>(List.of(plain.split("/")));
        if (parts.getLast().startsWith(layer + "_")) {
            parts.set(parts.size() - 1, parts.getLast().substring(layer.length() + 1));
        }
        String variable = parts.removeLast();
        int own = parts.indexOf(layer);
        List<String> names = own < 0 ? parts : new ArrayList<>(parts.subList(own + 1, parts.size()));
        if (!layer.equals("top_level_model_weights")) {
            names.addFirst(layer);
        }
        List<String> kinds = names.stream().map(name -> kind(name, name)).toList();
        return new Variable(stored, List.copyOf(names), kinds, variable);
    }

    /// Whether a weight is called as in Keras 1.
    private static boolean isFirst(Variable variable) {
        return variable.variable().matches("[WUb](_[a-z])?");
    }

    /// The class of a layer.
    ///
    /// @param name of the layer
    /// @param key what the file calls it, which may be its class and a number
    private String kind(String name, String key) {
        KerasConfig.Layer layer = config.layer(name);
        if (layer != null) {
            return layer.kind();
        }
        String byKey = KerasLayers.unnumbered(key);
        return KerasLayers.knows(byKey) ? byKey : KerasLayers.unnumbered(name);
    }

    /// Variables by their numbers.
    private List<Tensor> numbered() {
        Map<String, Integer> counts = new HashMap<>();
        tree.datasets().forEach(stored -> counts.merge(parent(stored.path()), 1, Integer::sum));
        List<Variable> variables = new ArrayList<>();
        List<Tensor> others = new ArrayList<>();
        for (Stored stored : tree.datasets()) {
            if (isNumbered(stored.path()) && !OPTIMISER.matcher(stored.path()).matches()) {
                variables.add(numbered(stored, counts.getOrDefault(parent(stored.path()), 0)));
            } else {
                others.add(other(stored));
            }
        }
        List<Tensor> tensors = new ArrayList<>(given(variables, false));
        tensors.addAll(others);
        return tensors;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private Variable numbered(Stored stored, int count) {
        List<String> keys = List.of(stored.path().split("/"));
        List<String> names = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        Map<String, String> settings = Map.of();
        String path = "";
        for (String key : keys.subList(0, keys.size() - 2)) {
            path = path.isEmpty() ? key : path + "/" + key;
            List<String> own = tree.texts(path + "/" + VARIABLES, "name");
            if (own.isEmpty() && CONTAINERS.contains(key)) {
                continue;
            }
            String name = own.isEmpty() ? key : own.getFirst();
            KerasConfig.Layer layer = config.layer(name);
            settings = layer == null ? Map.of() : layer.settings();
            names.add(name);
            kinds.add(kind(name, key));
        }
        String kind = kinds.isEmpty() ? null : kinds.getLast();
        int number = number(keys.getLast());
        List<String> called = KerasLayers.variables(kind, settings, count);
        String variable = number < count ? called.get(number) : VARIABLES + "." + keys.getLast();
        return new Variable(stored, List.copyOf(names), List.copyOf(kinds), variable);
    }

    private static int number(String digits) {
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private List<Tensor> given(List<Variable> variables, boolean firstVersion) {
        Map<List<String>, Set<String>> siblings = new HashMap<>();
        Map<List<String>, Integer> biasRanks = new HashMap<>();
        for (Variable variable : variables) {
            siblings.computeIfAbsent(variable.layers(), layers -> new HashSet<>())
                    .add(variable.variable());
            if (variable.variable().equals("bias")) {
                biasRanks.put(variable.layers(), variable.stored().tensor().rank());
            }
        }
        List<Tensor> tensors = new ArrayList<>();
        for (Variable variable : variables) {
            Tensor tensor = variable.stored().tensor().named(variable.name());
            if (tensor.meaning().use() == Meaning.Use.PART) {
                tensors.add(tensor);
                continue;
            }
            KerasConfig.Layer layer = variable.layers().isEmpty()
                    ? null
                    : config.layer(variable.layers().getLast());
            KerasMeaning meaning = new KerasMeaning(
                    variable.kinds(),
                    variable.layers(),
                    variable.variable(),
                    layer == null ? null : layer.settings().get("equation"),
                    siblings.getOrDefault(variable.layers(), Set.of()),
                    biasRanks.getOrDefault(variable.layers(), 0));
            Tensor given = meaning.given(tensor);
            tensors.add(firstVersion ? given.meaning(inOrder(given.meaning(), layer)) : given);
        }
        return tensors;
    }

    /// Keras 1 kept kernels in Theano's order, too.
    private static Meaning inOrder(Meaning meaning, KerasConfig.@Nullable Layer layer) {
        String order = layer == null ? "" : layer.settings().getOrDefault("dim_ordering", "");
        Axes axes = switch (order) {
            case "th" -> Axes.OUT_FIRST;
            case "tf" -> Axes.POSITIONS_FIRST;
            default -> Axes.UNKNOWN;
        };
        return new Meaning(axes, meaning.use(), meaning.encoding(), meaning.note());
    }

    /// What is no weight of a layer.
    private static Tensor other(Stored stored) {
        Tensor tensor = stored.tensor().named(stored.path().replace('/', '.'));
        return OPTIMISER.matcher(stored.path()).matches()
                ? tensor.meaning(Meaning.UNKNOWN.used(Meaning.Use.PART).noted("state of the optimiser, not a weight"))
                : tensor;
    }
}
