package eigensweep.checkpoint.onnx;

import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds names for tensors whose own names an exporter made up.
///
/// PyTorch's exporter folds the transpose of a linear layer into its weight, which thereby loses its name, but
/// names the node that reads it after the module: `/encoder/layer.0/attention/self/query/MatMul` reads
/// `encoder.layer.0.attention.self.query.weight`. Where nodes are not named so, the bias that is added tells the
/// module, then the node's own name. A recurrent layer's weights get PyTorch's names: `lstm.weight_ih_l0`.
final class OnnxNames {

    /// `onnx::MatMul_787`, `787`, the outputs of constant nodes, and what optimisers call what they folded.
    private static final Pattern GENERATED =
            Pattern.compile("onnx::.*|\\d+|.*Constant.*|val_\\d+|const_fold_opt__\\d+|");

    /// What quantisers append to the name of a weight, or of the node that reads it.
    private static final Pattern QUANTISED = Pattern.compile("(.+?)(_quantized|_quant|(_DQ)?_Q\\d+(G\\d+)?)");

    /// Names that nodes' outputs are given by exporters and quantisers.
    private static final Pattern GENERATED_OUTPUT = Pattern.compile(".*_output(_\\d+)?|.*_quantized|.*:\\d+");

    /// Of several names that a node got because it was made of several, the one of the weight.
    private static final Pattern WEIGHTED = Pattern.compile("(?i)(.*/)?[^/]*(conv|matmul|einsum)[^/]*");

    /// What may stand between a multiplication and the bias that is added to it.
    private static final Set<String> BEFORE_BIAS = Set.of("Cast", "Mul", "Reshape");

    private static final int MOST_BEFORE_BIAS = 4;
    private static final int LONGEST = 1000;
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";
    private static final String OF_MATMUL = ".MatMul.weight";

    /// PyTorch's names for the inputs `W`, `R` and `B` of a recurrent layer.
    private static final List<String> RECURRENT = List.of("", ".weight_ih_l", ".weight_hh_l", ".bias_l");

    private final IdentityHashMap<OnnxNode, Integer> layerOf = new IdentityHashMap<>();
    private final Map<String, Integer> layersOf = new HashMap<>();

    /// A name that a node gives a constant that it reads.
    ///
    /// @param rank how good it is; 0 is best
    record Given(String name, int rank) {

        boolean isBetterThan(Given other) {
            return rank < other.rank;
        }
    }

    /// What a constant that a node reads may be called; null if the node does not tell. A module's name is better than
    /// a node's, and the name that a node gives what it reads itself better than what it gives a copy of it.
    @Nullable
    Given of(OnnxScope scope, OnnxNode node, int input, Use use, boolean isCopy) {
        boolean isRecurrent = OnnxRoles.isRecurrent(node) && input > 0 && input < RECURRENT.size();
        if (!isRecurrent && !OnnxRoles.isMatrix(use)) {
            return null;
        }
        String module = module(scope, node);
        String name = module.isEmpty() ? own(node) : module;
        if (name.isEmpty() || name.length() > LONGEST) {
            return null;
        }
        int rank = (module.isEmpty() ? 2 : 0) + (isCopy ? 1 : 0);
        return new Given(name + (isRecurrent ? recurrent(name, node, input) : WEIGHT), rank);
    }

    private String recurrent(String module, OnnxNode node, int input) {
        int layer = layerOf.computeIfAbsent(node, n -> layersOf.merge(module, 1, Integer::sum) - 1);
        return RECURRENT.get(input) + layer;
    }

    /// The module that a node belongs to; empty if nothing tells.
    private static String module(OnnxScope scope, OnnxNode node) {
        String name = one(node.name());
        int lastSlash = name.lastIndexOf('/');
        if (!node.module().isEmpty()) {
            return node.module();
        }
        return lastSlash > 0 ? dotted(name.substring(0, lastSlash)) : besideBias(scope, node);
    }

    /// What a node itself is called, or what it makes.
    private static String own(OnnxNode node) {
        if (!node.name().isEmpty()) {
            return dotted(bare(one(node.name())));
        }
        String output = node.output(0);
        return isGenerated(output) || GENERATED_OUTPUT.matcher(output).matches() ? "" : dotted(output);
    }

