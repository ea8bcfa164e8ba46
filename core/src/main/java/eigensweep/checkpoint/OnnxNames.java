package eigensweep.checkpoint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds names for tensors whose own names an exporter made up.
///
/// PyTorch's exporter folds the transpose of a linear layer into its weight, which thereby loses its name, but
/// names the node that reads it after the module: `/encoder/layer.0/attention/self/query/MatMul` reads
/// `encoder.layer.0.attention.self.query.weight`.
final class OnnxNames {

    /// What a node reads that may be a weight: its first inputs.
    static final int INPUTS = 2;

    private static final Set<String> WEIGHTED = Set.of("MatMul", "Gemm", "Conv", "ConvTranspose");

    /// `onnx::MatMul_787`, `787`, and the outputs of constant nodes.
    private static final Pattern GENERATED = Pattern.compile("onnx::.*|\\d+|.*Constant.*|");

    private final Map<String, String> readableOf = new HashMap<>();

    /// Notes that a node reads these tensors.
    void reads(String operator, String nodeName, List<String> inputs) {
        int lastSlash = nodeName.lastIndexOf('/');
        if (!WEIGHTED.contains(operator) || lastSlash < 1) {
            return;
        }
        int start = nodeName.startsWith("/") ? 1 : 0;
        String module = nodeName.substring(start, lastSlash).replace('/', '.');
        for (String input : inputs.subList(0, Math.min(INPUTS, inputs.size()))) {
            if (GENERATED.matcher(input).matches()) {
                readableOf.putIfAbsent(input, module + ".weight");
            }
        }
    }

    /// The readable name of each generated one among `stored`; a name that is taken already is not given again.
    Map<String, String> readable(Set<String> stored) {
        Map<String, String> readable = new HashMap<>();
        Set<String> taken = new HashSet<>(stored);
        stored.stream().sorted().forEach(name -> {
            String better = readableOf.get(name);
            if (better != null && taken.add(better)) {
                readable.put(name, better);
            }
        });
        return readable;
    }
}
