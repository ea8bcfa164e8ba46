/// `eigensweep compare`: what became of every layer.
@NullMarked
package eigensweep.app.compare;

import org.jspecify.annotations.NullMarked;