    /// Of the several names that TensorFlow Lite gives a node which it made of several, separated by
    /// semicolons, the one of the weight: that of the module whose bias is there, too.
    private static String one(String name) {
        if (name.indexOf(';') < 0) {
            return name;
        }
        List<String> parts = List.of(name.split(";"));
        Set<String> all = new HashSet<>(parts);
        List<String> weighted =
                parts.stream().filter(part -> WEIGHTED.matcher(part).matches()).toList();
        return Stream.of(
                        weighted.stream().filter(part -> all.contains(sibling(part, "BiasAdd"))),
                        weighted.stream(),
                        parts.stream())
                .flatMap(some -> some)
                .findFirst()
                .orElse("");
    }

    private static String sibling(String path, String name) {
        return path.substring(0, path.lastIndexOf('/') + 1) + name;
    }

    /// The module whose bias is added to what a node makes; empty if none is.
    private static String besideBias(OnnxScope scope, OnnxNode node) {
        for (int i = 2; i < node.inputs().size(); i++) {
            if (OnnxRoles.use(node, i) == Use.BIAS && isBias(scope, node.input(i))) {
                return withoutBias(node.input(i));
            }
        }
        String value = node.output(0);
        for (int hop = 0; hop < MOST_BEFORE_BIAS; hop++) {
            OnnxNode reader = scope.graph().readers().get(value);
            if (reader != null && reader.operator().equals("Add")) {
                String added = reader.input(reader.input(0).equals(value) ? 1 : 0);
                return isBias(scope, added) ? withoutBias(added) : "";
            }
            if (reader == null || !BEFORE_BIAS.contains(reader.operator())) {
                return "";
            }
            value = reader.output(0);
        }
        return "";
    }

    private static boolean isBias(OnnxScope scope, String name) {
        OnnxScope.Origin origin = name.endsWith(BIAS) ? scope.origin(name) : null;
        return origin != null && origin.constant() != null;
    }

    private static String withoutBias(String name) {
        return name.substring(0, name.length() - BIAS.length());
    }

    /// `encoder.fc` for `/encoder/fc`.
    static String dotted(String path) {
        return path.substring(path.startsWith("/") ? 1 : 0).replace('/', '.');
    }

    private static boolean isGenerated(String name) {
        return GENERATED.matcher(name).matches();
    }

    /// Without what quantisers append.
    static String bare(String name) {
        Matcher quantised = QUANTISED.matcher(name);
        return quantised.matches() ? quantised.group(1) : name;
    }

    /// `model.layers.0.attn.q_proj.weight` for what ONNX Runtime GenAI calls
    /// `model.layers.0.attn.q_proj.MatMul.weight`.
    static String withoutOperator(String name) {
        return name.endsWith(OF_MATMUL) ? name.substring(0, name.length() - OF_MATMUL.length()) + WEIGHT : name;
    }

    /// The tensors of findings, each under a name of its own: that in the file, or the one that nodes give it where
    /// that was made up. Of names within graphs and functions that are taken, the node that these belong to comes
    /// before the name.
    static List<Tensor> named(Collection<OnnxFinding> findings) {
        Taken taken = new Taken();
        IdentityHashMap<OnnxFinding, String> nameOf = new IdentityHashMap<>();
        for (OnnxFinding finding : findings) {
            if (finding.givenName().isEmpty() || !isGenerated(finding.ownName())) {
                nameOf.put(finding, taken.own(finding));
            }
        }
        findings.stream()
                .filter(finding -> !nameOf.containsKey(finding))
                .sorted(Comparator.comparing(OnnxFinding::ownName))
                .forEach(finding -> nameOf.put(finding, taken.given(finding)));
        List<Tensor> named = new ArrayList<>();
        for (OnnxFinding finding : findings) {
            List<Tensor> tensors = finding.tensors(nameOf.getOrDefault(finding, ""));
            named.add(tensors.getFirst());
            tensors.stream().skip(1).map(t -> t.named(taken.numbered(t.name()))).forEach(named::add);
        }
        return named;
    }

    /// Names that are given away.
    private static final class Taken {
        private final Set<String> names = new HashSet<>();
        private final Map<String, Integer> counts = new HashMap<>();

        String own(OnnxFinding finding) {
            if (names.add(finding.ownName())) {
                return finding.ownName();
            }
            if (names.add(finding.stored().storedName())) {
                return finding.stored().storedName();
            }
            return numbered(finding.owner().isEmpty() ? finding.ownName() : finding.owner() + "." + finding.ownName());
        }

        String given(OnnxFinding finding) {
            return names.add(finding.givenName()) ? finding.givenName() : own(finding);
        }

        String numbered(String name) {
            String free = name;
            while (!names.add(free)) {
                free = name + "#" + counts.merge(name, 1, Integer::sum);
            }
            return free;
        }
    }
}
