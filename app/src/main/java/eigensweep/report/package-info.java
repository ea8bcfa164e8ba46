/// What a sweep says to people and leaves behind in files.
@NullMarked
package eigensweep.report;

import org.jspecify.annotations.NullMarked;
