/// Adapters, LoRA and its kin: alone, or merged into their model.
@NullMarked
package eigensweep.checkpoint.adapter;

import org.jspecify.annotations.NullMarked;
