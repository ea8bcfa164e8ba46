/// How diverse a set of samples is: the Vendi Score and its family (PAPER F1, F2).
@NullMarked
package eigensweep.diversity;

import org.jspecify.annotations.NullMarked;
