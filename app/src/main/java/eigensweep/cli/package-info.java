/// Commands: parse into records, call, print.
@NullMarked
package eigensweep.cli;

import org.jspecify.annotations.NullMarked;
