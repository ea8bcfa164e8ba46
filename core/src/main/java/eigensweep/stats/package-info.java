/// Tests of differences between categories of series, correlations, and calibration. What the tests assume and
/// how well they keep what they promise: `docs/statistics.md`.
@NullMarked
package eigensweep.stats;

import org.jspecify.annotations.NullMarked;
