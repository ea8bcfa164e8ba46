package eigensweep.app.compare;

import eigensweep.app.sweep.BlockAxis;
import eigensweep.app.sweep.RoleTone;
import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Tone;
import eigensweep.sweep.Change;
import eigensweep.sweep.Comparison.LayerChanges;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
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
            if (values("", Tone.DATA, metric, Change::delta, layer -> true).x().length > 0) {
                figures.add(change(metric));
            }
        }
        return figures;
    }

    private Figure change(PaperMetric metric) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Rule("", Tone.GUIDE, Side.Y, 0));
        if (relative) {
            marks.add(values("change as it is", Tone.GUIDE, metric, Change::delta, layer -> true));
        }
        byRole(marks, metric);
        double[] shown = marks.stream()
                .flatMapToDouble(
                        mark -> mark instanceof Points points ? DoubleStream.of(points.y()) : DoubleStream.of(0))
                .toArray();
        return new Figure(
                "change-" + metric.column().replace('_', '-'),
                "Change of " + metric.label() + " by depth",
                "",
                BlockAxis.of(layers.stream().map(LayerChanges::role).toList(), Collections.nCopies(layers.size(), "")),
                Axis.linear("after \u2212 before", shown),
                marks);
    }

    /// The changes, or those relative to the baseline; in the colours of the layers' roles, where those are known.
    private void byRole(List<Mark> marks, PaperMetric metric) {
        Function<Change, @Nullable Double> of = relative ? Change::relative : Change::delta;
        Map<Tone, String> roles =
                RoleTone.of(layers.stream().map(LayerChanges::role).toList()).names();
        if (roles.isEmpty()) {
            marks.add(values(relative ? "less the baseline's" : "", Tone.DATA, metric, of, layer -> true));
        }
        roles.forEach((tone, name) -> {
            Points some = values(name, tone, metric, of, layer -> RoleTone.tone(layer.role()) == tone);
            if (some.x().length > 0) {
                marks.add(some);
            }
        });
    }

    private Points values(
            String name,
            Tone tone,
            PaperMetric metric,
            Function<Change, @Nullable Double> of,
            Predicate<LayerChanges> wanted) {
        return Points.inOrder(name, tone, layers, layer -> {
            Change change = wanted.test(layer) ? layer.of(metric.column()) : null;
            return change == null ? null : of.apply(change);
        });
    }
}
