/// NumPy's arrays, `.npy` and `.npz`.
@NullMarked
package eigensweep.checkpoint.numpy;

import org.jspecify.annotations.NullMarked;
