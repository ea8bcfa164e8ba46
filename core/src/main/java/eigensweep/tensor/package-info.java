/// A named array in a mapped file, its element types, and widening to float64.
@NullMarked
package eigensweep.tensor;

import org.jspecify.annotations.NullMarked;
