/// Networks: a description, blocks, weights that are one vector.
@NullMarked
package eigensweep.lab.network;

import org.jspecify.annotations.NullMarked;
