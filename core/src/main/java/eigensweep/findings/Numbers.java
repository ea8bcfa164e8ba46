package eigensweep.findings;

import eigensweep.stats.FTest;
import eigensweep.stats.MeanInterval;
import java.util.Locale;

/// Numbers as sentences have them.
public final class Numbers {

    private static final double SMALLEST_P = 1e-4;

    private Numbers() {}

    /// Three digits.
    public static String plain(double value) {
        return String.format(Locale.ROOT, "%.3g", value).replace('-', '\u2212');
    }

    /// Three digits and the sign.
    public static String signed(double value) {
        return String.format(Locale.ROOT, "%+.3g", value).replace('-', '\u2212');
    }

    /// A mean with its 95 % interval.
    public static String interval(MeanInterval interval) {
        return signed(interval.mean())
                + (interval.n() < 2
                        ? " (one seed: no interval)"
                        : " (95 %: " + signed(interval.low()) + " to " + signed(interval.high()) + ")");
    }

    /// `p = 0.012`.
    public static String p(double p) {
        return p < SMALLEST_P ? "p < 0.0001" : String.format(Locale.ROOT, p < 0.1 ? "p = %.2g" : "p = %.2f", p);
    }

    /// `F(2, 17) = 5.3, p = 0.016`.
    public static String test(FTest test) {
        return String.format(Locale.ROOT, "F(%s, %s) = %.2f, ", size(test.df1()), size(test.df2()), test.statistic())
                + p(test.p());
    }

    private static String size(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    /// The text as it begins a sentence.
    public static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /// `1 seed`, `3 seeds`.
    public static String count(int count, String what) {
        return count(count, what, what + "s");
    }

    /// `1 matrix`, `3 matrices`.
    public static String count(int count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }
}
