package eigensweep.app.stats;

import eigensweep.app.stats.Statistics.Group;
import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Cells;
import eigensweep.figure.Mark.Errors;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
import eigensweep.findings.Numbers;
import eigensweep.page.PageFigure;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.Calibration;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.CategorySummary;
import eigensweep.stats.Correlations;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.MeanInterval;
import eigensweep.stats.TTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/// The pictures of a group of [Statistics]: means, differences, correlations, calibration.
///
/// @param group what was found
/// @param suffix of the figures' ids, empty or beginning with a hyphen
record StatisticsFigures(Group group, String suffix) {

    private static final double LEVEL = 0.95;

    /// One name with a number and how sure it is.
    private record Bar(String name, double value, double low, double high) {}

    /// What there is to draw.
    List<PageFigure> all() {
        List<PageFigure> figures = new ArrayList<>();
        CategoryComparison comparison = group.comparison();
        if (comparison != null) {
            figures.add(bars(
                    "means",
                    "Means of the categories, and one standard error (adjusted)",
                    "mean",
                    comparison.categories().stream()
                            .map(StatisticsFigures::mean)
                            .toList()));
            List<Bar> differences = comparison.pairs().stream()
                    .filter(pair -> pair.adjusted() != null)
                    .map(StatisticsFigures::difference)
                    .toList();
            if (!differences.isEmpty()) {
                figures.add(bars(
                        "differences",
                        "Differences of means, 95 % intervals of each by itself (adjusted)",
                        "difference",
                        differences));
            }
        }
        for (Correlations.Kind kind : Correlations.Kind.values()) {
            List<Correlation> matrix = group.correlations().stream()
                    .filter(correlation -> correlation.kind() == kind)
                    .toList();
            if (!matrix.isEmpty()) {
                figures.add(matrix(kind, matrix));
            }
        }
        if (!group.calibrations().isEmpty()) {
            figures.add(calibration());
        }
        return figures;
    }

    private static Bar mean(CategorySummary category) {
        double error = Objects.requireNonNullElse(category.adjustedError(), category.standardError());
        return new Bar(category.category(), category.mean(), category.mean() - error, category.mean() + error);
    }

    private static Bar difference(AutocorrelatedTTest pair) {
        TTest test = Objects.requireNonNull(pair.adjusted());
        MeanInterval interval = MeanInterval.around(LEVEL, 2, pair.difference(), test.standardError(), test.df());
        return new Bar(pair.first() + " \u2212 " + pair.second(), pair.difference(), interval.low(), interval.high());
    }

    /// A row each, the first on top, beside zero where that is near.
    private PageFigure bars(String id, String title, String label, List<Bar> bars) {
        List<Bar> fromBelow = bars.reversed();
        List<String> names = fromBelow.stream().map(Bar::name).toList();
        double[] at = IntStream.rangeClosed(1, names.size()).asDoubleStream().toArray();
        double[] values = fromBelow.stream().mapToDouble(Bar::value).toArray();
        double[] low = fromBelow.stream().mapToDouble(Bar::low).toArray();
        double[] high = fromBelow.stream().mapToDouble(Bar::high).toArray();
        List<Mark> marks = new ArrayList<>(List.of(
                new Rule("", Tone.GUIDE, Side.X, 0),
                new Errors("", Tone.DATA, Side.X, at, low, high),
                new Points("", Tone.DATA, values, at, names)));
        return PageFigure.rows(
                new Figure(
                        id + suffix,
                        title,
                        group.by(),
                        Axis.linear(label, low, high, values),
                        Axis.of("", names),
                        marks),
                names.size());
    }

    private PageFigure matrix(Correlations.Kind kind, List<Correlation> matrix) {
        List<String> names = matrix.stream().map(Correlation::first).distinct().toList();
        int count = names.size();
        double[][] values = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                Double r = matrix.get(i * count + j).r();
                values[count - 1 - i][j] = r == null || i == j ? Double.NaN : r;
            }
        }
        String name = kind.name().toLowerCase(Locale.ROOT);
        Figure figure = new Figure(
                name + suffix,
                "Correlations (" + Numbers.capital(name) + ")",
                group.by(),
                Axis.of("", names),
                Axis.of("", names.reversed()),
                List.of(new Cells("", Tone.DATA, values)));
        return new PageFigure(figure, 160 + 30.0 * count, false);
    }

    /// The share of right predictions by their confidence; on the diagonal they are as sure as they should be.
    private PageFigure calibration() {
        List<Mark> marks = new ArrayList<>(List.of(new Line("", Tone.GUIDE, new double[] {0, 1}, new double[] {0, 1})));
        List<Tone> tones = List.of(Tone.DATA, Tone.SECOND);
        for (int i = 0; i < group.calibrations().size(); i++) {
            Calibration each = group.calibrations().get(i);
            List<Calibration.Bin> bins =
                    each.bins().stream().filter(bin -> bin.n() > 0).toList();
            marks.add(new Points(
                    "bins of " + each.binning().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    tones.get(i % tones.size()),
                    bins.stream().mapToDouble(Calibration.Bin::confidence).toArray(),
                    bins.stream().mapToDouble(Calibration.Bin::accuracy).toArray()));
        }
        return PageFigure.of(new Figure(
                "calibration" + suffix,
                "Accuracy by confidence",
                group.by(),
                new Axis("confidence", Scale.LINEAR, 0, 1),
                new Axis("accuracy", Scale.LINEAR, 0, 1),
                marks));
    }
}
