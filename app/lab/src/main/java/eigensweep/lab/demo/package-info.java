/// The second half of the demo.
@NullMarked
package eigensweep.lab.demo;

import org.jspecify.annotations.NullMarked;
