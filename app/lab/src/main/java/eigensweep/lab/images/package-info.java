/// Images of data sets: views that decode on demand.
@NullMarked
package eigensweep.lab.images;

import org.jspecify.annotations.NullMarked;
