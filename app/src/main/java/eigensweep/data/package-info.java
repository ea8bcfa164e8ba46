/// Data sets as they lie on disk: vectors, texts and images, read lazily and checked before they are believed.
@NullMarked
package eigensweep.data;

import org.jspecify.annotations.NullMarked;
