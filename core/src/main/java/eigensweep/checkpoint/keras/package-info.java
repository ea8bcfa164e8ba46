/// Keras's models, and HDF5 files of any other origin.
@NullMarked
package eigensweep.checkpoint.keras;

import org.jspecify.annotations.NullMarked;
