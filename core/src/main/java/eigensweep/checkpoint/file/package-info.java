/// What all readers stand on: mapped files, archives, temporary room, and the [eigensweep.checkpoint.file.Checkpoint]
/// that each makes.
@NullMarked
package eigensweep.checkpoint.file;

import org.jspecify.annotations.NullMarked;
