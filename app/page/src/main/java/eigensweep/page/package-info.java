/// Pages for people, and tables for terminals: the frame that all reports share.
@NullMarked
package eigensweep.page;

import org.jspecify.annotations.NullMarked;
