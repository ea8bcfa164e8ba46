/// `eigensweep stats`: tests, correlations and calibration of a table.
@NullMarked
package eigensweep.app.stats;

import org.jspecify.annotations.NullMarked;
