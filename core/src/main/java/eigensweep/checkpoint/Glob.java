package eigensweep.checkpoint;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Shell patterns over names: `*` stands for any characters, `?` for one, `[0-3]` and `[!0-3]` for one of a set or not
/// of
/// it, `{a,b}` for either. Dots and slashes are characters like others.
final class Glob {

    private Glob() {}

    /// The regular expression that matches the same names.
    ///
    /// @throws IllegalArgumentException if brackets are not closed
    static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean inSet = false;
        boolean inChoice = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (inSet) {
                regex.append(c == '!' && glob.charAt(i - 1) == '[' ? "^" : c == '\\' ? "\\\\" : String.valueOf(c));
                inSet = c != ']';
                continue;
            }
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> regex.append('[');
                case '{' -> regex.append("(?:");
                case '}' -> regex.append(')');
                case ',' -> regex.append(inChoice ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
            inSet = c == '[';
            inChoice = c == '{' || inChoice && c != '}';
        }
        try {
            return Pattern.compile(regex.toString());
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--layers " + glob + ": a bracket or brace is not closed", e);
        }
    }
}
