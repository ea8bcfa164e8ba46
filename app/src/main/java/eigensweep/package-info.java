/// The program.
@NullMarked
package eigensweep;

import org.jspecify.annotations.NullMarked;
