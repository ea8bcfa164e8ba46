package eigensweep.checkpoint;

import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Weights of experts that only the number of experts in `config.json` tells.
///
/// - `[E, a, b]` in a feed-forward part: a matrix an expert.
/// - DBRX's `experts.mlp.w1`, `v1`, `w2`: `[E * hidden, d]`, the experts below each other.
final class ConfiguredExperts {

    private static final Set<String> NUMBER =
            Set.of("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "num_experts_per_layer");

    /// How many rows an expert has in DBRX.
    private static final Set<String> HIDDEN = Set.of("ffn_hidden_size");

    private static final Pattern FEED_FORWARD = Pattern.compile(".*(expert|mlp|ffn|moe|feed_forward).*");
    private static final Pattern NO_STACK = Pattern.compile(".*(conv.*|bias(es)?)");
    private static final Pattern BELOW_EACH_OTHER =
            Pattern.compile("(.*[._/])?experts[._/]mlp[._/](w1|v1|w2)([._/]weight)?");

    private final Set<Integer> numbers;
    private final Set<Integer> hidden;

    private ConfiguredExperts(ModelConfig config) {
        this.numbers = config.countsUnder(NUMBER);
        this.hidden = config.countsUnder(HIDDEN);
    }

    /// The checkpoint with what is known of its experts.
    static Checkpoint of(Checkpoint checkpoint) {
        boolean suspect = checkpoint.tensors().stream().anyMatch(tensor -> isStack(tensor) || isBelowEachOther(tensor));
        if (!suspect) {
            return checkpoint;
        }
        ConfiguredExperts experts = new ConfiguredExperts(ModelConfig.beside(checkpoint.path()));
        List<Tensor> tensors = checkpoint.tensors().stream().map(experts::given).toList();
        return checkpoint.as(checkpoint.format(), tensors, checkpoint.files());
    }

    private static boolean isStack(Tensor tensor) {
        return tensor.rank() == 3
                && tensor.shape()[0] > 1
                && tensor.meaning().use() == Use.UNKNOWN
                && matches(FEED_FORWARD, tensor)
                && !matches(NO_STACK, tensor);
    }

    /// Of an array that is computed from others, parts of rows are not to be had.
    private static boolean isBelowEachOther(Tensor tensor) {
        return tensor.rank() == 2
                && tensor.isStored()
                && tensor.meaning().use() == Use.UNKNOWN
                && matches(BELOW_EACH_OTHER, tensor);
    }

    private static boolean matches(Pattern pattern, Tensor tensor) {
        return pattern.matcher(tensor.name().toLowerCase(Locale.ROOT)).matches();
    }

    private Tensor given(Tensor tensor) {
        if (isStack(tensor)) {
            return numbers.stream().anyMatch(number -> number == tensor.shape()[0])
                    ? experts(tensor, "one of " + tensor.shape()[0] + " experts by config.json")
                    : tensor;
        }
        return isBelowEachOther(tensor) ? apart(tensor) : tensor;
    }

    /// A matrix an expert, if just one number of experts is possible.
    private Tensor apart(Tensor tensor) {
        long rows = tensor.shape()[0];
        List<Integer> possible = numbers.stream()
                .filter(number -> number > 1 && rows > 0 && rows % number == 0)
                .filter(number -> hidden.isEmpty() || hidden.stream().anyMatch(each -> each * (long) number == rows))
                .toList();
        if (possible.size() != 1) {
            return tensor;
        }
        long number = possible.getFirst();
        long each = rows / number;
        long[] strides = tensor.strides();
        Tensor stack = tensor.viewed(
                new long[] {number, each, tensor.shape()[1]}, new long[] {each * strides[0], strides[0], strides[1]});
        return experts(
                stack, "one of " + number + " experts by config.json, below each other in " + tensor.shapeText());
    }

    private static Tensor experts(Tensor stack, String note) {
        return stack.meaning(stack.meaning().used(Use.EXPERTS).noted(note));
    }
}
