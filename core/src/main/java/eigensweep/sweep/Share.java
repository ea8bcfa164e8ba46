package eigensweep.sweep;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One machine's part of a sweep that several do together, `--shard i/n`.
///
/// @param index which part, from 1
/// @param count how many parts there are
public record Share(int index, int count) {

    /// All of it.
    public static final Share WHOLE = new Share(1, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    public Share {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException(
                    "--shard " + index + "/" + count + ": i/n with 1 <= i <= n is expected, such as 2/8");
        }
    }

    /// Reads `i/n`.
    public static Share parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--shard " + text + ": i/n is expected, such as 2/8");
        }
        return new Share(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// Whether this is all of it.
    public boolean isWhole() {
        return count == 1;
    }
}
