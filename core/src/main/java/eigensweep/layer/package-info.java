/// What a tensor is: which are layers, of which matrices they are made, and why the others are none.
@NullMarked
package eigensweep.layer;

import org.jspecify.annotations.NullMarked;
