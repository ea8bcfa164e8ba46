/// The one seam between what is computed and who computes it.
@NullMarked
package eigensweep.linalg;

import org.jspecify.annotations.NullMarked;
