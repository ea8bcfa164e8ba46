package eigensweep.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers as tables and pages have them, whatever the language of the machine; nothing for an undefined one.
public final class Digits {

    private Digits() {}

    /// A number in one of [java.util.Formatter]'s forms, such as `%.2f`.
    public static String of(String form, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, form, value);
    }

    /// Four digits.
    public static String four(@Nullable Double value) {
        return of("%.4g", value);
    }
}
