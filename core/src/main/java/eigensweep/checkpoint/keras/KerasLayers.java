package eigensweep.checkpoint.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the variables of Keras's layers are called, in the order in which a layer saves them (Keras 3.15).
final class KerasLayers {

    static final String EINSUM_DENSE = "einsum_dense";

    private static final List<String> CELL = List.of("kernel", "recurrent_kernel", "bias");
    private static final List<String> NORM = List.of("gamma", "beta");

    /// Layers, and behind them the variables of each.
    private static final Map<String, List<String>> VARIABLES = variables("""
            dense einsum_dense: kernel bias kernel_scale
            conv1d conv2d conv3d: kernel bias kernel_scale
            conv1d_transpose conv2d_transpose conv3d_transpose: kernel bias kernel_scale
            depthwise_conv1d depthwise_conv2d: kernel bias kernel_scale
            separable_conv1d separable_conv2d: depthwise_kernel pointwise_kernel bias
            embedding: embeddings embeddings_scale
            batch_normalization: gamma beta moving_mean moving_variance
            layer_normalization group_normalization: gamma beta
            rms_normalization: scale
            normalization: mean variance count
            p_re_lu: alpha
            seed_generator: seed_generator_state""");

    private static final Pattern NUMBERED = Pattern.compile("(.+?)_\\d+");
    private static final Pattern WORD_BEFORE = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern CAPITAL = Pattern.compile("([a-z])([A-Z])");
    private static final Pattern NO_WORD = Pattern.compile("\\W+");

    private KerasLayers() {}

    private static Map<String, List<String>> variables(String table) {
        Map<String, List<String>> variables = new HashMap<>();
        for (String line : table.lines().toList()) {
            int colon = line.indexOf(':');
            List<String> names = List.of(line.substring(colon + 2).split(" "));
            List.of(line.substring(0, colon).split(" ")).forEach(layer -> variables.put(layer, names));
        }
        return Map.copyOf(variables);
    }

    /// The name of a class as Keras makes the names of layers from it: `Conv2DTranspose` is `conv2d_transpose`.
    static String snakeCase(String className) {
        String plain = NO_WORD.matcher(className).replaceAll("");
        String words = WORD_BEFORE.matcher(plain).replaceAll("$1_$2");
        return CAPITAL.matcher(words).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }

    /// A name without the number that Keras adds to it: `dense_3` is `dense`.
    static String unnumbered(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }

    /// Whether the variables of a kind of layer are known.
    static boolean knows(String kind) {
        return VARIABLES.containsKey(kind);
    }

    /// The names of a layer's variables; for each that is not known, its number: `vars.2`.
    ///
    /// @param kind the class in snake case; those of cells end so: `lstm_cell`
    /// @param count how many variables it has
    static List<String> variables(String kind, Map<String, String> settings, int count) {
        List<String> names = new ArrayList<>(kind.endsWith("cell") ? CELL : VARIABLES.getOrDefault(kind, List.of()));
        if ("false".equals(settings.get("scale"))) {
            names.remove("gamma");
        }
        if ("false".equals(settings.get("center"))) {
            names.remove("beta");
        }
        if (names.contains("moving_mean") && count == 2) {
            names.removeAll(NORM);
        } else if (names.contains("gamma") && count < names.size()) {
            names.clear(); // One of two, and nothing says which.
        }
        for (int v = names.size(); v < count; v++) {
            names.add("vars." + v);
        }
        return names.subList(0, count);
    }
}
