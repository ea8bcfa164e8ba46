package eigensweep.lab.study;

import eigensweep.data.ParquetFile;
import eigensweep.files.WholeFile;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.Diversity;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.findings.TrialResult.TracePoint;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All numbers of a study in four tables, for those who go on with them: `docs/study.md` has their columns. Times are
/// not among them, so that the same study gives the same tables.
///
/// @param trials a row a trial
/// @param layers a row a trial, layer and metric
/// @param scores a row a trial and set of images
/// @param hessian a row a trial and estimate of the trace
public record StudyRows(List<TrialRow> trials, List<LayerRow> layers, List<ScoreRow> scores, List<HessianRow> hessian) {

    /// The folder of the tables in that of the study.
    public static final String FOLDER = "tables";

    /// Which trial a row is about.
    public record TrialKey(String model, String data, String treatment, Treatment.Kind kind, long seed) {

        static TrialKey of(Trial trial) {
            return new TrialKey(
                    trial.model(),
                    trial.data(),
                    trial.treatment().name(),
                    trial.treatment().kind(),
                    trial.seed());
        }
    }

    /// A trial and what its images were.
    public record TrialRow(
            TrialKey trial,
            double dropout,
            double weightDecay,
            @Nullable String augmentation,
            int images,
            double vendiPixels,
            double vendiEmbeddings,
            double rho,
            double vendiWeighted,
            String key) {}

    /// A metric of a layer before and after.
    ///
    /// @param depth the layer's place, from 1
    /// @param change `after - before`
    /// @param relative the change less that of the baseline of the same model, data and seed
    public record LayerRow(
            TrialKey trial,
            int depth,
            String layer,
            String metric,
            @Nullable Double before,
            @Nullable Double after,
            @Nullable Double change,
            @Nullable Double relative) {}

    /// How well a network classifies a set of images.
    public record ScoreRow(
            TrialKey trial,
            String split,
            int images,
            double accuracy,
            double nll,
            double ece,
            @Nullable Double chance) {}

    /// The trace of the Hessian at a step.
    public record HessianRow(TrialKey trial, TracePoint at) {}

    /// What a change is relative to: the same model, data and seed.
    private record Base(String model, String data, long seed) {

        static Base of(Trial trial) {
            return new Base(trial.model(), trial.data(), trial.seed());
        }
    }

    /// A table.
    ///
    /// @param name of its file, and in SQL
    record Named<R extends Record>(String name, Class<R> type, List<R> rows) {

        String csv() {
            return Tables.csv(type, rows);
        }
    }

    /// The tables of what is finished.
    public static StudyRows of(StudyResults results) {
        Map<Base, TrialResult> baselines = new HashMap<>();
        for (TrialResult result : results.results()) {
            if (result.trial().treatment().kind() == Treatment.Kind.BASELINE) {
                baselines.put(Base.of(result.trial()), result);
            }
        }
        StudyRows tables = new StudyRows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        results.results().forEach(result -> tables.add(result, baselines.get(Base.of(result.trial()))));
        return tables;
    }

    private void add(TrialResult result, @Nullable TrialResult baseline) {
        TrialKey key = TrialKey.of(result.trial());
        Treatment treatment = result.trial().treatment();
        Diversity diversity = result.diversity();
        trials.add(new TrialRow(
                key,
                treatment.dropout(),
                treatment.weightDecay(),
                treatment.augmentation(),
                diversity.n(),
                diversity.pixels(),
                diversity.embeddings(),
                diversity.rho(),
                diversity.weighted(),
                result.key()));
        for (int i = 0; i < result.layers().size(); i++) {
            addLayer(key, i, result.layers().get(i), baseline);
        }
        for (SplitScore score : result.scores()) {
            scores.add(new ScoreRow(
                    key, score.split(), score.n(), score.accuracy(), score.nll(), score.ece(), score.chance()));
        }
        for (TracePoint at : result.trace()) {
            hessian.add(new HessianRow(key, at));
        }
    }

    private void addLayer(TrialKey key, int place, LayerResult layer, @Nullable TrialResult baseline) {
        Set<String> metrics = new TreeSet<>(layer.before().keySet());
        metrics.addAll(layer.after().keySet());
        for (String metric : metrics) {
            Double change = layer.change(metric);
            Double usual = baseline == null || place >= baseline.layers().size()
                    ? null
                    : baseline.layers().get(place).change(metric);
            layers.add(new LayerRow(
                    key,
                    place + 1,
                    layer.name(),
                    metric,
                    layer.before().get(metric),
                    layer.after().get(metric),
                    change,
                    change == null || usual == null ? null : Double.valueOf(change - usual)));
        }
    }

    /// All tables.
    List<Named<?>> tables() {
        return List.of(
                new Named<>("trials", TrialRow.class, trials),
                new Named<>("layers", LayerRow.class, layers),
                new Named<>("scores", ScoreRow.class, scores),
                new Named<>("hessian", HessianRow.class, hessian));
    }

    /// Writes the tables as CSV, each file whole or not at all.
    ///
    /// @param study the folder of the study
    public void write(Path study) throws IOException {
        Path folder = Files.createDirectories(study.resolve(FOLDER));
        for (Named<?> table : tables()) {
            WholeFile.write(folder.resolve(table.name() + ".csv"), writer -> writer.write(table.csv()));
        }
    }

    /// Makes Parquet of the tables that [#write] wrote, likewise.
    public void writeParquet(Path study) throws IOException {
        Path folder = study.resolve(FOLDER);
        for (Named<?> table : tables()) {
            ParquetFile.write(
                    folder.resolve(table.name() + ".csv"), folder.resolve(table.name() + ".parquet"), table.type());
        }
    }
}
