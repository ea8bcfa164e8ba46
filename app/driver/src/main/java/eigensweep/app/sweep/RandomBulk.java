package eigensweep.app.sweep;

import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Band;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
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

    /// The marks, if the sweep fitted a bulk to this layer.
    static List<Mark> of(LayerSpectrum spectrum, Scale scale) {
        Double low = RowValues.number(spectrum.row(), "bulk_min");
        Double high = RowValues.number(spectrum.row(), "bulk_max");
        return low == null || high == null ? List.of() : between(low, high, spectrum, scale);
    }

    /// The marks of a bulk from `a` to `b`.
    static List<Mark> between(double a, double b, LayerSpectrum spectrum, Scale scale) {
        if (!(0 <= a && a < b)) {
            return List.of();
        }
        double[] x = places(Math.max(a, spectrum.smallest() / 2), b, scale);
        double share =
                DoubleStream.of(spectrum.values()).filter(value -> value <= b).count() / (double) spectrum.count();
        double norm = share / (Math.PI / 2 * Math.pow(Math.sqrt(b) - Math.sqrt(a), 2));
        double[] y = DoubleStream.of(x)
                .map(v -> norm * Math.sqrt(Math.max(0, (b - v) * (v - a))) / v)
                .toArray();
        return List.of(
                new Band("", Tone.RANDOM, Side.X, a, b), new Line("random (Marchenko-Pastur)", Tone.RANDOM, x, y));
    }

    private static double[] places(double low, double high, Scale scale) {
        return IntStream.rangeClosed(0, POINTS)
                .mapToDouble(i -> i / (double) POINTS)
                .map(t -> scale == Scale.LOG ? low * Math.pow(high / low, t) : low + t * (high - low))
                .toArray();
    }
}
