package eigensweep.figure;

import eigensweep.figure.Frame.Use;
import eigensweep.figure.Mark.Side;

/// The room between the axes, and marks in it. It has its own origin, at its upper left corner.
///
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param left where it is in the frame
/// @param top where it is in the frame
/// @param width of the room
/// @param height of the room
/// @param frame the whole drawing
record Plot(Axis x, Axis y, double left, double top, double width, double height, Frame frame) {

    private static final int FEW = 120;
    private static final int MANY = 1500;

    double x(double number) {
        return x.place(number) * width;
    }

    double y(double number) {
        return height - y.place(number) * height;
    }

    /// The same room along axes whose names are written otherwise.
    Plot along(Axis other, Axis beside) {
        return new Plot(other, beside, left, top, width, height, frame);
    }

    boolean holds(Mark.Rule rule) {
        double place = (rule.side() == Side.X ? x : y).place(rule.at());
        return place >= 0 && place <= 1;
    }

    String draw(Mark mark) {
        if (mark instanceof Mark.Cells cells) {
            return new PlotCells(this, cells).draw();
        }
        SvgPath path = path();
        String shape = switch (mark) {
            case Mark.Line line -> draw(line, path);
            case Mark.Points points -> draw(points, path);
            case Mark.Bars bars -> draw(bars, path);
            case Mark.Band band -> draw(band, path);
            case Mark.Rule rule -> draw(rule, path);
            case Mark.Ribbon ribbon -> draw(ribbon, path);
            case Mark.Errors errors -> draw(errors, path);
            case Mark.Cells cells -> throw new IllegalStateException("cells are no path");
        };
        return path.isEmpty()
                ? ""
                : "<path class=\"" + shape + " " + mark.tone().cssClass() + "\"" + width(mark)
                        + (frame.use() == Use.PAGE ? MarkData.attributes(mark) : "") + " d=\"" + path + "\"/>";
    }

    private String width(Mark mark) {
        return mark instanceof Mark.Points points ? " stroke-width=\"" + SvgPath.number(size(points)) + "\"" : "";
    }

    SvgPath path() {
        return new SvgPath(frame.use() == Use.FILE ? 100 : 10);
    }

    private String draw(Mark.Line line, SvgPath path) {
        boolean down = false;
        for (int i = 0; i < line.x().length; i++) {
            double x = x(line.x()[i]);
            double y = y(line.y()[i]);
            boolean drawn = Double.isFinite(x) && Double.isFinite(y);
            if (drawn && down) {
                path.line(x, y);
            } else if (drawn) {
                path.move(x, y);
            }
            down = drawn;
        }
        return "line";
    }

    private String draw(Mark.Points points, SvgPath path) {
        double size = size(points);
        for (int i = 0; i < points.x().length; i++) {
            double x = x(points.x()[i]);
            double y = y(points.y()[i]);
            if (Double.isFinite(x) && Double.isFinite(y)) {
                point(path, points.tone(), x, y, size);
            }
        }
        return "points";
    }

    private double size(Mark.Points points) {
        int count = points.x().length;
        return frame.text() * (count <= FEW ? 0.5 : count <= MANY ? 0.32 : 0.2);
    }

    /// A dot (a stroke without length, whose round or square end is all that is seen), or a shape where the
    /// tone is to be told without its colour.
    static SvgPath point(SvgPath path, Tone tone, double x, double y, double size) {
        path.move(x, y);
        return switch (tone) {
            case LOW, COMBINED, VALUE -> path.raw(triangle(size, 1));
            case HIGH, DECAY, OUTPUT -> path.raw(triangle(size, -1));
            case BASELINE, EXPAND -> path.raw(diamond(size));
            default -> path.raw("h.01");
        };
    }

    private static String triangle(double size, int towards) {
        String half = SvgPath.number(0.65 * size);
        String side = SvgPath.number(1.3 * size);
        String up = SvgPath.number(-towards * 0.45 * size);
        String down = SvgPath.number(towards * 1.1 * size);
        return "m-" + half + " " + up + "h" + side + "l-" + half + " " + down + "z";
    }

    private static String diamond(double size) {
        String half = SvgPath.number(0.85 * size);
        return "m0 -" + half + "l" + half + " " + half + "l-" + half + " " + half + "l-" + half + " -" + half + "z";
    }

