/// The suites: a class a claim, with its hypothesis, its baseline and its run line in the header.
@NullMarked
package eigensweep.bench.suite;

import org.jspecify.annotations.NullMarked;
