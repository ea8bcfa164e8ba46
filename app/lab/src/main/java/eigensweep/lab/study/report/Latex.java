package eigensweep.lab.study.report;

/// Text in LaTeX.
final class Latex {

    private Latex() {}

    /// The text, so that no character of it is a command.
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '&', '%', '$', '#', '_', '{', '}' -> escaped.append('\\').appendCodePoint(c);
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '<', '>' -> escaped.append('$').appendCodePoint(c).append('$');
                case '\u2212' -> escaped.append("$-$");
                case '\u00b1' -> escaped.append("$\\pm$");
                case '\u2013' -> escaped.append("--");
                case '\u03b1' -> escaped.append("$\\alpha$");
                case '\u03bb' -> escaped.append("$\\lambda$");
                case '\n', '\r' -> escaped.append(' ');
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
