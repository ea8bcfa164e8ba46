/// What is not read, and the sentence that says what to do instead.
@NullMarked
package eigensweep.checkpoint.foreign;

import org.jspecify.annotations.NullMarked;