    /// The outline of each run of bars, not of each bar: shorter, and without seams.
    private String draw(Mark.Bars bars, SvgPath path) {
        double floor = y.scale() == Scale.LOG ? height : y(0);
        boolean open = false;
        for (int i = 0; i < bars.heights().length; i++) {
            double from = x(bars.edges()[i]);
            double to = x(bars.edges()[i + 1]);
            double top = y(bars.heights()[i]);
            boolean drawn =
                    bars.heights()[i] > 0 && Double.isFinite(from) && Double.isFinite(to) && Double.isFinite(top);
            if (drawn && !open) {
                path.move(from, floor);
            }
            if (drawn) {
                path.line(from, top).line(to, top);
            }
            boolean last = i + 1 == bars.heights().length || !(bars.heights()[i + 1] > 0);
            if (drawn && last) {
                path.line(to, floor).raw("z");
            }
            open = drawn && !last;
        }
        return "bars";
    }

    private String draw(Mark.Band band, SvgPath path) {
        boolean vertical = band.side() == Side.X;
        double from = clip(vertical ? x : y, band.from());
        double to = clip(vertical ? x : y, band.to());
        if (!(from < to)) {
            return "band";
        }
        double x1 = vertical ? from * width : 0;
        double x2 = vertical ? to * width : width;
        double y1 = vertical ? 0 : height - to * height;
        double y2 = vertical ? height : height - from * height;
        path.box(x1, y1, x2, y2);
        return "band";
    }

    private static double clip(Axis axis, double number) {
        double place = axis.place(number);
        return Double.isNaN(place) ? 0 : Math.clamp(place, 0, 1);
    }

    private String draw(Mark.Rule rule, SvgPath path) {
        if (holds(rule)) {
            boolean vertical = rule.side() == Side.X;
            double x = x(rule.at());
            double y = y(rule.at());
            path.move(vertical ? x : 0, vertical ? 0 : y).line(vertical ? x : width, vertical ? height : y);
        }
        return "rule";
    }

    /// An outline for each run of abscissae that have both ordinates.
    private String draw(Mark.Ribbon ribbon, SvgPath path) {
        int count = ribbon.x().length;
        int from = 0;
        while (from < count) {
            int to = from;
            while (to < count && isDrawn(ribbon, to)) {
                to++;
            }
            for (int i = from; i < to; i++) {
                corner(path, i == from, ribbon.x()[i], ribbon.high()[i]);
            }
            for (int i = to - 1; i >= from; i--) {
                corner(path, false, ribbon.x()[i], ribbon.low()[i]);
            }
            if (to > from) {
                path.raw("z");
            }
            from = to + 1;
        }
        return "ribbon";
    }

    private boolean isDrawn(Mark.Ribbon ribbon, int i) {
        return Double.isFinite(x(ribbon.x()[i]))
                && Double.isFinite(y(ribbon.low()[i]))
                && Double.isFinite(y(ribbon.high()[i]));
    }

    private void corner(SvgPath path, boolean first, double abscissa, double ordinate) {
        if (first) {
            path.move(x(abscissa), y(ordinate));
        } else {
            path.line(x(abscissa), y(ordinate));
        }
    }

    private String draw(Mark.Errors errors, SvgPath path) {
        double cap = 0.22 * frame.text();
        boolean upright = errors.side() == Side.Y;
        for (int i = 0; i < errors.at().length; i++) {
            double at = upright ? x(errors.at()[i]) : y(errors.at()[i]);
            double from = upright ? y(errors.low()[i]) : x(errors.low()[i]);
            double to = upright ? y(errors.high()[i]) : x(errors.high()[i]);
            if (!Double.isFinite(at) || !Double.isFinite(from) || !Double.isFinite(to)) {
                continue;
            }
            if (upright) {
                path.move(at - cap, from).line(at + cap, from).move(at, from).line(at, to);
                path.move(at - cap, to).line(at + cap, to);
            } else {
                path.move(from, at - cap).line(from, at + cap).move(from, at).line(to, at);
                path.move(to, at - cap).line(to, at + cap);
            }
        }
        return "errors";
    }
}
