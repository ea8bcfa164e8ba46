/// Readers of model files and the rules that turn their tensors into layers.
@NullMarked
package eigensweep.checkpoint;

import org.jspecify.annotations.NullMarked;
