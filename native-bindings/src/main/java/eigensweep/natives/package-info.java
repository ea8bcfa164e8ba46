/// Backends on native libraries, through the Foreign Function and Memory API. Generated bindings are in packages
/// of their own below this one.
@NullMarked
package eigensweep.natives;

import org.jspecify.annotations.NullMarked;
