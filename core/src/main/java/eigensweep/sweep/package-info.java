/// Layers times a backend gives rows.
@NullMarked
package eigensweep.sweep;

import org.jspecify.annotations.NullMarked;
