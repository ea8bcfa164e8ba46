package eigensweep.figure;

import eigensweep.figure.Frame.Use;
import eigensweep.files.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Draws a figure as SVG: the same description and room give the same bytes.
public final class SvgFigure {

    /// The width of a letter of the notes, by its height: enough for most.
    private static final double LETTER = 0.56;

    /// The share of the width from which on names beside the plot leave too little beside them for the legend.
    private static final double WIDE_NAMES = 0.3;

    /// The class of a figure for a narrow screen.
    private static final String SLIM = "figure slim";

    /// The share of the width that a part drawn larger has.
    private static final double ZOOM = 0.38;

    private final Figure figure;
    private final Frame frame;
    private final String cssClass;
    private final double em;
    private final Legend legend;
    private final double legendLeft;
    private final Axis x;
    private final Axis y;
    private final List<String> notes;
    private final Plot plot;
    private final @Nullable Plot zoom;
    private final SvgText out;

    private SvgFigure(Figure figure, Frame frame, String cssClass) {
        this.em = frame.text();
        this.x = AxisNames.below(figure.x(), frame.width(), em);
        this.y = isSlim(cssClass)
                ? AxisNames.besideInTwoLines(figure.y(), frame.width(), em)
                : AxisNames.beside(figure.y(), frame.width(), em);
        this.figure = figure;
        this.frame = frame;
        this.cssClass = cssClass;
        this.out = new SvgText(em);
        this.notes = wrapped(figure.notes(), (frame.width() - 1.6 * em) / (LETTER * em));
        double beside = PlotAxes.left(y, frame.height() - 4 * em, em);
        this.legendLeft = beside > WIDE_NAMES * frame.width() ? 0.8 * em : beside;
        this.legend = Legend.of(figure.marks(), em, frame.width() - legendLeft - 0.9 * em);
        double top = 0.7 * em + notesHeight() + legend.height();
        double about = frame.height() - top - 3.3 * em;
        double left = PlotAxes.left(y, about, em);
        double room = frame.width() - left - 0.9 * em;
        Figure.Zoom part = figure.zoom();
        double partLeft = part == null ? 0 : PlotAxes.left(part.y(), about, em) - 1.2 * em;
        double partWidth = part == null ? 0 : ZOOM * (room - partLeft);
        double width = part == null ? room : room - partLeft - partWidth;
        double height = frame.height() - top - PlotAxes.below(x, width, em);
        this.plot = new Plot(figure.x(), figure.y(), left, top, width, height, frame);
        this.zoom = part == null
                ? null
                : new Plot(part.x(), part.y(), left + width + partLeft, top, partWidth, height, frame);
    }

    private double notesHeight() {
        return notes.isEmpty() ? 0 : (1.35 * notes.size() + 0.3) * em;
    }

    /// The same words in lines of at most so many letters.
    private static List<String> wrapped(List<String> lines, double letters) {
        List<String> wrapped = new ArrayList<>();
        for (String line : lines) {
            String rest = line;
            while (rest.length() > letters) {
                int at = rest.lastIndexOf(' ', (int) letters);
                if (at <= 0) {
                    break;
                }
                wrapped.add(rest.substring(0, at));
                rest = rest.substring(at + 1);
            }
            wrapped.add(rest);
        }
        return wrapped;
    }

    /// Draws a figure into a frame.
    public static String draw(Figure figure, Frame frame) {
        return new SvgFigure(figure, frame, "figure").draw();
    }

    /// Draws a figure for a narrow screen, without the part drawn larger.
    ///
    /// @param frame of the drawing for a wide one
    /// @return nothing, where that is narrow enough
    public static String drawSlim(Figure figure, Frame frame) {
        if (!frame.isWide()) {
            return "";
        }
        Figure whole = figure.zoomed(null);
        SvgFigure slim = new SvgFigure(whole, frame.slim(0), SLIM);
        double more = slim.around() - new SvgFigure(whole, frame, "").around() + slim.secondLines();
        return new SvgFigure(whole, frame.slim(more), SLIM).draw();
    }

    private static boolean isSlim(String cssClass) {
        return cssClass.equals(SLIM);
    }

    /// The height that a second line for each name takes, where one has two.
    private double secondLines() {
        List<String> names = y.names();
        return names.stream().anyMatch(name -> name.contains("\n")) ? 1.1 * em * names.size() : 0;
    }

