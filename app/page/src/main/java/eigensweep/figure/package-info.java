/// Figures, drawn once and written as SVG, PDF or PNG.
@NullMarked
package eigensweep.figure;

import org.jspecify.annotations.NullMarked;
