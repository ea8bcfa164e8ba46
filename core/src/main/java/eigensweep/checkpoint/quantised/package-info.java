/// How weights are made of quantised codes and the scales beside them.
@NullMarked
package eigensweep.checkpoint.quantised;

import org.jspecify.annotations.NullMarked;
