package eigensweep.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The numbers of a mark as attributes of what is drawn of it: what a page says of a point is what was measured, not
/// where the point lies.
final class MarkData {

    private static final MathContext DIGITS = new MathContext(7);

    private MarkData() {}

    /// `data-x` and `data-y` of points and the corners of lines, `data-x` (edges) and `data-heights` of bars,
    /// `data-series`, `data-each`;
    /// nothing of other marks.
    static String attributes(Mark mark) {
        return switch (mark) {
            case Mark.Points points ->
                both(points.x(), points.y())
                        + text("series", points.name())
                        + text(
                                "each",
                                points.each().stream()
                                        .map(name -> name.replaceAll("\\R", " "))
                                        .collect(Collectors.joining("\n")));
            case Mark.Line line -> both(line.x(), line.y()) + text("series", line.name());
            case Mark.Bars bars ->
                " data-x=\"" + numbers(bars.edges()) + "\" data-heights=\"" + numbers(bars.heights()) + "\"";
            default -> "";
        };
    }

    private static String both(double[] x, double[] y) {
        return " data-x=\"" + numbers(x) + "\" data-y=\"" + numbers(y) + "\"";
    }

    private static String text(String name, String text) {
        return text.isEmpty() ? "" : " data-" + name + "=\"" + Markup.escape(text) + "\"";
    }

    /// Seven digits each, a hyphen where there is none; of consecutive whole numbers, the first and the last.
    private static String numbers(double[] numbers) {
        boolean counts = numbers.length > 2
                && IntStream.range(0, numbers.length).allMatch(i -> numbers[i] == numbers[0] + i)
                && numbers[0] == Math.rint(numbers[0]);
        return counts
                ? number(numbers[0]) + ":" + number(numbers[numbers.length - 1])
                : Arrays.stream(numbers).mapToObj(MarkData::number).collect(Collectors.joining(" "));
    }

    private static String number(double number) {
        return Double.isFinite(number)
                ? new BigDecimal(number).round(DIGITS).stripTrailingZeros().toString()
                : "-";
    }
}
