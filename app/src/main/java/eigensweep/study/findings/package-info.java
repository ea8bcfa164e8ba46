/// What may be said of a study: changes relative to the baseline, tests, and the verdict on each claim of the
/// paper. Pure functions of the results; how the verdicts are decided is told in `docs/study-report.md`.
@NullMarked
package eigensweep.study.findings;

import org.jspecify.annotations.NullMarked;
