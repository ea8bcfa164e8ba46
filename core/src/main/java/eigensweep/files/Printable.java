package eigensweep.files;

/// Text from files nobody vetted, made fit for a terminal: a control character would break a line or move the cursor,
/// a bidirectional one would turn what follows around, and half a surrogate pair is no character at all.
public final class Printable {

    private Printable() {}

    /// The text in one line, with a question mark for each character that does not print.
    public static String line(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\x{2028}\\x{2029}]", "?");
    }
}
