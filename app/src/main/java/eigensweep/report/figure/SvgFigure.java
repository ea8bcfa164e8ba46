package eigensweep.report.figure;

import eigensweep.report.figure.Frame.Use;
import eigensweep.report.figure.Ticks.Tick;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Draws a figure as SVG: the same description and room give the same bytes.
public final class SvgFigure {

    private final Figure figure;
    private final Frame frame;
    private final double em;
    private final Plot plot;
    private final StringBuilder out = new StringBuilder(8192);

    private SvgFigure(Figure figure, Frame frame) {
        this.figure = figure;
        this.frame = frame;
        this.em = frame.text();
        Legend legend = Legend.of(figure.marks(), em, frame.width() - 5.6 * em);
        double top = 0.7 * em + legend.height();
        double height = frame.height() - top - 3.3 * em;
        double left = Math.max(4.7 * em, 2.4 * em + widest(Ticks.of(figure.y(), labels(height))));
        this.plot = new Plot(figure, left, top, frame.width() - left - 0.9 * em, height, frame);
    }

    /// How many labels there is room for along the vertical axis.
    private int labels(double height) {
        return (int) Math.max(3, height / (2.6 * em));
    }

    /// The width of the widest label; a digit is about 0.6 of its height wide, a raised one less.
    private double widest(Ticks ticks) {
        return ticks.major().stream()
                        .map(Tick::label)
                        .mapToDouble(label -> label.contains("^") ? label.length() - 1.2 : label.length())
                        .max()
                        .orElse(0)
                * 0.6
                * em;
    }

    /// Draws a figure into a frame.
    public static String draw(Figure figure, Frame frame) {
        return new SvgFigure(figure, frame).draw();
    }

    /// The style sheet of a figure that stands by itself.
    public static String style() {
        return resource("figure.css") + resource("figure-file.css");
    }

    /// The part of it that holds in pages too; there, the page's style sheet gives the tones their colours.
    public static String pageStyle() {
        return resource("figure.css");
    }

    private String draw() {
        open();
        axes();
        out.append(Legend.of(figure.marks(), em, frame.width() - 5.6 * em).draw(plot.left()));
        out.append("<svg x=\"" + SvgPath.number(plot.left()) + "\" y=\"" + SvgPath.number(plot.top()) + "\" width=\""
                + SvgPath.number(plot.width()) + "\" height=\"" + SvgPath.number(plot.height()) + "\">");
        figure.marks().forEach(mark -> out.append(plot.draw(mark)));
        out.append("</svg>");
        ruleLabels();
        return out.append("</svg>").toString();
    }

