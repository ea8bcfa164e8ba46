/// The regression gate: is what is measured here and now slower than it was?
@NullMarked
package eigensweep.bench.gate;

import org.jspecify.annotations.NullMarked;
