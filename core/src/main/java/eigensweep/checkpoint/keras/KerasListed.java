package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.keras.Hdf5Tree.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What Keras 1 and 2 write, and Keras 3 for `.h5`: groups list their layers (`layer_names`), and layers their weights
/// (`weight_names`).
///
/// @param tree the file
/// @param root where the layers are: the root of the file, or `model_weights`
/// @param layers their names, in the order of the model
/// @param config their classes
record KerasListed(Hdf5Tree tree, String root, List<String> layers, KerasConfig config) {

    private static final String MODEL_WEIGHTS = "model_weights";
    private static final String LAYER_NAMES = "layer_names";

    /// Weights that belong to the model and none of its layers.
    private static final String TOP = "top_level_model_weights";

    private static final Pattern NUMBERED = Pattern.compile("(.*):\\d+");

    /// @return without layers if the file is none of these
    static KerasListed of(Hdf5Tree tree, KerasConfig beside, MappedFile file) {
        String root = tree.longTexts("", LAYER_NAMES).isEmpty() ? MODEL_WEIGHTS : "";
        List<String> layers = tree.longTexts(root, LAYER_NAMES);
        List<String> text = layers.isEmpty() ? List.of() : tree.texts("", "model_config");
        return new KerasListed(
                tree, root, layers, text.isEmpty() ? beside : KerasConfig.read(String.join("", text), file));
    }

    List<KerasVariable> variables() {
        Map<String, Stored> byPath = new HashMap<>();
        tree.datasets().forEach(stored -> byPath.put(stored.path(), stored));
        List<KerasVariable> variables = new ArrayList<>();
        for (String layer : layers) {
            String group = root.isEmpty() ? layer : root + "/" + layer;
            for (String weight : tree.longTexts(group, "weight_names")) {
                Stored stored = byPath.remove(group + "/" + weight);
                if (stored != null) {
                    variables.add(variable(stored, layer, weight));
                }
            }
        }
        return variables;
    }

    /// Whether Keras 1 wrote it, which had kernels in either order.
    boolean isFirst(List<KerasVariable> variables) {
        String version = String.join("", tree.texts(root, "keras_version"));
        return version.isEmpty()
                ? variables.stream().anyMatch(variable -> variable.name().matches("[WUb](_[a-z])?"))
                : version.startsWith("1.");
    }

    /// `dense/kernel:0` in the group `dense` is `dense.kernel`; so are `model/dense/kernel` and TensorFlow's own
    /// `dense_1/kernel:0`; and `dense_W` is `dense.W`.
    private KerasVariable variable(Stored stored, String layer, String weight) {
        var matcher = NUMBERED.matcher(weight);
        List<String> parts = new ArrayList<>(List.of((matcher.matches() ? matcher.group(1) : weight).split("/", -1)));
        String last = parts.removeLast();
        String name = last.startsWith(layer + "_") ? last.substring(layer.length() + 1) : last;
        if (parts.size() == 1 && KerasLayers.unnumbered(parts.getFirst()).equals(layer)) {
            parts.set(0, layer);
        }
        List<String> names = new ArrayList<>(parts.subList(parts.indexOf(layer) + 1, parts.size()));
        if (!layer.equals(TOP)) {
            names.addFirst(layer);
        }
        List<String> kinds = names.stream().map(this::kind).toList();
        return new KerasVariable(
                stored, names, kinds, name, config.byName().get(names.isEmpty() ? "" : names.getLast()));
    }

    private String kind(String name) {
        KerasConfig.Layer layer = config.byName().get(name);
        return layer == null ? KerasLayers.unnumbered(name) : layer.kind();
    }
}
