/// One description of a figure, and its drawing as SVG for pages and for files.
@NullMarked
package eigensweep.report.figure;

import org.jspecify.annotations.NullMarked;
