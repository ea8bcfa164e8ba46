package eigensweep.lab.study.report;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Errors;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Tone;
import eigensweep.findings.CombinedChange;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.MetricChanges.Member;
import eigensweep.findings.Numbers;
import eigensweep.findings.Setting;
import eigensweep.findings.Spread;
import eigensweep.findings.Treatment.Kind;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// The counterparts of the paper's Fig. 11 (changes averaged over all layers, by treatment) and Fig. 14 (what a
/// regulariser adds to an augmentation).
final class StudyAverageFigures {

    private StudyAverageFigures() {}

    static Group treatments(StudySubject subject) {
        Setting setting = subject.setting();
        List<PageFigure> figures = setting.metrics().stream()
                .filter(changes -> MetricChanges.CATEGORIES.stream().anyMatch(changes::has))
                .map(changes -> treatments(subject, changes))
                .toList();
        return new Group(
                "Averaged over layers, " + setting.title() + " (Fig. 11)",
                figures.isEmpty()
                        ? "No treatment is finished beside the baseline."
                        : "The change of each treatment, less the baseline's with the same seed, averaged over all layers. "
                                + subject.spread("Bar")
                                + (setting.treatments(Kind.COMBINED).isEmpty()
                                        ? ""
                                        : " Combined treatments have figures of their own."),
                figures);
    }

    private static PageFigure treatments(StudySubject subject, MetricChanges changes) {
        List<Member> members = changes.members().stream()
                .filter(member ->
                        MetricChanges.CATEGORIES.contains(member.treatment().kind()))
                .toList();
        List<Row> rows = members.stream()
                .map(member -> new Row(
                        member.treatment().name(),
                        member.treatment().kind(),
                        Spread.of(Arrays.stream(member.relative())
                                .map(values -> new double[] {
                                    Arrays.stream(values).average().orElse(Double.NaN)
                                })
                                .toList())))
                .toList();
        Figure figure = rows(
                subject.id("fig11", changes.metric().column()),
                Numbers.capital(changes.metric().label()) + ", mean over layers",
                subject.title(),
                "relative change",
                rows,
                0.0);
        return PageFigure.rows(figure, rows.size());
    }

    /// A named number with its spread over seeds.
    record Row(String name, Kind kind, Spread spread) {}

    /// Rows below each other, the first on top.
    ///
    /// @param rule a number to compare with
    static Figure rows(String id, String title, String subject, String label, List<Row> rows, double rule) {
        List<String> names = rows.stream().map(Row::name).toList().reversed();
        List<Mark> marks = new ArrayList<>();
        marks.add(new Rule("", Tone.GUIDE, Side.X, rule));
        for (Kind kind : Kind.values()) {
            List<Row> of = rows.stream().filter(row -> row.kind() == kind).toList();
            if (!of.isEmpty()) {
                double[] at = of.stream()
                        .mapToDouble(row -> names.indexOf(row.name()) + 1.0)
                        .toArray();
                marks.add(new Errors(
                        "",
                        KindTone.of(kind),
                        Side.X,
                        at,
                        numbers(of, row -> row.spread().low()[0]),
                        numbers(of, row -> row.spread().high()[0])));
                marks.add(new Points(
                        MetricChanges.name(kind),
                        KindTone.of(kind),
                        numbers(of, row -> row.spread().mean()[0]),
                        at,
                        of.stream().map(Row::name).toList()));
            }
        }
        double[] range = DoubleStream.concat(
                        DoubleStream.of(rule), rows.stream().flatMapToDouble(row -> ends(row.spread(), 0)))
                .toArray();
        return new Figure(id, title, subject, Axis.linear(label, range), Axis.of("", names), marks);
    }

    private static double[] numbers(List<Row> rows, ToDoubleFunction<Row> number) {
        return rows.stream().mapToDouble(number).toArray();
    }

    private static DoubleStream ends(Spread spread, int at) {
        return DoubleStream.of(spread.mean()[at], spread.low()[at], spread.high()[at])
                .filter(Double::isFinite);
    }

    static Group combined(StudySubject subject) {
        List<PageFigure> figures = new ArrayList<>();
        int augmentations = 0;
        for (MetricChanges changes : subject.setting().metrics()) {
            List<CombinedChange> all = CombinedChange.of(changes);
            if (!all.isEmpty()) {
                augmentations = all.getFirst().augmentations();
                figures.add(PageFigure.of(combined(subject, changes, all)));
            }
        }
        return new Group(
                "A regulariser beside augmentation, " + subject.title() + " (Fig. 14)",
                figures.isEmpty()
                        ? "Left out: no treatment that combines an augmentation with another regulariser is finished"
                                + " together with that augmentation alone."
                        : "What dropout or weight decay adds to an augmentation alone, averaged over " + augmentations
                                + " augmentations: the mean over all layers, and the last layer in which the metric is"
                                + " defined. "
                                + subject.spread("Bar"),
                List.copyOf(figures));
    }

    private static Figure combined(StudySubject subject, MetricChanges changes, List<CombinedChange> all) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Rule("", Tone.GUIDE, Side.Y, 0));
        List<String> names = List.of("all layers", "last layer");
        List<Tone> tones = List.of(Tone.DATA, Tone.SECOND);
        for (int series = 0; series < names.size(); series++) {
            int of = series;
            double[] at = new double[all.size()];
            Arrays.setAll(at, i -> i + 1 + (of == 0 ? -0.12 : 0.12));
            marks.add(new Errors(
                    "",
                    tones.get(of),
                    Side.Y,
                    at,
                    all.stream().mapToDouble(each -> each.change().low()[of]).toArray(),
                    all.stream().mapToDouble(each -> each.change().high()[of]).toArray()));
            marks.add(new Points(
                    names.get(of),
                    tones.get(of),
                    at,
                    all.stream().mapToDouble(each -> each.change().mean()[of]).toArray(),
                    all.stream().map(CombinedChange::regulariser).toList()));
        }
        double[] range = DoubleStream.concat(
                        DoubleStream.of(0),
                        all.stream()
                                .flatMapToDouble(
                                        each -> DoubleStream.concat(ends(each.change(), 0), ends(each.change(), 1))))
                .toArray();
        return new Figure(
                subject.id("fig14", changes.metric().column()),
                Numbers.capital(changes.metric().label()) + ", relative to augmentation alone",
                subject.title(),
                Axis.of("", all.stream().map(CombinedChange::regulariser).toList()),
                Axis.linear("change", range),
                marks);
    }
}
