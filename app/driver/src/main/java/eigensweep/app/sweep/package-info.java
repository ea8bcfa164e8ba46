/// `eigensweep sweep`: its options, its folder, its tables and its report.
@NullMarked
package eigensweep.app.sweep;

import org.jspecify.annotations.NullMarked;
