/// What the results of a study say: pure functions over them.
@NullMarked
package eigensweep.findings;

import org.jspecify.annotations.NullMarked;
