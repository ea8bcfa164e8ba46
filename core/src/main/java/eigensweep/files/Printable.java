package eigensweep.files;

import java.util.regex.Pattern;

/// Text from files nobody vetted, made fit for a terminal: a control character would break a line or move the cursor,
/// a bidirectional one would turn what follows around, and half a surrogate pair is no character at all.
public final class Printable {

    private static final int LONGEST = 1000;
    private static final int LONGEST_MESSAGE = 4000;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\x{2028}\\x{2029}]");

    private Printable() {}

    /// The same of bounded length: one name must not fill the screen.
    public static String brief(String text) {
        return text.length() <= LONGEST ? line(text) : line(text.substring(0, LONGEST)) + "...";
    }

    /// A message in one line, of bounded length: what is wrong stands at its start, what to do at its end.
    public static String message(String text) {
        return text.length() <= LONGEST_MESSAGE
                ? line(text)
                : line(text.substring(0, LONGEST_MESSAGE - LONGEST)) + " ... "
                        + line(text.substring(text.length() - LONGEST));
    }

    /// The text in one line, with a question mark for each character that does not print.
    public static String line(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