    /// The height that is not the plot's.
    private double around() {
        return frame.height() - plot.height();
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
        for (int i = 0; i < notes.size(); i++) {
            out.text("note-line", 0.8 * em, (1.25 + 1.35 * i) * em, "start", notes.get(i));
        }
        out.raw("<g transform=\"translate(0 " + SvgPath.number(notesHeight()) + ")\">")
                .raw(legend.draw(legendLeft))
                .raw("</g>");
        PlotAxes axes = new PlotAxes(
                plot.along(x, y), em, zoom == null ? frame.width() : plot.left() + plot.width() + 0.9 * em);
        axes.draw(out, frame.height());
        axes.label(out);
        if (figure.zoom() != null) {
            out.raw("<path class=\"zoomed\" d=\"" + outline(part(figure.zoom())) + "\"/>");
        }
        marks(plot);
        ruleLabels();
        if (zoom != null) {
            new PlotAxes(zoom.along(AxisNames.below(zoom.x(), frame.width(), em), zoom.y()), em, frame.width())
                    .draw(out, frame.height());
            marks(zoom);
            out.raw("<path class=\"frame\" d=\"" + outline(zoom) + "\"/>");
        }
        return out.raw("</svg>").toString();
    }

    private void marks(Plot within) {
        out.raw("<svg x=\"" + SvgPath.number(within.left()) + "\" y=\"" + SvgPath.number(within.top()) + "\" width=\""
                + SvgPath.number(within.width()) + "\" height=\"" + SvgPath.number(within.height()) + "\""
                + readout("x", within.x()) + readout("y", within.y()) + ">");
        figure.marks().forEach(mark -> out.raw(within.draw(mark)));
        out.raw("</svg>");
    }

    /// Where in the plot the part lies that is drawn larger.
    private Plot part(Figure.Zoom of) {
        double left = Math.max(0, plot.x(of.x().min()));
        double right = Math.min(plot.width(), plot.x(of.x().max()));
        double top = Math.max(0, plot.y(of.y().max()));
        double bottom = Math.min(plot.height(), plot.y(of.y().min()));
        return new Plot(of.x(), of.y(), plot.left() + left, plot.top() + top, right - left, bottom - top, frame);
    }

    private static SvgPath outline(Plot within) {
        return new SvgPath(10)
                .box(within.left(), within.top(), within.left() + within.width(), within.top() + within.height());
    }

    private void open() {
        String box = "viewBox=\"0 0 " + SvgPath.number(frame.width()) + " " + SvgPath.number(frame.height())
                + "\" font-size=\"" + SvgPath.number(em) + "\"";
        String title = Markup.escape(figure.fullTitle());
        if (frame.use() == Use.FILE) {
            out.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" ")
                    .raw("width=\"" + SvgPath.number(frame.width()) + "pt\" height=\"" + SvgPath.number(frame.height())
                            + "pt\" ")
                    .raw(box)
                    .raw(" font-family=\"sans-serif\" class=\"figure\"><title>")
                    .raw(title)
                    .raw("</title><style>")
                    .raw(style())
                    .raw("</style>");
        } else {
            out.raw("<svg class=\"" + cssClass + "\" role=\"img\" aria-label=\"" + title + "\" ")
                    .raw(box)
                    .raw(">");
        }
    }

    /// What a script needs to tell where a number is, and which one is under the pointer: scale, beginning, end, label.
    private String readout(String name, Axis axis) {
        return frame.use() == Use.FILE
                ? ""
                : String.format(
                        Locale.ROOT,
                        " data-%s=\"%s %.6g %.6g %s\"",
                        name,
                        axis.isOfNames() ? "named" : axis.scale().name().toLowerCase(Locale.ROOT),
                        axis.min(),
                        axis.max(),
                        Markup.escape(axis.label()));
    }

    /// The names of rules: those of vertical ones at the top, one below the other, those of horizontal ones at
    /// the right end.
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
                out.text(tone, plot.left() + plot.width() - 0.3 * em, at - 0.35 * em, "end", rule.name());
            } else if (plot.holds(rule)) {
                double at = plot.x(rule.at());
                boolean turned = at > 0.72 * plot.width();
                double x = plot.left() + at + (turned ? -0.4 : 0.4) * em;
                out.text(tone, x, plot.top() + (1 + 1.25 * row) * em, turned ? "end" : "start", rule.name());
                row++;
            }
        }
    }

    private static String resource(String name) {
        return Resource.text(SvgFigure.class, "/eigensweep/page/" + name);
    }
}
