/// The lab: what takes libtorch, ONNX Runtime or tokenizers.
@NullMarked
package eigensweep.lab;

import org.jspecify.annotations.NullMarked;
