package eigensweep.app.sweep;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Histogram;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Bars;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
import eigensweep.spectrum.PowerLaw;
import eigensweep.spectrum.PowerLawFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The figures of one layer (PAPER Fig. 1, and those that show how good the fit is).
public final class LayerFigures {

    private static final int BINS = 60;
    private static final int POINTS = 120;

    /// One in so many is left out at the lower end of logarithmic axes.
    private static final int CUT = 50;

    private static final String EIGENVALUE = "eigenvalue \u03bb";

    private final LayerSpectrum spectrum;
    private final String of;

    private LayerFigures(LayerSpectrum spectrum, String title) {
        this.spectrum = spectrum;
        this.of = title;
    }

    /// The figures of a layer with at least one eigenvalue above zero.
    static List<Figure> of(LayerSpectrum spectrum, String title) {
        LayerFigures figures = new LayerFigures(spectrum, title);
        List<Figure> all = new ArrayList<>(List.of(figures.density(), figures.logDensity(), figures.ccdf()));
        if (spectrum.fit() != null) {
            all.add(figures.distances(spectrum.fit()));
        }
        return all;
    }

    private Figure density() {
        Histogram histogram = Histogram.of(spectrum.values(), spectrum.split(), Scale.LINEAR, BINS);
        double[] densities = histogram.densities(spectrum.count());
        List<Mark> marks = bars(histogram, densities);
        marks.addAll(RandomBulk.of(spectrum, Scale.LINEAR));
        xmin(marks);
        Axis x = Axis.linear(EIGENVALUE, 0, spectrum.largest(), histogram.edges()[histogram.edges().length - 1])
                .from(0);
        Axis y = Axis.linear("density", max(densities), 0).from(0);
        return new Figure("esd", "Eigenvalue density", of, x, y, marks);
    }

    private Figure logDensity() {
        int bins = Math.clamp(spectrum.values().length / 6, 12, BINS);
        Histogram histogram = Histogram.of(spectrum.values(), spectrum.split(), Scale.LOG, bins);
        double[] densities = histogram.densities(spectrum.count());
        List<Mark> marks = bars(histogram, densities);
        marks.addAll(RandomBulk.of(spectrum, Scale.LOG));
        PowerLawFit fit = spectrum.fit();
        if (fit != null) {
            double start = spectrum.tailShare() * (fit.alpha() - 1) / fit.xmin();
            marks.add(powerLaw(fit, start, -fit.alpha()));
        }
        xmin(marks);
        Axis x = logAxis(EIGENVALUE);
        Axis y = Axis.log("density", densities);
        return new Figure("esd-log", "The same on logarithmic axes", of, x, y.from(y.min() / 1.5), marks);
    }

    private List<Mark> bars(Histogram histogram, double[] densities) {
        int split = histogram.anchor();
        return new ArrayList<>(
                spectrum.fit() == null
                        ? List.of(new Bars("eigenvalues", Tone.DATA, histogram.edges(), densities))
                        : List.of(
                                histogram.bars("bulk", Tone.DATA, densities, 0, split),
                                histogram.bars("tail", Tone.TAIL, densities, split, densities.length)));
    }

    private Figure ccdf() {
        int[] drawn = spectrum.thinned(POINTS);
        int n = spectrum.values().length;
        List<Mark> marks = new ArrayList<>();
        Points bulk = ccdfPoints("", Tone.DATA, drawn, 0, Math.min(n, spectrum.split() + 1));
        marks.add(new Line(spectrum.fit() == null ? "eigenvalues" : "bulk", Tone.DATA, bulk.x(), bulk.y()));
        PowerLawFit fit = spectrum.fit();
        if (fit != null) {
            marks.add(ccdfPoints("tail", Tone.TAIL, drawn, spectrum.split(), n));
            marks.add(powerLaw(fit, spectrum.tailShare(), 1 - fit.alpha()));
        }
        xmin(marks);
        Axis x = logAxis(EIGENVALUE);
        Axis y = Axis.log("share of eigenvalues \u2265 \u03bb", 1.0 / spectrum.count(), 1);
        return new Figure("ccdf", "Share above each eigenvalue (CCDF)", of, x, y, marks);
    }

    private Points ccdfPoints(String name, Tone tone, int[] drawn, int from, int to) {
        int[] part = IntStream.of(drawn).filter(i -> i >= from && i < to).toArray();
        return new Points(
                name,
                tone,
                IntStream.of(part).mapToDouble(i -> spectrum.values()[i]).toArray(),
                IntStream.of(part)
                        .mapToDouble(i -> (spectrum.values().length - i) / (double) spectrum.count())
                        .toArray());
    }

    private Figure distances(PowerLawFit fit) {
        PowerLaw.Distances distances = PowerLaw.distances(spectrum.values(), spectrum.thinned(POINTS));
        List<Mark> marks = new ArrayList<>();
        marks.add(new Line("", Tone.DATA, distances.xmin(), distances.d()));
        xmin(marks);
        marks.add(new Points("", Tone.FOUND, fit.xmin(), fit.d()));
        Axis x = logAxis("start of the tail, xmin");
        Axis y = Axis.linear("distance D of the fit", new double[] {0}, distances.d())
                .from(0);
        return new Figure("distance", "Distance D for each start of the tail", of, x, y, marks);
    }

    /// `start (x / xmin)^exponent` over the tail: a straight line on logarithmic axes.
    /// The fitted law from `xmin` to `xmax`.
    ///
    /// @param start its height at `xmin`
    public static Line powerLaw(PowerLawFit fit, double start, double exponent) {
        double end = start * Math.pow(fit.xmax() / fit.xmin(), exponent);
        return new Line(
                String.format(Locale.ROOT, "fit, \u03b1 = %.2f", fit.alpha()),
                Tone.FIT,
                new double[] {fit.xmin(), fit.xmax()},
                new double[] {start, end});
    }

    private void xmin(List<Mark> marks) {
        if (spectrum.fit() != null) {
            marks.add(new Rule("xmin", Tone.FOUND, Side.X, spectrum.fit().xmin()));
        }
    }

    /// An axis without the few smallest eigenvalues, which often lie decades below all others.
    private Axis logAxis(String label) {
        double[] values = spectrum.values();
        double start = Math.min(values[values.length / CUT], values[Math.min(spectrum.split(), values.length - 1)] / 5);
        boolean cut = start > spectrum.smallest();
        return Axis.log(
                cut && label.equals(EIGENVALUE) ? EIGENVALUE + " (" + 100 / CUT + " % are smaller)" : label,
                cut ? start : spectrum.smallest(),
                spectrum.largest());
    }

    private static double max(double[] values) {
        return DoubleStream.of(values).max().orElse(1);
    }
}
