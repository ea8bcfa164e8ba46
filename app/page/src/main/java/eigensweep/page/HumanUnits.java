package eigensweep.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Sizes, durations and instants as people say them.
public final class HumanUnits {

    private static final String[] BYTES = {"bytes", "KB", "MB", "GB", "TB"};

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private HumanUnits() {}

    /// `0.12 s`, `34.5 s`, `12 min 3 s`, `2 h 5 min`.
    public static String duration(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        long minutes = Math.round(seconds / 60);
        return whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /// `345 bytes`, `90.4 MB`: powers of 1000, as file managers have them.
    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit + 1 < BYTES.length) {
            size /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", size, BYTES[unit]);
    }

    /// `2026-11-30 08:41 UTC`.
    public static String minute(Instant instant) {
        return MINUTE.format(instant);
    }
}
