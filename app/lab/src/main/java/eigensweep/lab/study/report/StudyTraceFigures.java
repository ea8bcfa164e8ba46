package eigensweep.lab.study.report;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.Mark.Ribbon;
import eigensweep.figure.Mark.Rule;
import eigensweep.figure.Mark.Side;
import eigensweep.figure.Tone;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Setting;
import eigensweep.findings.Spread;
import eigensweep.findings.Stages;
import eigensweep.findings.TraceCurve;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The counterpart of the paper's Fig. 7: the Hessian's trace over the steps of training.
final class StudyTraceFigures {

    private static final int PAPER_STAGES = 3;

    /// The share of the height that the names of stages have to themselves.
    private static final double HEADROOM = 0.15;

    private StudyTraceFigures() {}

    static Group of(StudySubject subject) {
        Setting setting = subject.setting();
        String heading = "The Hessian's trace over training, " + setting.title() + " (Fig. 7)";
        List<TraceCurve> curves = TraceCurve.of(setting);
        if (curves.isEmpty()) {
            return new Group(heading, "Left out: this study does not follow the Hessian.", List.of());
        }
        Stages stages = TraceCurve.stages(setting);
        return new Group(
                heading,
                "The sum of the loss's curvatures at each step, smoothed, averaged over a category's treatments: how sharp"
                        + " the place is where the training stands. " + subject.spread("Band") + " "
                        + stages(stages),
                List.of(new PageFigure(figure(subject, curves, stages), 340, false)));
    }

    private static String stages(Stages stages) {
        return switch (stages.count()) {
            case 0 -> "There are too few steps to look for the paper's three stages.";
            case PAPER_STAGES ->
                "The paper's three stages are marked where three straight lines fit the mean of all unsmoothed traces best"
                        + " (fewer lines are worse by Schwarz's criterion; the straight stretches are ours, the paper gives"
                        + " no rule).";
            default ->
                "The paper's three stages are not marked: " + stages.count()
                        + (stages.count() == 1 ? " straight line describes" : " straight lines describe")
                        + " the mean of all unsmoothed traces better than three (Schwarz's criterion).";
        };
    }

    private static Figure figure(StudySubject subject, List<TraceCurve> curves, Stages stages) {
        List<Mark> marks = new ArrayList<>();
        for (TraceCurve curve : curves) {
            Spread trace = curve.trace();
            marks.add(new Ribbon("", KindTone.of(curve.kind()), curve.steps(), trace.low(), trace.high()));
        }
        for (TraceCurve curve : curves) {
            marks.add(new Line(
                    MetricChanges.name(curve.kind()),
                    KindTone.of(curve.kind()),
                    curve.steps(),
                    curve.trace().mean()));
        }
        if (stages.count() == PAPER_STAGES) {
            for (int i = 0; i < stages.breaks().size(); i++) {
                marks.add(new Rule(
                        "stage " + (i + 2), Tone.GUIDE, Side.X, stages.breaks().get(i)));
            }
        }
        Axis y = Axis.linear(
                "trace, smoothed",
                curves.stream()
                        .map(TraceCurve::trace)
                        .flatMap(trace -> Stream.of(trace.mean(), trace.low(), trace.high()))
                        .toArray(double[][]::new));
        return new Figure(
                subject.id("fig7-hessian-trace"),
                "Trace of the Hessian",
                subject.title(),
                Axis.linear("step", curves.getFirst().steps()),
                y.to(y.max() + HEADROOM * (y.max() - y.min())),
                marks);
    }
}
