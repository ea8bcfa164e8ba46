package eigensweep.lab.demo;

import static eigensweep.figure.Markup.escape;

import eigensweep.app.demo.DemoCommand;
import eigensweep.app.sweep.AlphaBand;
import eigensweep.app.sweep.Depth;
import eigensweep.app.sweep.Reading;
import eigensweep.app.sweep.RunRecord;
import eigensweep.app.sweep.SummarySection;
import eigensweep.files.WholeFile;
import eigensweep.findings.Numbers;
import eigensweep.findings.Observation;
import eigensweep.findings.Setting;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.lab.study.report.StudyPage;
import eigensweep.lab.study.report.StudyReport;
import eigensweep.page.Page;
import eigensweep.page.Page.Section;
import eigensweep.page.PageFigure;
import eigensweep.page.ResultFiles;
import eigensweep.page.Version;
import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The page of the demo: what a sweep and a study have on pages of their own, below what came out of both.
public final class DemoReport {

    /// The folder of the sweep, beside the page.
    public static final String SWEEP = DemoCommand.SWEEP;

    /// The folder of the study, beside the page.
    public static final String STUDY = "study";

    private static final int MOST_NAMES = 15;

    private final String model;
    private final List<Row> rows;
    private final StudyPage study;

    private DemoReport(String model, List<Row> rows, StudyPage study) {
        this.model = model;
        this.rows = rows;
        this.study = study;
    }

    /// Writes the page, whole or not at all.
    ///
    /// @param folder in which the sweep and the study have theirs
    /// @param model that was swept, as people call it
    /// @param rows of the sweep, in the order of the file
    /// @param results of the study
    public static void write(Path folder, String model, List<Row> rows, StudyResults results) throws IOException {
        List<Row> ordered = Depth.order(rows, Row::model, Row::longname);
        DemoReport report = new DemoReport(model, ordered, StudyReport.page(results));
        WholeFile.write(folder.resolve(ResultFiles.REPORT), report.page()::write);
    }

    private Page page() {
        return new Page(
                model + " and " + results().name(),
                "a trained model, and trainings to compare",
                Numbers.count(rows.size(), "matrix", "matrices") + " and "
                        + Numbers.count(results().results().size(), "training") + " \u00b7 eigensweep " + Version.TEXT,
                List.of(),
                List.of(
                        new Section("What was done, and what came out", Page.prose(words())),
                        new Section(model + ", layer by layer", sweepOpening(), sweep()),
                        new Section(
                                "The study " + results().name(),
                                Page.tiles(study.tiles()) + link(STUDY, "The study by itself"),
                                study.sections(STUDY + "/"))),
                Map.of(
                        SummarySection.LAYERS,
                        rows.stream().map(Row::title).toList(),
                        PageFigure.LAYERS,
                        study.names()));
    }

    private StudyResults results() {
        return study.findings().study();
    }

    private String sweepOpening() {
        return SummarySection.numbers(rows)
                + link(SWEEP, "The sweep by itself, with a table of all layers and the spectrum of each");
    }

    private List<Section> sweep() {
        return List.of(
                new Section("In words", "<div class=\"prose columns\">" + SummarySection.reading(rows) + "</div>"),
                new Section("Through the depth of the model", SummarySection.figures(rows)));
    }

    private static String link(String folder, String words) {
        return "<p class=\"note\"><a href=\"" + folder + "/" + ResultFiles.REPORT + "\">" + escape(words) + "</a></p>";
    }

    private List<String> words() {
        List<String> lines = new ArrayList<>(List.of(swept(), trained()));
        lines.addAll(study.found());
        for (Setting setting : study.findings().settings()) {
            List<Observation> observations = Observation.ofAugmentations(setting);
            int images = setting.trials()
                    .values()
                    .iterator()
                    .next()
                    .getFirst()
                    .diversity()
                    .n();
            lines.add(images + " images of the training (" + setting.title()
                    + ") are as diverse as so many that have nothing in common (the Vendi Score of their pixels, on"
                    + " average over the seeds): " + scores(observations, Observation::pixels) + ".");
            lines.add(
                    "As the last hidden layer of the networks trained on them sees these images, their Vendi Score is "
                            + scores(observations, Observation::embeddings) + ".");
        }
        return lines;
    }

    /// `10.1 without augmentation, 12.3 under randaugment`.
    private static String scores(List<Observation> observations, ToDoubleFunction<Observation> score) {
        return observations.stream()
                .map(observation -> String.format(Locale.ROOT, "%.1f ", score.applyAsDouble(observation))
                        + (observation.treatment().kind() == Kind.BASELINE
                                ? "without augmentation"
                                : "under " + observation.treatment().name()))
                .collect(Collectors.joining(", "));
    }

    private String swept() {
        List<PowerLawFit> fits = Reading.fits(rows);
        long below = fits.stream().filter(fit -> fit.alpha() < AlphaBand.FROM).count();
        long above = fits.stream().filter(fit -> fit.alpha() > AlphaBand.TO).count();
        RunRecord.Summary summary = RunRecord.Summary.of(rows);
        String swept = model + ", a trained model, was swept: "
                + Numbers.count(summary.layers(), "layer has", "layers have") + " a spectrum";
        return fits.isEmpty()
                ? swept + ", none with a tail that a power law was fitted to."
                : swept
                        + String.format(
                                Locale.ROOT,
                                ". The exponent of their tails, alpha, is %.2f on average: %d of %d layers are between 2 and 6,"
                                        + " which WeightWatcher calls well trained, %d below and %d above, %d of"
                                        + " these by more than two standard errors.",
                                summary.alpha(),
                                fits.size() - below - above,
                                fits.size(),
                                below,
                                above,
                                fits.stream()
                                        .filter(AlphaBand::isClearlyOutside)
                                        .count());
    }

    private static String names(List<String> names) {
        String listed = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? listed : listed + ", and " + (names.size() - MOST_NAMES) + " more";
    }

    private String trained() {
        StudyResults results = results();
        List<Trial> trials = results.results().stream().map(TrialResult::trial).toList();
        return "Then " + Numbers.count(trials.size(), "network was", "networks were") + " trained ("
                + trials.stream()
                        .map(trial -> trial.model() + " on " + trial.data())
                        .distinct()
                        .collect(Collectors.joining(", "))
                + "), from the same initial weights for each of "
                + Numbers.count(
                        trials.stream().map(Trial::seed).distinct().toList().size(), "seed") + ", under "
                + names(trials.stream()
                        .map(trial -> trial.treatment().name())
                        .distinct()
                        .toList())
                + ".";
    }
}
