/// `eigensweep demo`: the tour.
@NullMarked
package eigensweep.app.demo;

import org.jspecify.annotations.NullMarked;
