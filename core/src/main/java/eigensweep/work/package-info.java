/// Threads that work side by side.
@NullMarked
package eigensweep.work;

import org.jspecify.annotations.NullMarked;
