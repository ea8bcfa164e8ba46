package eigensweep.report;

import eigensweep.report.figure.Axis;
import eigensweep.report.figure.Figure;
import eigensweep.report.figure.Mark;
import eigensweep.report.figure.Mark.Points;
import eigensweep.report.figure.Mark.Rule;
import eigensweep.report.figure.Mark.Side;
import eigensweep.report.figure.Scale;
import eigensweep.report.figure.Tone;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison.LayerChanges;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The changes of the paper's metrics through the depth of the model, as in its Fig. 3: one figure a metric. The
/// abscissa of a layer is its place, from 1.
///
/// @param layers in the order of depth
/// @param relative whether there is a baseline
record ComparisonFigures(List<LayerChanges> layers, boolean relative) {

    /// One figure a metric that any layer has.
    List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        for (PaperMetric metric : PaperMetric.ALL) {
            if (values(metric, Change::delta).x().length > 0) {
                figures.add(change(metric));
            }
        }
        return figures;
    }

    private Figure change(PaperMetric metric) {
        Points change = values(metric, Change::delta);
        List<Mark> marks = new ArrayList<>();
        marks.add(new Rule("", Tone.GUIDE, Side.Y, 0));
        if (relative) {
            marks.add(new Points("change", Tone.SECOND, change.x(), change.y()));
            Points other = values(metric, Change::relative);
            marks.add(new Points("less the baseline's", Tone.DATA, other.x(), other.y()));
        } else {
            marks.add(change);
        }
        double[] shown = marks.stream()
                .flatMapToDouble(
                        mark -> mark instanceof Points points ? DoubleStream.of(points.y()) : DoubleStream.of(0))
                .toArray();
        return new Figure(
                "change-" + metric.column().replace('_', '-'),
                "Change of " + metric.label() + " by depth",
                "",
                new Axis("layer, from input to output", Scale.LINEAR, 0, layers.size() + 1),
                Axis.linear("after \u2212 before", shown),
                marks);
    }

    private Points values(PaperMetric metric, Function<Change, @Nullable Double> of) {
        int[] places = IntStream.range(0, layers.size())
                .filter(i -> value(i, metric, of) != null)
                .toArray();
        return new Points(
                "",
                Tone.DATA,
                IntStream.of(places).mapToDouble(i -> i + 1).toArray(),
                IntStream.of(places)
                        .mapToDouble(i -> Objects.requireNonNull(value(i, metric, of)))
                        .toArray());
    }

    private @Nullable Double value(int layer, PaperMetric metric, Function<Change, @Nullable Double> of) {
        Change change = layers.get(layer).of(metric.column());
        return change == null ? null : of.apply(change);
    }
}
