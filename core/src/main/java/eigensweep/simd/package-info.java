/// Everything that touches the Vector API: kernels in two twins, chosen once, seen by nobody outside core.
@NullMarked
package eigensweep.simd;

import org.jspecify.annotations.NullMarked;