    private void open() {
        String box = "viewBox=\"0 0 " + SvgPath.number(frame.width()) + " " + SvgPath.number(frame.height())
                + "\" font-size=\"" + SvgPath.number(em) + "\"";
        String title = Markup.escape(figure.fullTitle());
        if (frame.use() == Use.FILE) {
            out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" ")
                    .append("width=\"" + SvgPath.number(frame.width()) + "pt\" height=\""
                            + SvgPath.number(frame.height()) + "pt\" ")
                    .append(box)
                    .append(" font-family=\"sans-serif\" class=\"figure\"><title>")
                    .append(title)
                    .append("</title><style>")
                    .append(style())
                    .append("</style>");
        } else {
            out.append("<svg class=\"figure\" role=\"img\" aria-label=\"" + title + "\" ")
                    .append(box)
                    .append(readout("x", figure.x(), plot.left(), plot.left() + plot.width()))
                    .append(readout("y", figure.y(), plot.top() + plot.height(), plot.top()))
                    .append('>');
        }
    }

    /// What a script needs to tell the numbers under the pointer.
    private static String readout(String name, Axis axis, double from, double to) {
        return String.format(
                Locale.ROOT,
                " data-%s=\"%s %.6g %.6g %s %s\"",
                name,
                axis.scale().name().toLowerCase(Locale.ROOT),
                axis.min(),
                axis.max(),
                SvgPath.number(from),
                SvgPath.number(to));
    }

    private void axes() {
        double bottom = plot.top() + plot.height();
        double right = plot.left() + plot.width();
        Ticks x = Ticks.of(figure.x(), (int) Math.max(3, plot.width() / (4.6 * em)));
        Ticks y = Ticks.of(figure.y(), labels(plot.height()));
        SvgPath grid = new SvgPath(10);
        SvgPath strokes = new SvgPath(10);
        for (Tick tick : y.major()) {
            double at = plot.top() + plot.y(tick.at());
            grid.move(plot.left(), at).line(right, at);
            text("tick", plot.left() - 0.5 * em, at + 0.35 * em, "end", tick.label());
        }
        for (Tick tick : x.major()) {
            double at = plot.left() + plot.x(tick.at());
            strokes.move(at, bottom).line(at, bottom + 0.4 * em);
            double half = 0.3 * em * tick.label().length();
            text("tick", Math.min(at, frame.width() - half), bottom + 1.45 * em, "middle", tick.label());
        }
        for (double minor : x.minor()) {
            double at = plot.left() + plot.x(minor);
            strokes.move(at, bottom).line(at, bottom + 0.2 * em);
        }
        strokes.move(plot.left(), bottom).line(right, bottom);
        out.append("<path class=\"grid\" d=\"").append(grid).append("\"/>");
        out.append("<path class=\"axis\" d=\"").append(strokes).append("\"/>");
        text(
                "label",
                plot.left() + plot.width() / 2,
                frame.height() - 0.5 * em,
                "middle",
                figure.x().label());
        double middle = plot.top() + plot.height() / 2;
        out.append("<g transform=\"translate(" + SvgPath.number(1.05 * em) + " " + SvgPath.number(middle)
                + ") rotate(-90)\">");
        text("label", 0, 0, "middle", figure.y().label());
        out.append("</g>");
    }

    /// The names of rules: those of vertical ones at the top, one below the other, those of horizontal ones at the
    /// right end.
    private void ruleLabels() {
        List<Mark.Rule> rules = figure.marks().stream()
                .filter(Mark.Rule.class::isInstance)
                .map(Mark.Rule.class::cast)
                .filter(rule -> !rule.name().isEmpty())
                .toList();
        int row = 0;
        for (Mark.Rule rule : rules) {
            String tone = "rule-name " + rule.tone().cssClass();
            if (rule.side() == Mark.Side.Y) {
                double at = plot.top() + plot.y(rule.at());
                text(tone, plot.left() + plot.width() - 0.3 * em, at - 0.35 * em, "end", rule.name());
            } else if (plot.holds(rule)) {
                double at = plot.x(rule.at());
                boolean turned = at > 0.72 * plot.width();
                double x = plot.left() + at + (turned ? -0.4 : 0.4) * em;
                text(tone, x, plot.top() + (1 + 1.25 * row) * em, turned ? "end" : "start", rule.name());
                row++;
            }
        }
    }

    private void text(String cssClass, double x, double y, String anchor, String words) {
        out.append("<text class=\"" + cssClass + "\" x=\"" + SvgPath.number(x) + "\" y=\"" + SvgPath.number(y) + "\"")
                .append(anchor.equals("start") ? ">" : " text-anchor=\"" + anchor + "\">")
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
                + "10<tspan dy=\"" + SvgPath.number(-0.4 * em) + "\" font-size=\"" + SvgPath.number(0.72 * em) + "\">"
                + words.substring(at + 3).replace('-', '\u2212')
                + "</tspan>";
    }

    private static String resource(String name) {
        try (InputStream in = SvgFigure.class.getResourceAsStream("/eigensweep/report/" + name)) {
            if (in == null) {
                throw new IllegalStateException("eigensweep/report/" + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
