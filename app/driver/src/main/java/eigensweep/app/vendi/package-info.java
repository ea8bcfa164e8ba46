/// `eigensweep vendi`: how diverse a data set is.
@NullMarked
package eigensweep.app.vendi;

import org.jspecify.annotations.NullMarked;
