/// `eigensweep doctor`: what this machine offers.
@NullMarked
package eigensweep.app.doctor;

import org.jspecify.annotations.NullMarked;
