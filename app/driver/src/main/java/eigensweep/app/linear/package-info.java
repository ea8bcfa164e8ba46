/// `eigensweep linear`: least squares under regularisation.
@NullMarked
package eigensweep.app.linear;

import org.jspecify.annotations.NullMarked;
