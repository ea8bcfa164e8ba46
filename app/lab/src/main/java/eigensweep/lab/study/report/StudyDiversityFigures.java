package eigensweep.lab.study.report;

import eigensweep.figure.Axis;
import eigensweep.figure.Figure;
import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Cells;
import eigensweep.figure.Mark.Points;
import eigensweep.figure.Tone;
import eigensweep.findings.MetricChanges;
import eigensweep.findings.Numbers;
import eigensweep.findings.Observation;
import eigensweep.findings.Observation.Quantity;
import eigensweep.findings.Setting;
import eigensweep.findings.Spread;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult;
import eigensweep.lab.study.report.StudyAverageFigures.Row;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import eigensweep.stats.Correlations;
import eigensweep.stats.Correlations.Correlation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The counterparts of the paper's Fig. 2 (Vendi Scores of the data), Fig. 5 (diversity, accuracy and the
/// correlations of everything) and Fig. 6 (weighted Vendi Score and accuracy).
final class StudyDiversityFigures {

    /// Fewer observations make no matrix worth drawing.
    private static final int FEWEST = 4;

    private StudyDiversityFigures() {}

    static Group scores(StudySubject subject) {
        Setting setting = subject.setting();
        List<Row> pixels = rows(setting, trial -> trial.diversity().pixels());
        List<Row> embeddings = rows(setting, trial -> trial.diversity().embeddings());
        List<PageFigure> figures = pixels.size() < 2
                ? List.of()
                : List.of(
                        PageFigure.rows(figure("pixels", subject, pixels), pixels.size()),
                        PageFigure.rows(figure("embeddings", subject, embeddings), embeddings.size()));
        return new Group(
                "How diverse the training images are, " + setting.title() + " (Fig. 2)",
                figures.isEmpty()
                        ? "Left out: no augmentation is finished with every seed."
                        : "The Vendi Score counts how many different images the training set is worth: of the pixels as they"
                                + " were augmented, and of what the network trained on them makes of them in its last"
                                + " hidden layer. The dotted line is the baseline. "
                                + subject.spread("Bar"),
                figures);
    }

    private static List<Row> rows(Setting setting, ToDoubleFunction<TrialResult> score) {
        List<Row> rows = new ArrayList<>();
        setting.trials().forEach((treatment, trials) -> {
            if (treatment.kind() == Kind.BASELINE || treatment.kind() == Kind.DIVERSITY) {
                rows.add(new Row(
                        treatment.name(),
                        treatment.kind(),
                        Spread.of(trials.stream()
                                .map(trial -> new double[] {score.applyAsDouble(trial)})
                                .toList())));
            }
        });
        return rows;
    }

    private static Figure figure(String of, StudySubject subject, List<Row> rows) {
        String title = "Vendi Score of " + of;
        return StudyAverageFigures.rows(
                subject.id("fig2", of),
                title,
                subject.title(),
                title,
                rows,
                rows.getFirst().spread().mean()[0]);
    }

    static Group correlations(StudySubject subject) {
        Setting setting = subject.setting();
        List<Observation> all = Observation.all(setting);
        List<Observation> augmentations = Observation.ofAugmentations(setting);
        List<PageFigure> figures = new ArrayList<>();
        if (all.size() > 1) {
            figures.add(new PageFigure(
                    scatter("fig5-accuracy", Observation.EMBEDDINGS, "Vendi Score of embeddings", subject, all),
                    400,
                    false));
        }
        if (augmentations.size() >= FEWEST) {
            figures.add(new PageFigure(matrix(subject, augmentations), 400, false));
        }
        if (all.size() > 1) {
            figures.add(new PageFigure(
                    scatter("fig6-accuracy", Observation.WEIGHTED, "weighted Vendi Score", subject, all), 400, false));
        }
        return new Group(
                "Diversity, spectra and accuracy, " + setting.title() + " (Fig. 5, Fig. 6)",
                figures.isEmpty()
                        ? "Left out: nothing is finished beside the baseline."
                        : "A point is a treatment, averaged over its seeds. The weighted score is the embeddings' times"
                                + " their alignment rho with those of the plain images; the paper's Fig. 6 is of generated"
                                + " data, which are not part of this study."
                                + matrix(augmentations.size()),
                List.copyOf(figures));
    }

    private static String matrix(int treatments) {
        String alone = " that differ in diversity alone (the baseline and the augmentations)";
        return treatments < FEWEST
                ? " The matrix of correlations is left out: it takes " + FEWEST + " treatments" + alone + "; there "
                        + (treatments == 1 ? "is " : "are ") + treatments + "."
                : " The matrix has Pearson's r over the " + treatments + " treatments" + alone
                        + "; metrics are relative changes averaged over layers.";
    }

    private static Figure scatter(
            String id, Quantity quantity, String label, StudySubject subject, List<Observation> all) {
        ToDoubleFunction<Observation> score = quantity.of();
        List<Mark> marks = new ArrayList<>();
        for (Kind kind : List.of(Kind.COMBINED, Kind.DIVERSITY, Kind.WEIGHT_DECAY, Kind.DROPOUT, Kind.BASELINE)) {
            List<Observation> of = all.stream()
                    .filter(observation -> observation.treatment().kind() == kind)
                    .toList();
            if (!of.isEmpty()) {
                marks.add(new Points(
                        MetricChanges.name(kind),
                        KindTone.of(kind),
                        of.stream().mapToDouble(score).toArray(),
                        of.stream().mapToDouble(Observation::accuracy).toArray(),
                        of.stream()
                                .map(observation -> observation.treatment().name())
                                .toList()));
            }
        }
        return new Figure(
                subject.id(id),
                Numbers.capital(label) + " and accuracy",
                subject.title(),
                Axis.linear(label, all.stream().mapToDouble(score).toArray()),
                Axis.linear(
                        "accuracy on the test images",
                        all.stream().mapToDouble(Observation::accuracy).toArray()),
                marks);
    }

    private static Figure matrix(StudySubject subject, List<Observation> augmentations) {
        List<Correlation> all = Observation.correlations(Correlations.Kind.PEARSON, augmentations);
        List<String> names = all.stream().map(Correlation::first).distinct().toList();
        int count = names.size();
        double[][] values = new double[count - 1][count - 1];
        for (int i = 1; i < count; i++) {
            for (int j = 0; j < count - 1; j++) {
                Double r = all.get(i * count + j).r();
                values[count - 1 - i][j] = r == null || j >= i ? Double.NaN : r;
            }
        }
        return new Figure(
                subject.id("fig5-correlations"),
                "Correlations over augmentations",
                subject.title(),
                Axis.of("", names.subList(0, count - 1)),
                Axis.of("", names.subList(1, count).reversed()),
                List.of(new Cells("", Tone.DATA, values)));
    }
}
