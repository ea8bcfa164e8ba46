package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.keras.Hdf5Tree.Stored;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What Keras 2.12 and later keep in `.weights.h5` and in `.keras` archives: `layers/conv2d_1/vars/0`. Groups
/// are called after attributes and classes, variables are numbered. The layer's own name is an attribute of
/// `vars` in recent versions, or follows from the order of the layers of a class in the configuration.
///
final class KerasNumbered {

    private static final String VARIABLES = "vars";
    private static final Pattern VARIABLE = Pattern.compile("(.*/)?" + VARIABLES + "/\\d{1,6}");
    private static final Pattern OPTIMISER = Pattern.compile("optimizer/.*");

    /// Groups that only hold layers; the others that hold some are attributes of a model, and part of the name.
    private static final Set<String> CONTAINERS = Set.of("layers", "_layer_checkpoint_dependencies", "_functional");

    /// Layers that others keep as an attribute, and their own names.
    private static final Map<String, String> PARTS = Map.of(
            "query_dense", "query",
            "key_dense", "key",
            "value_dense", "value",
            "output_dense", "attention_output",
            "_query_dense", "query",
            "_key_dense", "key",
            "_value_dense", "value",
            "_output_dense", "attention_output");

    private static final String CELL = "cell";

    private final Hdf5Tree tree;
    private final KerasConfig config;

    /// How many variables each group has.
    private final Map<String, Integer> counts = new HashMap<>();

    /// The layers of each model by their names in the file.
    private final Map<KerasConfig.Layer, Map<String, KerasConfig.Layer>> keys = new IdentityHashMap<>();

    private final Map<String, Layer> layers = new HashMap<>();

    /// @param config the layers of the model
    KerasNumbered(Hdf5Tree tree, KerasConfig config) {
        this.tree = tree;
        this.config = config;
        layers.put("", new Layer(List.of(), List.of(), config.model()));
        tree.datasets().forEach(stored -> counts.merge(parent(stored.path()), 1, Integer::sum));
    }

    /// A group that is a layer.
    ///
    /// @param names those of the layers around it, and its own
    /// @param kinds their classes
    /// @param config what is known of it, or null
    private record Layer(List<String> names, List<String> kinds, KerasConfig.@Nullable Layer config) {

        String kind() {
            return kinds.isEmpty() ? "" : kinds.getLast();
        }

        Layer inner(String name, String kind, KerasConfig.@Nullable Layer known) {
            return new Layer(with(names, name), with(kinds, kind), known);
        }

        private static List<String> with(List<String> list, String last) {
            return Stream.concat(list.stream(), Stream.of(last)).toList();
        }
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    List<KerasVariable> variables() {
        return tree.datasets().stream()
                .filter(stored -> VARIABLE.matcher(stored.path()).matches())
                .filter(stored -> !OPTIMISER.matcher(stored.path()).matches())
                .map(this::variable)
                .toList();
    }

    private KerasVariable variable(Stored stored) {
        String group = parent(stored.path());
        Layer layer = layer(parent(group));
        int count = counts.getOrDefault(group, 0);
        int number = Integer.parseInt(stored.path().substring(group.length() + 1));
        Map<String, String> settings =
                layer.config() == null ? Map.of() : layer.config().settings();
        List<String> names = KerasLayers.variables(layer.kind(), settings, count);
        return new KerasVariable(
                stored,
                layer.names(),
                layer.kinds(),
                number < count ? names.get(number) : VARIABLES + "." + number,
                layer.names().isEmpty() ? null : layer.config());
    }

    private Layer layer(String group) {
        Layer known = layers.get(group);
        if (known == null) {
            Layer outer = layer(parent(group));
            String key = group.substring(group.lastIndexOf('/') + 1);
            List<String> own = tree.texts(group + "/" + VARIABLES, "name");
            boolean container = own.isEmpty() && CONTAINERS.contains(key);
            known = container ? outer : layer(outer, key, own.isEmpty() ? null : own.getFirst());
            layers.put(group, known);
        }
        return known;
    }

    /// From a layer to one that it has.
    ///
    /// @param key what the file calls it
    /// @param own its own name, if the file has it
    private Layer layer(Layer outer, String key, @Nullable String own) {
        KerasConfig.Layer known = known(outer.config(), key);
        if (known == null && own != null) {
            known = config.byName().get(own);
        }
        if (key.equals(CELL)) {
            String kind = outer.kind().isEmpty() ? CELL : outer.kind() + "_" + CELL;
            return outer.inner(own == null ? kind : own, kind, null);
        }
        String part = PARTS.get(key);
        if (part != null) {
            return outer.inner(own == null ? part : own, KerasLayers.EINSUM_DENSE, known);
        }
        if (known == null) {
            String name = own == null ? key : own;
            return outer.inner(name, kind(key, name), null);
        }
        boolean oneOfTwo = key.equals("forward_layer") || key.equals("backward_layer");
        String name = oneOfTwo ? key.substring(0, key.indexOf('_') + 1) + known.name() : known.name();
        return outer.inner(own == null ? name : own, known.kind(), known);
    }

    private KerasConfig.@Nullable Layer known(KerasConfig.@Nullable Layer outer, String key) {
        if (outer == null) {
            return null;
        }
        boolean wrapped = key.equals("layer") || key.equals("forward_layer") || key.equals("backward_layer");
        return wrapped && outer.wrapped() != null
                ? outer.wrapped()
                : keys.computeIfAbsent(outer, KerasConfig.Layer::byKey).get(key);
    }

    /// The class of a layer by what the file calls it, or by its own name, which are mostly made from it.
    private static String kind(String key, String name) {
        String byKey = KerasLayers.unnumbered(key);
        return KerasLayers.knows(byKey) ? byKey : KerasLayers.unnumbered(name);
    }
}
