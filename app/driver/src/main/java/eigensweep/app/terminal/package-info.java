/// What every command stands on: terminal, progress, interrupts, exit codes, options that several share.
@NullMarked
package eigensweep.app.terminal;

import org.jspecify.annotations.NullMarked;
