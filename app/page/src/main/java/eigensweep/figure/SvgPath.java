package eigensweep.figure;

/// The `d` of a path, in whole fractions of a unit and relative to the point before: short, and the same bytes
/// everywhere.
final class SvgPath {

    /// Renderers take coordinates as float32; nothing that far away is seen.
    private static final double FARTHEST = 1e5;

    private final StringBuilder text = new StringBuilder();
    private final int fraction;
    private long penX;
    private long penY;

    /// @param fraction steps in a unit: 10 or 100
    SvgPath(int fraction) {
        this.fraction = fraction;
    }

    SvgPath move(double x, double y) {
        penX = steps(x);
        penY = steps(y);
        text.append('M').append(number(penX, fraction));
        return append(penY);
    }

    SvgPath line(double x, double y) {
        long toX = steps(x);
        long toY = steps(y);
        if (toX != penX && toY != penY) {
            text.append('l').append(number(toX - penX, fraction));
            append(toY - penY);
        } else if (toX != penX) {
            text.append('h').append(number(toX - penX, fraction));
        } else if (toY != penY) {
            text.append('v').append(number(toY - penY, fraction));
        }
        penX = toX;
        penY = toY;
        return this;
    }

    /// A rectangle.
    SvgPath box(double left, double top, double right, double bottom) {
        return move(left, top)
                .line(right, top)
                .line(right, bottom)
                .line(left, bottom)
                .raw("z");
    }

    /// Adds commands that leave the pen where it is.
    SvgPath raw(String commands) {
        text.append(commands);
        return this;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private long steps(double value) {
        return Math.round(Math.clamp(value, -FARTHEST, FARTHEST) * fraction);
    }

    private SvgPath append(long steps) {
        if (steps >= 0) {
            text.append(' ');
        }
        text.append(number(steps, fraction));
        return this;
    }

    /// A coordinate by itself, to a tenth.
    static String number(double value) {
        return number(Math.round(Math.clamp(value, -FARTHEST, FARTHEST) * 10), 10);
    }

    private static String number(long steps, int fraction) {
        long whole = Math.abs(steps) / fraction;
        long rest = Math.abs(steps) % fraction;
        String sign = steps < 0 ? "-" : "";
        if (rest == 0) {
            return sign + whole;
        }
        String digits = fraction == 100 && rest < 10 ? "0" + rest : Long.toString(rest);
        return sign + (whole == 0 ? "" : whole) + "." + (digits.endsWith("0") ? digits.substring(0, 1) : digits);
    }
}
