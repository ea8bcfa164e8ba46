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
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
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
            if (values(metric, Change::delta, layer -> true).x().length > 0) {
                figures.add(change(metric));
            }
        }
        return figures;
    }

    private Figure change(PaperMetric metric) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Rule("", Tone.GUIDE, Side.Y, 0));
        if (relative) {
            Points change = values(metric, Change::delta, layer -> true);
            marks.add(new Points("change as it is", Tone.GUIDE, change.x(), change.y()));
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
            Points all = values(metric, of, layer -> true);
            marks.add(new Points(relative ? "less the baseline's" : "", Tone.DATA, all.x(), all.y()));
        }
        roles.forEach((tone, name) -> {
            Points some = values(metric, of, layer -> RoleTone.tone(layer.role()) == tone);
            if (some.x().length > 0) {
                marks.add(new Points(name, tone, some.x(), some.y()));
            }
        });
    }

    private Points values(PaperMetric metric, Function<Change, @Nullable Double> of, Predicate<LayerChanges> wanted) {
        int[] places = IntStream.range(0, layers.size())
                .filter(i -> wanted.test(layers.get(i)) && value(i, metric, of) != null)
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
