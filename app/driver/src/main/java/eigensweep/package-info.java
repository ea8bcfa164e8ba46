/// The program: which commands there are, and how errors reach people.
@NullMarked
package eigensweep;

import org.jspecify.annotations.NullMarked;
