/// Vectors for texts and images, made by models in local files, and kept. The only place that sees ONNX Runtime, DJL
/// and libtorch, none of which is loaded before a model is opened.
@NullMarked
package eigensweep.data.embedding;

import org.jspecify.annotations.NullMarked;
