/// Reads and writes `.safetensors`.
@NullMarked
package eigensweep.checkpoint.safetensors;

import org.jspecify.annotations.NullMarked;
