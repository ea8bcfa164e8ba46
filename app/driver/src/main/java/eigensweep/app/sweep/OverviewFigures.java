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
import eigensweep.findings.Numbers;
import eigensweep.sweep.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.DoubleStream;
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
        if (figures.values("alpha").length > 0) {
            all.add(figures.alphaByDepth());
            all.add(figures.alphaDistribution());
        }
        figures.addByDepth(all, "entropy", "entropy");
        figures.addByDepth(all, "stable_rank", "stable rank");
        figures.addByDepth(all, "log_norm", "log Frobenius norm");
        figures.addByDepth(all, "log_spectral_norm", "log spectral norm");
        return all;
    }

    private double[] values(String column) {
        return RowValues.sorted(rows, column);
    }

    private Figure alphaByDepth() {
        List<Mark> marks = boundaries();
        marks.add(new Band("band 2 to 6", Tone.USUAL, Side.Y, AlphaBand.FROM, AlphaBand.TO));
        if (roles.names().isEmpty()) {
            marks.add(alphas("in the band", Tone.DATA, alpha -> alpha >= AlphaBand.FROM && alpha <= AlphaBand.TO));
            addIfAny(marks, alphas("above", Tone.HIGH, alpha -> alpha > AlphaBand.TO));
            addIfAny(marks, alphas("below", Tone.LOW, alpha -> alpha < AlphaBand.FROM));
        } else {
            byRole(marks, "alpha");
        }
        return new Figure(ALPHA, "Alpha by depth", "", depth(), alphaAxis(), marks);
    }

    private Axis alphaAxis() {
        double[] alphas = values("alpha");
        double largest = DoubleStream.of(alphas).max().orElse(AlphaBand.TO);
        return largest > LARGE_ALPHA
                ? Axis.log("alpha", alphas, new double[] {1.2, 8})
                : new Axis("alpha", Scale.LINEAR, 0, Math.max(7, 1.06 * largest));
    }

    private Figure alphaDistribution() {
        double[] alphas = values("alpha");
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
                Axis.linear("layers", new double[] {0}, histogram.heights()).from(0),
                List.of(
                        new Band("band 2 to 6", Tone.USUAL, Side.X, AlphaBand.FROM, AlphaBand.TO),
                        new Bars("layers", Tone.DATA, histogram.edges(), histogram.heights()),
                        new Rule("median", Tone.GUIDE, Side.X, median)));
    }

    private void addByDepth(List<Figure> all, String column, String label) {
        if (values(column).length == 0) {
            return;
        }
        List<Mark> marks = boundaries();
        byRole(marks, column);
        Axis y = Axis.linear(label, values(column));
        all.add(new Figure(column.replace('_', '-'), Numbers.capital(label) + " by depth", "", depth(), y, marks));
    }

    private Axis depth() {
        return BlockAxis.of(
                rows.stream().map(RoleTone::role).toList(),
                rows.stream().map(Row::model).toList());
    }

    /// Points in the colours of their roles, where those are known.
    private void byRole(List<Mark> marks, String column) {
        if (roles.names().isEmpty()) {
            marks.add(points("", Tone.DATA, row -> RowValues.number(row, column)));
        }
        roles.names()
                .forEach((tone, name) -> addIfAny(
                        marks,
                        points(
                                name,
                                tone,
                                row -> RoleTone.tone(RoleTone.role(row)) == tone
                                        ? RowValues.number(row, column)
                                        : null)));
    }

    private Points points(String name, Tone tone, Function<Row, @Nullable Double> number) {
        return Points.inOrder(name, tone, rows, number);
    }

    private Points alphas(String name, Tone tone, DoublePredicate shown) {
        return points(name, tone, row -> {
            Double alpha = RowValues.number(row, "alpha");
            return alpha != null && shown.test(alpha) ? alpha : null;
        });
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
