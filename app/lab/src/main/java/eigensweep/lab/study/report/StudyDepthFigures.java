package eigensweep.lab.study.report;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Figure.Zoom;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Ribbon;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Scale;
import eigensweep.figure.Tone;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Numbers;
import eigensweep.findings.Setting;
import eigensweep.findings.Spread;
import eigensweep.findings.Treatment.Kind;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.FTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The counterparts of the paper's Fig. 3: each metric's change through the layers by category, relative to the
/// baseline, with a part around zero drawn larger and the tests above.
final class StudyDepthFigures {

    /// Layers that an axis can name one by one.
    private static final int MOST_NAMED = 24;

    /// How far a band may reach beyond the curves before it is cut, in spans of the curves.
    private static final double BEYOND = 0.35;

    /// The part drawn larger is at most this share of the whole.
    private static final double LARGEST_PART = 1 / 3.0;

    private StudyDepthFigures() {}

    static Group of(StudySubject subject) {
        Setting setting = subject.setting();
        List<PageFigure> figures = setting.metrics().stream()
                .filter(changes -> MetricChanges.CATEGORIES.stream().anyMatch(changes::has))
                .map(changes -> new PageFigure(figure(subject, changes), 340, true))
                .toList();
        String heading = "Through the layers, " + setting.title() + " (Fig. 3)";
        return new Group(
                heading,
                figures.isEmpty()
                        ? "No treatment is finished beside the baseline."
                        : "Each curve is the mean change of a category's treatments, less the baseline's change with the"
                                + " same seed: above 0 the metric rose more than without a regulariser. "
                                + subject.spread("Band")
                                + " The grey strip around 0 is drawn larger on the right, where the page is wide. Above each figure: F of the"
                                + " treatments' means (which decides) and along the layers, adjusted for the correlation"
                                + " of neighbours; Welch's t of each pair of categories by the treatments' means,"
                                + " p by Holm.",
                figures);
    }

    private static Figure figure(StudySubject subject, MetricChanges changes) {
        Map<Kind, Spread> spreads = new LinkedHashMap<>();
        MetricChanges.CATEGORIES.stream()
                .filter(changes::has)
                .forEach(kind -> spreads.put(kind, Spread.of(changes.profiles(kind))));
        double[] layers =
                changes.layers().stream().mapToDouble(Integer::doubleValue).toArray();
        int count = subject.setting().layers().size();
        Axis x = count <= MOST_NAMED
                ? Axis.of(
                        "layer, from input to output",
                        IntStream.rangeClosed(1, count)
                                .mapToObj(Integer::toString)
                                .toList())
                : new Axis("layer, from input to output", Scale.LINEAR, 0, count + 1.0);
        Axis y = Axis.linear("relative change", range(spreads));
        double part = part(spreads, y);
        List<Mark> marks = new ArrayList<>();
        marks.add(new Rule("", Tone.GUIDE, Side.Y, 0));
        spreads.forEach(
                (kind, spread) -> marks.add(new Ribbon("", KindTone.of(kind), layers, spread.low(), spread.high())));
        spreads.forEach((kind, spread) -> {
            Tone tone = KindTone.of(kind);
            marks.add(new Line(MetricChanges.name(kind), tone, layers, spread.mean()));
            marks.add(new Points("", tone, layers, spread.mean()));
        });
        return new Figure(
                        subject.id("fig3", changes.metric().column()),
                        Numbers.capital(changes.metric().label()) + " by layer and category",
                        subject.title(),
                        x,
                        y,
                        marks)
                .noted(notes(changes))
                .zoomed(new Zoom(x, new Axis("", Scale.LINEAR, -part, part)));
    }

    /// The curves whole, and their bands as far as they are not much wider than all curves together.
    private static double[] range(Map<Kind, Spread> spreads) {
        double[] means = spreads.values().stream()
                .flatMapToDouble(spread -> DoubleStream.of(spread.mean()))
                .toArray();
        double low = Math.min(0, Arrays.stream(means).min().orElse(0));
        double high = Math.max(0, Arrays.stream(means).max().orElse(0));
        double beyond = BEYOND * (high - low);
        return DoubleStream.concat(
                        DoubleStream.of(low, high),
                        spreads.values().stream()
                                .flatMapToDouble(spread -> DoubleStream.concat(
                                        DoubleStream.of(spread.low()), DoubleStream.of(spread.high())))
                                .filter(Double::isFinite)
                                .map(end -> Math.clamp(end, low - beyond, high + beyond)))
                .toArray();
    }

    /// Half the height of the part drawn larger: what holds the category that changes least.
    private static double part(Map<Kind, Spread> spreads, Axis y) {
        double least = spreads.values().stream()
                .mapToDouble(spread ->
                        Arrays.stream(spread.mean()).map(Math::abs).max().orElse(0))
                .min()
                .orElse(0);
        double most = LARGEST_PART * (y.max() - y.min()) / 2;
        return least > 0 ? Math.min(1.3 * least, most) : most;
    }

    private static List<String> notes(MetricChanges changes) {
        CategoryComparison comparison = changes.comparison();
        if (comparison == null) {
            return List.of("One category: nothing to compare it with.");
        }
        FTest members = comparison.memberAnova().raw();
        FTest along = comparison.anova().adjusted();
        String anova = (members == null
                        ? "No F of treatments' means: "
                                + comparison.memberAnova().reason()
                        : "Treatments' means: " + Numbers.test(members))
                + (along == null ? "" : ". Along layers: " + Numbers.test(along)) + ".";
        String pairs = changes.memberPairs().stream()
                .filter(pair -> pair.raw() != null)
                .map(StudyDepthFigures::pair)
                .collect(Collectors.joining("; "));
        return pairs.isEmpty() ? List.of(anova) : List.of(anova, pairs + ".");
    }

    private static String pair(AutocorrelatedTTest pair) {
        return String.format(
                                Locale.ROOT,
                                "%s \u2013 %s: t = %.2f",
                                pair.first(),
                                pair.second(),
                                Objects.requireNonNull(pair.raw()).statistic())
                        .replace('-', '\u2212')
                + ", " + Numbers.p(Objects.requireNonNull(pair.raw()).pHolm());
    }
}
