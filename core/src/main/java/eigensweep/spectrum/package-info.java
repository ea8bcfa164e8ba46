/// Metrics as pure functions of eigenvalues.
@NullMarked
package eigensweep.spectrum;

import org.jspecify.annotations.NullMarked;
