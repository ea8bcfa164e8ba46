package eigensweep.app.sweep;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Histogram;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Band;
import eigensweep.figure.Mark.Bars;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The figures of a whole sweep: each metric through the depth of the model. The abscissa of a layer is its place in
/// the table, from 1.
final class OverviewFigures {

    /// The figure that takes most room.
    static final String ALPHA = "alpha";

    /// The figure whose abscissa is not the depth.
    static final String DISTRIBUTION = "alpha-distribution";

    /// Alphas beyond this are compared by their ratio.
    private static final double LARGE_ALPHA = 14;

    private static final int MOST_BOUNDARIES = 12;

    private final List<Row> rows;
    private final RoleTone roles;

    private OverviewFigures(List<Row> rows) {
        this.rows = rows;
        this.roles = RoleTone.of(rows.stream()
                .filter(row -> row.metrics() != null)
                .map(RoleTone::role)
                .toList());
    }

    /// The figures of rows in the order of depth; those without a single value are left out.
    static List<Figure> of(List<Row> rows) {
        OverviewFigures figures = new OverviewFigures(rows);
        List<Figure> all = new ArrayList<>();
        if (figures.alphas().length > 0) {
            all.add(figures.alphaByDepth());
            all.add(figures.alphaDistribution());
        }
        figures.addByDepth(all, "entropy", "entropy", figures::entropy);
        figures.addByDepth(all, "stable-rank", "stable rank", figures::stableRank);
        figures.addByDepth(all, "log-norm", "log Frobenius norm", figures::logNorm);
        figures.addByDepth(all, "log-spectral-norm", "log spectral norm", figures::logSpectralNorm);
        return all;
    }

    private @Nullable Double alpha(Row row) {
        PowerLawFit fit = row.metrics() == null ? null : row.metrics().fit();
        return fit == null ? null : Double.valueOf(fit.alpha());
    }

    private @Nullable Double logNorm(Row row) {
        return row.metrics() == null ? null : row.metrics().norms().logNorm();
    }

    private @Nullable Double logSpectralNorm(Row row) {
        return row.metrics() == null ? null : row.metrics().norms().logSpectralNorm();
    }

    private @Nullable Double entropy(Row row) {
        return row.metrics() == null ? null : row.metrics().entropy();
    }

    private @Nullable Double stableRank(Row row) {
        return row.metrics() == null ? null : row.metrics().norms().stableRank();
    }

    private double[] alphas() {
        return values(this::alpha);
    }

    private double[] values(Function<Row, @Nullable Double> metric) {
        return rows.stream()
                .map(metric)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private Figure alphaByDepth() {
        List<Mark> marks = boundaries();
        marks.add(new Band("band 2 to 6", Tone.USUAL, Side.Y, AlphaBand.FROM, AlphaBand.TO));
        if (roles.names().isEmpty()) {
            marks.add(points("in the band", Tone.DATA, this::alpha, AlphaBand.FROM, Math.nextUp(AlphaBand.TO)));
            addIfAny(marks, points("above", Tone.HIGH, this::alpha, Math.nextUp(AlphaBand.TO), Double.MAX_VALUE));
            addIfAny(marks, points("below", Tone.LOW, this::alpha, -Double.MAX_VALUE, AlphaBand.FROM));
        } else {
            byRole(marks, this::alpha);
        }
        return new Figure(ALPHA, "Alpha by depth", "", depth(), alphaAxis(), marks);
    }

    private Axis alphaAxis() {
        double[] alphas = alphas();
        double largest = DoubleStream.of(alphas).max().orElse(AlphaBand.TO);
        return largest > LARGE_ALPHA
                ? Axis.log(
                        "alpha",
                        DoubleStream.concat(DoubleStream.of(alphas), DoubleStream.of(1.2, 8))
                                .toArray())
                : new Axis("alpha", Scale.LINEAR, 0, Math.max(7, 1.06 * largest));
    }

    private Figure alphaDistribution() {
        double[] alphas = DoubleStream.of(alphas()).sorted().toArray();
        Axis x = alphaAxis();
        int bins = Math.clamp((int) (2 * Math.sqrt(alphas.length)), 8, 50);
        Histogram histogram = Histogram.of(alphas, 0, x.scale(), bins);
        double median = (alphas[(alphas.length - 1) / 2] + alphas[alphas.length / 2]) / 2;
        return new Figure(
                DISTRIBUTION,
                "Distribution of alpha"
                        + (rows.stream().map(Row::model).distinct().count() > 1 ? ", all models" : ""),
                "",
                x,
                Axis.linear(
                                "layers",
                                DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(histogram.heights()))
                                        .toArray())
                        .from(0),
                List.of(
                        new Band("band 2 to 6", Tone.USUAL, Side.X, AlphaBand.FROM, AlphaBand.TO),
                        new Bars("layers", Tone.DATA, histogram.edges(), histogram.heights()),
                        new Rule("median", Tone.GUIDE, Side.X, median)));
    }

    private void addByDepth(List<Figure> all, String id, String label, Function<Row, @Nullable Double> metric) {
        if (values(metric).length == 0) {
            return;
        }
        List<Mark> marks = boundaries();
        byRole(marks, metric);
        String title = label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1) + " by depth";
        all.add(new Figure(id, title, "", depth(), Axis.linear(label, values(metric)), marks));
    }

    private Axis depth() {
        return BlockAxis.of(
                rows.stream().map(RoleTone::role).toList(),
                rows.stream().map(Row::model).toList());
    }

    /// Points in the colours of their roles, where those are known.
    private void byRole(List<Mark> marks, Function<Row, @Nullable Double> metric) {
        if (roles.names().isEmpty()) {
            marks.add(points("", Tone.DATA, metric));
        }
        roles.names()
                .forEach((tone, name) -> addIfAny(
                        marks,
                        points(
                                name,
                                tone,
                                row -> RoleTone.tone(RoleTone.role(row)) == tone ? metric.apply(row) : null)));
    }

    private Points points(String name, Tone tone, Function<Row, @Nullable Double> metric) {
        return points(name, tone, metric, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    private Points points(String name, Tone tone, Function<Row, @Nullable Double> metric, double from, double below) {
        int[] places = IntStream.range(0, rows.size())
                .filter(i -> {
                    Double value = metric.apply(rows.get(i));
                    return value != null && value >= from && value < below;
                })
                .toArray();
        return new Points(
                name,
                tone,
                IntStream.of(places).mapToDouble(i -> i + 1).toArray(),
                IntStream.of(places)
                        .mapToDouble(i -> Objects.requireNonNull(metric.apply(rows.get(i))))
                        .toArray());
    }

    private static void addIfAny(List<Mark> marks, Points points) {
        if (points.x().length > 0) {
            marks.add(points);
        }
    }

    /// Where one model ends and the next begins.
    private List<Mark> boundaries() {
        List<Mark> rules = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            if (!rows.get(i).model().equals(rows.get(i - 1).model())) {
                rules.add(new Rule("", Tone.GUIDE, Side.X, i + 0.5));
            }
        }
        return rules.size() > MOST_BOUNDARIES ? new ArrayList<>() : rules;
    }
}
