/// Samples as files hold them: vectors, texts, labels and weights.
@NullMarked
package eigensweep.data;

import org.jspecify.annotations.NullMarked;
