/// The Hessian of a loss, by products with vectors alone: its trace, its largest eigenvalues, its spectral
/// density.
@NullMarked
package eigensweep.curvature;

import org.jspecify.annotations.NullMarked;
