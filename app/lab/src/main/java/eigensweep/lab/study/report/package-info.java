/// The report of a study: one page of figures and tables over the findings, with a verdict on each claim.
@NullMarked
package eigensweep.lab.study.report;

import org.jspecify.annotations.NullMarked;
