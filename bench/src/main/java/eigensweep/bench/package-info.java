/// Measurements: what they run on and how they run.
@NullMarked
package eigensweep.bench;

import org.jspecify.annotations.NullMarked;
