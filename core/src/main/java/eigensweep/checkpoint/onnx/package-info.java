/// ONNX models: their constants, and what the nodes of their graphs tell of these.
@NullMarked
package eigensweep.checkpoint.onnx;

import org.jspecify.annotations.NullMarked;
