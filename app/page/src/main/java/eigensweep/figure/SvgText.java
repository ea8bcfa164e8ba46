package eigensweep.figure;

import java.util.List;

/// SVG as it is written, and words in it.
final class SvgText {

    /// The height of an exponent by that of its base: on a phone, both can be read.
    private static final double EXPONENT = 0.84;

    private static final double LINE = 1.1;

    private final StringBuilder out = new StringBuilder(8192);
    private final double em;

    /// @param em height of the letters
    SvgText(double em) {
        this.em = em;
    }

    SvgText raw(String svg) {
        out.append(svg);
        return this;
    }

    /// Words that begin, have their middle, or end at a place.
    void text(String cssClass, double x, double y, String anchor, String words) {
        if (words.isEmpty()) {
            return;
        }
        out.append("<text class=\"" + cssClass + "\" x=\"" + SvgPath.number(x) + "\" y=\"" + SvgPath.number(y) + "\"")
                .append(anchor.equals("start") ? ">" : " text-anchor=\"" + anchor + "\">")
                .append(powers(Markup.escape(words)))
                .append("</text>");
    }

    /// Words in lines, their middle at the height of a place.
    void lines(String cssClass, double x, double y, String anchor, String words) {
        List<String> lines = words.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            text(cssClass, x, y + (i - (lines.size() - 1) / 2.0) * LINE * em, anchor, lines.get(i));
        }
    }

    /// Words that end at a place, turned around it.
    void turned(String cssClass, double x, double y, double degrees, String words) {
        out.append("<text class=\"" + cssClass + "\" text-anchor=\"end\" transform=\"translate(" + SvgPath.number(x)
                        + " " + SvgPath.number(y) + ") rotate(" + SvgPath.number(degrees) + ")\">")
                .append(powers(Markup.escape(words)))
                .append("</text>");
    }

    /// `2x10^-3` with its exponent raised.
    private String powers(String words) {
        int at = words.indexOf("10^");
        if (at < 0) {
            return words;
        }
        return words.substring(0, at).replace('x', '\u00d7')
                + "10<tspan dy=\"" + SvgPath.number(-0.4 * em) + "\" font-size=\"" + SvgPath.number(EXPONENT * em)
                + "\">"
                + words.substring(at + 3).replace('-', '\u2212')
                + "</tspan>";
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
