/// Least squares under regularisation, in closed form: the paper's F9 to F13. What holds exactly and what does
/// not: `docs/linear-theory.md`.
@NullMarked
package eigensweep.linear;

import org.jspecify.annotations.NullMarked;
