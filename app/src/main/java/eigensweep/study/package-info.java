/// Studies: every treatment from the same initial weights, what each did, and what may be said of it.
@NullMarked
package eigensweep.study;

import org.jspecify.annotations.NullMarked;
