/// `eigensweep hessian`: trace and spectrum of the Hessian of a training.
@NullMarked
package eigensweep.lab.hessian;

import org.jspecify.annotations.NullMarked;
