package eigensweep.report;

import eigensweep.report.figure.Mark;
import eigensweep.report.figure.Mark.Band;
import eigensweep.report.figure.Mark.Line;
import eigensweep.report.figure.Mark.Side;
import eigensweep.report.figure.Scale;
import eigensweep.report.figure.Tone;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The Marchenko-Pastur bulk in a density figure, for a sweep that fitted one (PAPER F4): its edges `a < b` as a band,
/// and its density
///
/// `share * sqrt((b - x) (x - a)) / (x pi / 2 (sqrt b - sqrt a)^2)`
///
/// where the share is that of the eigenvalues up to `b`.
final class RandomBulk {

    private static final int POINTS = 80;

    private RandomBulk() {}

    static List<Mark> linear(LayerSpectrum spectrum) {
        return marks(spectrum, Scale.LINEAR);
    }

    static List<Mark> log(LayerSpectrum spectrum) {
        return marks(spectrum, Scale.LOG);
    }

    private static List<Mark> marks(LayerSpectrum spectrum, Scale scale) {
        Double low = RowValues.number(spectrum.row(), "bulk_min");
        Double high = RowValues.number(spectrum.row(), "bulk_max");
        if (low == null || high == null || !(0 <= low && low < high)) {
            return List.of();
        }
        double[] x = between(Math.max(low, spectrum.smallest() / 2), high, scale);
        double share = DoubleStream.of(spectrum.values())
                        .filter(value -> value <= high)
                        .count()
                / (double) spectrum.count();
        double norm = share / (Math.PI / 2 * Math.pow(Math.sqrt(high) - Math.sqrt(low), 2));
        double[] y = DoubleStream.of(x)
                .map(v -> norm * Math.sqrt(Math.max(0, (high - v) * (v - low))) / v)
                .toArray();
        return List.of(
                new Band("", Tone.RANDOM, Side.X, low, high), new Line("random (Marchenko-Pastur)", Tone.RANDOM, x, y));
    }

    private static double[] between(double low, double high, Scale scale) {
        return IntStream.rangeClosed(0, POINTS)
                .mapToDouble(i -> i / (double) POINTS)
                .map(t -> scale == Scale.LOG ? low * Math.pow(high / low, t) : low + t * (high - low))
                .toArray();
    }
}
