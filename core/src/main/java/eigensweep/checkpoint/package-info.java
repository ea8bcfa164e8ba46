/// Opens models: the one place that knows which formats, folders and names of models there are, and what is a
/// change of one.
@NullMarked
package eigensweep.checkpoint;

import org.jspecify.annotations.NullMarked;
