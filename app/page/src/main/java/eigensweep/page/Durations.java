package eigensweep.page;

import java.util.Locale;

/// Spans of time in the units people think in.
public final class Durations {

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private Durations() {}

    /// An estimate, no more exact than it can be: `a few seconds`, `about 20 s`, `about 7 h`.
    public static String about(double seconds) {
        if (seconds < 10) {
            return "a few seconds";
        }
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, "about %.0f s", seconds);
        }
        if (seconds < HOUR) {
            return String.format(Locale.ROOT, "about %.0f min", seconds / MINUTE);
        }
        return seconds < 2 * DAY
                ? String.format(Locale.ROOT, "about %.0f h", seconds / HOUR)
                : String.format(Locale.ROOT, "about %.0f days", seconds / DAY);
    }

    /// Such as `3.4 s`, `2 min 05 s`, `7 h 20 min`, `3 days 4 h`.
    public static String text(double seconds) {
        long whole = Math.round(seconds);
        if (seconds < 0.05) {
            return "less than 0.1 s";
        }
        if (whole < MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (whole < HOUR) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / MINUTE, whole % MINUTE);
        }
        return whole < 2 * DAY
                ? String.format(Locale.ROOT, "%d h %02d min", whole / HOUR, whole % HOUR / MINUTE)
                : String.format(Locale.ROOT, "%d days %d h", whole / DAY, whole % DAY / HOUR);
    }
}
