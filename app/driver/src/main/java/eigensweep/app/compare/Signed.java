package eigensweep.app.compare;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Changes as people read them.
final class Signed {

    /// Below this, four decimals would hide the change.
    private static final double SMALL = 1e-3;

    private Signed() {}

    /// With its sign, four decimals or, where it is small, two digits; empty where there is none.
    static String text(@Nullable Double change) {
        if (change == null) {
            return "";
        }
        return change != 0 && Math.abs(change) < SMALL
                ? String.format(Locale.ROOT, "%+.1e", change)
                : String.format(Locale.ROOT, "%+.4f", change);
    }
}
