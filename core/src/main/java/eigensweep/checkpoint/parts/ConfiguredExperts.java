package eigensweep.checkpoint.parts;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.ModelConfig;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Weights of experts that only their number tells, as `config.json` or the router beside them has it.
///
/// - `[E, a, b]` in a feed-forward part: a matrix an expert.
/// - DBRX's `experts.mlp.w1`, `v1`, `w2`: `[E * hidden, d]`, the experts below each other.
public final class ConfiguredExperts {

    private static final Set<String> NUMBER =
            Set.of("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "num_experts_per_layer");

    /// How many rows an expert has in DBRX.
    private static final Set<String> HIDDEN = Set.of("ffn_hidden_size");

    private static final Pattern FEED_FORWARD = Pattern.compile(".*(expert|mlp|ffn|moe|feed_forward).*");
    private static final Pattern NO_STACK = Pattern.compile(".*(conv.*|bias(es)?)");
    private static final Pattern BELOW_EACH_OTHER =
            Pattern.compile("(.*[._/])?experts[._/]mlp[._/](w1|v1|w2)([._/]weight)?");

    /// What the row of experts says that cannot be told apart.
    private static final String UNTOLD =
            "several experts below each other in one spectrum: the number of experts in config.json would part them";

    private static final String BY_CONFIG = " by config.json";

    private final Set<Integer> numbers;
    private final Set<Integer> hidden;
    private final Routers routers;

    private ConfiguredExperts(ModelConfig config, Routers routers) {
        this.numbers = config.countsUnder(NUMBER);
        this.hidden = config.countsUnder(HIDDEN);
        this.routers = routers;
    }

    /// The checkpoint with what is known of its experts.
    public static Checkpoint of(Checkpoint checkpoint) {
        boolean suspect = checkpoint.tensors().stream().anyMatch(tensor -> isStack(tensor) || isBelowEachOther(tensor));
        if (!suspect) {
            return checkpoint;
        }
        ModelConfig config = ModelConfig.beside(checkpoint.path());
        ConfiguredExperts experts = new ConfiguredExperts(config, Routers.of(checkpoint.tensors()));
        List<Tensor> tensors = checkpoint.tensors().stream().map(experts::given).toList();
        return checkpoint.with(tensors).reading(config.sources());
    }

    private static boolean isStack(Tensor tensor) {
        return tensor.rank() == 3
                && tensor.shape()[0] > 1
                && tensor.meaning().use() == Use.UNKNOWN
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
        if (isBelowEachOther(tensor)) {
            return apart(tensor);
        }
        if (!isStack(tensor)) {
            return tensor;
        }
        long count = tensor.shape()[0];
        boolean inFeedForward = matches(FEED_FORWARD, tensor);
        if (inFeedForward && numbers.stream().anyMatch(number -> number == count)) {
            return experts(tensor, "one of " + count + " experts" + BY_CONFIG);
        }
        Routers.Router router = routers.beside(tensor.name());
        return router != null
                        && router.experts() == count
                        && (inFeedForward || router.isCalledSo())
                        && tensor.shape()[1] > 1
                        && tensor.shape()[2] > 1
                ? experts(tensor, "one of " + count + " experts by " + router.name())
                : tensor;
    }

    /// A matrix an expert, if just one number of experts is possible.
    private Tensor apart(Tensor tensor) {
        long rows = tensor.shape()[0];
        List<Integer> possible = numbers.stream()
                .filter(number -> number > 1 && rows > 0 && rows % number == 0)
                .filter(number -> hidden.isEmpty() || hidden.stream().anyMatch(each -> each * (long) number == rows))
                .toList();
        if (possible.size() == 1) {
            return apart(tensor, possible.getFirst(), BY_CONFIG);
        }
        Routers.Router router = routers.beside(tensor.name());
        return router != null && router.experts() > 1 && rows > 0 && rows % router.experts() == 0
                ? apart(tensor, router.experts(), " by " + router.name())
                : tensor.noted(UNTOLD);
    }

    private static Tensor apart(Tensor tensor, long number, String by) {
        long each = tensor.shape()[0] / number;
        long[] strides = tensor.strides();
        Tensor stack = tensor.viewed(
                new long[] {number, each, tensor.shape()[1]}, new long[] {each * strides[0], strides[0], strides[1]});
        return experts(stack, "one of " + number + " experts" + by + ", below each other in " + tensor.shapeText());
    }

    private static Tensor experts(Tensor stack, String note) {
        Meaning known = stack.meaning().used(Use.EXPERTS);
        return stack.meaning(known.note().equals(UNTOLD) ? known.notedOnly(note) : known.noted(note));
    }

    /// The tensor as the experts that its counterpart in another model is known to be of: what is beside the
    /// one model holds for the other.
    public static Tensor like(Tensor tensor, Tensor other) {
        if (other.meaning().use() != Use.EXPERTS
                || other.rank() != 3
                || tensor.meaning().use() != Use.UNKNOWN) {
            return tensor;
        }
        long[] shape = other.shape();
        if (Arrays.equals(tensor.shape(), shape)) {
            return tensor.used(Use.EXPERTS);
        }
        return isBelowEachOther(tensor) && Arrays.equals(tensor.shape(), new long[] {shape[0] * shape[1], shape[2]})
                ? apart(tensor, shape[0], "")
                : tensor;
    }
}
