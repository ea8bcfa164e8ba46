package eigensweep.checkpoint.adapter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A key of `rank_pattern` or `alpha_pattern`, matched as PEFT does (`get_pattern_key`): a regular expression
/// for the end of a module's name, `(.*\.)?(KEY)$`, where a `.` stands for any character.
///
/// Python's expressions are read as far as both languages have them, without those whose time can explode on
/// one character (a repetition of what repeats) or that Java knows alone; and no more than a [Budget] of
/// characters is looked at.
final class ModulePattern {

    private static final int LONGEST = 500;

    /// A name, perhaps with its dots escaped or `^` before it: nearly all there are.
    private static final Pattern NAME = Pattern.compile("\\^?([\\w.-]|\\\\[.-])+");

    /// What Python reads in another way, or not at all: flags and named groups, classes of classes, other
    /// escapes; and counts, which could repeat nothing ever again.
    private static final Pattern FOREIGN = Pattern.compile(
            "\\(\\?(?![:=!])|\\[[^\\]]*(\\[|&&)|\\\\[^dDwWsSbB.\\\\|()\\[\\]}^$*+?/_-]|[*+?]\\+|(?<!\\\\)\\{");

    private final String text;
    private final @Nullable Pattern expression;

    private ModulePattern(String text, @Nullable Pattern expression) {
        this.text = text;
        this.expression = expression;
    }

    /// Characters that may still be looked at, for all patterns of a configuration together.
    static final class Budget {

        private long left;

        Budget(long characters) {
            left = characters;
        }

        private void spend(long characters) {
            left -= characters;
            if (left < 0) {
                throw new ExhaustedException();
            }
        }
    }

    /// Thrown when a budget is spent.
    static final class ExhaustedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// Reads a key.
    ///
    /// @throws IllegalArgumentException if it is no expression that is understood; the message says why
    static ModulePattern of(String key) {
        if (key.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        if (NAME.matcher(key).matches()) {
            return new ModulePattern(key, null);
        }
        if (FOREIGN.matcher(key).find()) {
            throw new IllegalArgumentException("uses what is not understood of regular expressions");
        }
        if (repeatsRepetitions(key)) {
            throw new IllegalArgumentException("repeats what repeats itself");
        }
        try {
            return new ModulePattern(
                    key,
                    Pattern.compile("(.*\\.)?(" + key + ")$", Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no regular expression: " + e.getDescription(), e);
        }
    }

    /// Whether a group is repeated that has a repetition in it.
    private static boolean repeatsRepetitions(String key) {
        int depth = 0;
        boolean[] repeats = new boolean[key.length() + 1];
        boolean inClass = false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
            } else if (c == '(') {
                repeats[++depth] = false;
                i += key.startsWith("(?", i) ? 2 : 0;
            } else if (c == ')' && depth > 0) {
                boolean inner = repeats[depth--];
                if (inner && isRepetition(key, i + 1)) {
                    return true;
                }
                repeats[depth] |= inner;
            } else if (isRepetition(key, i)) {
                repeats[depth] = true;
            }
        }
        return false;
    }

    private static boolean isRepetition(String key, int at) {
        return at < key.length() && "*+?".indexOf(key.charAt(at)) >= 0;
    }

    /// Whether it matches a module.
    ///
    /// @throws ExhaustedException if that needs more than is left of the budget
    boolean matches(String module, Budget budget) {
        if (expression == null) {
            budget.spend(1);
            return endsSo(module, budget);
        }
        Matcher matcher = expression.matcher(new Counted(module, budget));
        return matcher.lookingAt();
    }

    private boolean endsSo(String module, Budget budget) {
        int at = module.length();
        boolean whole = text.charAt(0) == '^';
        for (int i = text.length() - 1; i >= (whole ? 1 : 0); i--) {
            char c = text.charAt(i);
            boolean escaped = i > 0 && text.charAt(i - 1) == '\\';
            if (--at < 0 || (c != '.' || escaped) && c != module.charAt(at)) {
                return false;
            }
            i -= escaped ? 1 : 0;
            budget.spend(1);
        }
        return at == 0 || !whole && module.charAt(at - 1) == '.';
    }

    /// The key as it was written.
    @Override
    public String toString() {
        return text;
    }

    /// A text whose characters cost.
    private record Counted(CharSequence text, Budget budget) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            budget.spend(1);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
