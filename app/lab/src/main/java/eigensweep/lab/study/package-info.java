/// Studies: trials, their results, tables, figures and report.
@NullMarked
package eigensweep.lab.study;

import org.jspecify.annotations.NullMarked;
