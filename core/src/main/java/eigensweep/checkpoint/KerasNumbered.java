package eigensweep.checkpoint;

import eigensweep.checkpoint.Hdf5Tree.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Keras 2.12 and later keep in `.weights.h5` and in `.keras` archives: `layers/conv2d_1/vars/0`. Groups are
/// called
/// after attributes and classes, variables are numbered. The layer's own name is an attribute of `vars` (Keras 3.3 and
/// later), or follows from the order of the layers of a class in the configuration.
///
/// @param tree the file
/// @param config the layers of the model
/// @param counts how many variables each group has
/// @param keys the layers of each model by their names in the file
record KerasNumbered(
        Hdf5Tree tree,
        KerasConfig config,
        Map<String, Integer> counts,
        Map<KerasConfig.Layer, Map<String, KerasConfig.Layer>> keys) {

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

    static KerasNumbered of(Hdf5Tree tree, KerasConfig config) {
        Map<String, Integer> counts = new HashMap<>();
        tree.datasets().forEach(stored -> counts.merge(parent(stored.path()), 1, Integer::sum));
        return new KerasNumbered(tree, config, counts, new HashMap<>());
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

    /// A layer on the way to a variable.
    ///
    /// @param config what is known of it, or null
    private record Step(String name, String kind, KerasConfig.@Nullable Layer config) {}

    private KerasVariable variable(Stored stored) {
        List<String> path = List.of(stored.path().split("/"));
        List<Step> steps = new ArrayList<>();
        Step at = new Step("", "", config.model());
        for (int k = 0; k < path.size() - 2; k++) {
            String group = String.join("/", path.subList(0, k + 1));
            List<String> own = tree.texts(group + "/" + VARIABLES, "name");
            if (!own.isEmpty() || !CONTAINERS.contains(path.get(k))) {
                at = step(at, path.get(k), own.isEmpty() ? null : own.getFirst());
                steps.add(at);
            }
        }
        int count = counts.getOrDefault(parent(stored.path()), 0);
        int number = Integer.parseInt(path.getLast());
        Map<String, String> settings =
                at.config() == null ? Map.of() : at.config().settings();
        List<String> names = KerasLayers.variables(at.kind(), settings, count);
        return new KerasVariable(
                stored,
                steps.stream().map(Step::name).toList(),
                steps.stream().map(Step::kind).toList(),
                number < count ? names.get(number) : VARIABLES + "." + number,
                steps.isEmpty() ? null : at.config());
    }

    /// From a layer to one that it has.
    ///
    /// @param key what the file calls it
    /// @param own its own name, if the file has it
    private Step step(Step outer, String key, @Nullable String own) {
        KerasConfig.Layer known = known(outer.config(), key);
        if (known == null && own != null) {
            known = config.byName().get(own);
        }
        if (key.equals(CELL)) {
            String kind = outer.kind().isEmpty() ? CELL : outer.kind() + "_" + CELL;
            return new Step(own == null ? kind : own, kind, null);
        }
        if (PARTS.containsKey(key)) {
            return new Step(own == null ? PARTS.getOrDefault(key, key) : own, KerasLayers.EINSUM_DENSE, known);
        }
        if (known == null) {
            return new Step(own == null ? key : own, kind(key, own == null ? key : own), null);
        }
        boolean oneOfTwo = key.equals("forward_layer") || key.equals("backward_layer");
        String name = oneOfTwo ? key.substring(0, key.indexOf('_') + 1) + known.name() : known.name();
        return new Step(own == null ? name : own, known.kind(), known);
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
