/// Readers of model files.
@NullMarked
package eigensweep.checkpoint;

import org.jspecify.annotations.NullMarked;
