/// What tests of several packages share: golden values, and matrices whose spectrum is known.
@NullMarked
package eigensweep.testing;

import org.jspecify.annotations.NullMarked;
