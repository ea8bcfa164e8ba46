/// Tables, arrays and texts as data: what is read, and which columns of it are taken.
@NullMarked
package eigensweep.data;

import org.jspecify.annotations.NullMarked;
