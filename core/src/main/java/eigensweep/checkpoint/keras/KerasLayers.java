package eigensweep.checkpoint.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the variables of Keras's layers are called, in the order in which a layer saves them (Keras 3.15).
final class KerasLayers {

    static final String EINSUM_DENSE = "einsum_dense";

    private static final List<String> KERNEL = List.of("kernel", "bias", "kernel_scale");
    private static final List<String> SEPARABLE = List.of("depthwise_kernel", "pointwise_kernel", "bias");
    private static final List<String> CELL = List.of("kernel", "recurrent_kernel", "bias");
    private static final List<String> NORM = List.of("gamma", "beta");

    private static final Map<String, List<String>> VARIABLES = Map.ofEntries(
            Map.entry("dense", KERNEL),
            Map.entry(EINSUM_DENSE, KERNEL),
            Map.entry("conv1d", KERNEL),
            Map.entry("conv2d", KERNEL),
            Map.entry("conv3d", KERNEL),
            Map.entry("conv1d_transpose", KERNEL),
            Map.entry("conv2d_transpose", KERNEL),
            Map.entry("conv3d_transpose", KERNEL),
            Map.entry("depthwise_conv1d", KERNEL),
            Map.entry("depthwise_conv2d", KERNEL),
            Map.entry("separable_conv1d", SEPARABLE),
            Map.entry("separable_conv2d", SEPARABLE),
            Map.entry("embedding", List.of("embeddings", "embeddings_scale")),
            Map.entry("batch_normalization", List.of("gamma", "beta", "moving_mean", "moving_variance")),
            Map.entry("layer_normalization", NORM),
            Map.entry("group_normalization", NORM),
            Map.entry("rms_normalization", List.of("scale")),
            Map.entry("normalization", List.of("mean", "variance", "count")),
            Map.entry("p_re_lu", List.of("alpha")),
            Map.entry("seed_generator", List.of("seed_generator_state")));

    private static final Pattern NUMBERED = Pattern.compile("(.+?)_\\d+");
    private static final Pattern WORD_BEFORE = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern CAPITAL = Pattern.compile("([a-z])([A-Z])");
    private static final Pattern NO_WORD = Pattern.compile("\\W+");

    private KerasLayers() {}

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
