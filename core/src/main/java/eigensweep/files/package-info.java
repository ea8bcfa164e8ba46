/// Where files go and how they get there whole.
@NullMarked
package eigensweep.files;

import org.jspecify.annotations.NullMarked;
