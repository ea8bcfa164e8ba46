/// Models that make vectors of texts and images, each in a process of its own.
@NullMarked
package eigensweep.lab.embedding;

import org.jspecify.annotations.NullMarked;
