package eigensweep.layer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Shell patterns over names: `*` stands for any characters, `?` for one, `[0-3]` and `[!0-3]` for one of a set or not
/// of it, `{a,b}` for either. Dots and slashes are characters like others.
final class Glob {

    private Glob() {}

    /// The regular expression that matches the same names.
    ///
    /// @throws IllegalArgumentException if brackets or braces are not closed, or hold no set
    static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        int choices = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '[') {
                int end = glob.indexOf(']', i + 1);
                check(end > i + 1);
                regex.append(set(glob.substring(i + 1, end)));
                i = end;
                continue;
            }
            choices += c == '{' ? 1 : c == '}' ? -1 : 0;
            check(choices >= 0);
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        case '{' -> "(?:";
                        case '}' -> ")";
                        case ',' -> choices > 0 ? "|" : ",";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        check(choices == 0);
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription(), e);
        }
    }

    private static String set(String characters) {
        boolean negated = characters.startsWith("!");
        String members = negated ? characters.substring(1) : characters;
        return (negated ? "[^" : "[") + members.replaceAll("([\\\\\\[&^])", "\\\\$1") + "]";
    }

    private static void check(boolean closed) {
        if (!closed) {
            throw new IllegalArgumentException("a bracket or brace is not closed");
        }
    }
}
