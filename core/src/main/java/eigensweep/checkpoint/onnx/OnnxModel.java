package eigensweep.checkpoint.onnx;

import java.util.Map;

/// An ONNX model, as far as weights go.
///
/// @param graph its main graph
/// @param functions the bodies of its functions, by the name that nodes call them by
record OnnxModel(OnnxGraph graph, Map<String, OnnxGraph> functions) {}
