/// The lab: networks, optimisers and trainings on libtorch, equal to PyTorch's.
@NullMarked
package eigensweep.train;

import org.jspecify.annotations.NullMarked;
