package eigensweep.checkpoint.onnx;

import eigensweep.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A graph of an ONNX model, or the body of a function.
///
/// @param inputs names of the values it is given
/// @param outputs names of the values it gives
/// @param constants initialisers, then the values of constant nodes, by name, in the order of the file
/// @param nodes all others, in the order in which they are carried out
/// @param makers the node that makes a value, by the value's name
/// @param readers the first node that reads a value, likewise
record OnnxGraph(
        List<String> inputs,
        List<String> outputs,
        Map<String, Tensor> constants,
        List<OnnxNode> nodes,
        Map<String, OnnxNode> makers,
        Map<String, OnnxNode> readers) {

    static OnnxGraph of(
            List<String> inputs, List<String> outputs, Map<String, Tensor> constants, List<OnnxNode> nodes) {
        Map<String, OnnxNode> makers = new HashMap<>();
        Map<String, OnnxNode> readers = new HashMap<>();
        for (OnnxNode node : nodes) {
            node.outputs().forEach(output -> makers.put(output, node));
            node.inputs().forEach(input -> readers.putIfAbsent(input, node));
        }
        makers.remove("");
        return new OnnxGraph(inputs, outputs, constants, nodes, makers, readers);
    }
}
