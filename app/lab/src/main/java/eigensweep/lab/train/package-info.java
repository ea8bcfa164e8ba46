/// Trainings by a recipe, and `eigensweep train`.
@NullMarked
package eigensweep.lab.train;

import org.jspecify.annotations.NullMarked;
