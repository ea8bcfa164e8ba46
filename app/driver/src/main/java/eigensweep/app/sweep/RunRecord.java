package eigensweep.app.sweep;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileHash;
import eigensweep.linalg.Backend;
import eigensweep.page.Version;
import eigensweep.simd.Kernels;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Field;
import eigensweep.table.Json;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// Where a sweep's rows come from: everything it takes to repeat it, as `run.json` has it.
///
/// @param eigensweep the version
/// @param revision which code
/// @param started when
/// @param seconds how long it took; 0 before it is finished
/// @param models what was swept
/// @param options how
/// @param backend by whom
/// @param machine where
/// @param summary what came of all
/// @param secondsOfLayers how long each layer took
public record RunRecord(
        String eigensweep,
        String revision,
        Instant started,
        double seconds,
        List<Swept> models,
        SweepOptions options,
        Computed backend,
        Machine machine,
        Summary summary,
        List<LayerSeconds> secondsOfLayers) {

    /// A model.
    ///
    /// @param name as the user named it
    /// @param format what it turned out to be
    /// @param revision its commit, if it came from the Hugging Face Hub, or null
    /// @param base what an adapter was merged into, or null
    /// @param minus what was subtracted, or null
    /// @param tensors how many it has
    /// @param remarks what people should know of it
    /// @param files hashed; none if nobody hashed them
    /// @param summary what came of it, or null
    public record Swept(
            String name,
            String format,
            @Nullable String revision,
            @Field(sparse = true) Checkpoint.@Nullable Base base,
            @Field(sparse = true) @Nullable Minus minus,
            int tensors,
            List<String> remarks,
            List<FileHash> files,
            @Field(sparse = true) @Nullable Summary summary) {

        private static Swept of(Model model, Map<String, List<FileHash>> files) {
            Checkpoint checkpoint = model.checkpoint();
            Checkpoint.Subtracted minus = checkpoint.minus();
            return new Swept(
                    model.name(),
                    checkpoint.format(),
                    checkpoint.revision(),
                    checkpoint.base(),
                    minus == null
                            ? null
                            : new Minus(
                                    minus.name(),
                                    minus.format(),
                                    minus.revision(),
                                    files.getOrDefault(minus.name(), List.of())),
                    checkpoint.tensors().size(),
                    checkpoint.remarks(),
                    files.getOrDefault(model.name(), List.of()),
                    null);
        }

        private Swept with(@Nullable Summary found) {
            return new Swept(name, format, revision, base, minus, tensors, remarks, files, found);
        }
    }

    /// A model that was subtracted.
    public record Minus(
            String name, String format, @Nullable String revision, List<FileHash> files) {}

    /// Who computed.
    public record Computed(String name, String description, String kernels) {}

    /// On what.
    public record Machine(String system, String architecture, int processors, String java) {

        private static Machine here() {
            return new Machine(
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.vm.version"));
        }
    }

    /// How long a layer took.
    ///
    /// @param model its model, as the user named it
    /// @param layer its long name, with the slice behind it where there is one
    /// @param seconds wall time
    public record LayerSeconds(String model, String layer, double seconds) {

        /// Those of rows, in their order: layers finish in another.
        public static List<LayerSeconds> inOrder(List<LayerSeconds> finished, List<Row> rows) {
            Map<List<String>, LayerSeconds> byName = new HashMap<>();
            finished.forEach(layer -> byName.put(List.of(layer.model, layer.layer), layer));
            return rows.stream()
                    .map(row -> byName.get(List.of(row.model(), row.title())))
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    /// Counts and means over the layers, as WeightWatcher's summary has them; a mean over no layer is null, and so
    /// is one over several models: it would be of none.
    ///
    /// @param layers how many have metrics
    /// @param failed how many failed
    /// @param skipped how many were skipped
    public record Summary(
            int layers,
            int failed,
            int skipped,
            @Nullable Double alpha,
            @Nullable Double alphaWeighted,
            @Nullable Double logAlphaNorm,
            @Nullable Double logNorm,
            @Nullable Double logSpectralNorm,
            @Nullable Double stableRank,
            @Nullable Double entropy) {

        public static Summary of(List<Row> rows) {
            int layers =
                    (int) rows.stream().filter(row -> row.metrics() != null).count();
            boolean isOne = rows.stream().map(Row::model).distinct().count() == 1;
            List<LayerMetrics> metrics = rows.stream()
                    .filter(row -> isOne)
                    .map(Row::metrics)
                    .filter(Objects::nonNull)
                    .toList();
            return new Summary(
                    layers,
                    count(rows, Status.FAILED),
                    count(rows, Status.SKIPPED),
                    mean(metrics, m -> m.fit() == null ? null : m.fit().alpha()),
                    mean(metrics, LayerMetrics::alphaWeighted),
                    mean(metrics, LayerMetrics::logAlphaNorm),
                    mean(metrics, m -> m.norms().logNorm()),
                    mean(metrics, m -> m.norms().logSpectralNorm()),
                    mean(metrics, m -> m.norms().stableRank()),
                    mean(metrics, LayerMetrics::entropy));
        }

        private static int count(List<Row> rows, Status status) {
            return (int) rows.stream().filter(row -> row.status() == status).count();
        }

        private static @Nullable Double mean(List<LayerMetrics> metrics, Function<LayerMetrics, @Nullable Double> of) {
            List<Double> values =
                    metrics.stream().map(of).filter(Objects::nonNull).toList();
            return values.isEmpty()
                    ? null
                    : values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
        }
    }

    /// A sweep that begins now.
    public static RunRecord start(List<Model> models, SweepOptions options, Backend backend) {
        return new RunRecord(
                Version.TEXT,
                Version.REVISION,
                Instant.now(),
                0,
                swept(models, Map.of()),
                options,
                new Computed(
                        backend.name(), backend.description(), Kernels.get().describe()),
                Machine.here(),
                Summary.of(List.of()),
                List.of());
    }

    private static List<Swept> swept(List<Model> models, Map<String, List<FileHash>> files) {
        return models.stream().map(model -> Swept.of(model, files)).toList();
    }

    /// The same sweep, of models whose files have been hashed.
    ///
    /// @param files of each model, and of each that was subtracted, by its name
    RunRecord of(List<Model> hashed, Map<String, List<FileHash>> files) {
        return new RunRecord(
                eigensweep,
                revision,
                started,
                seconds,
                swept(hashed, files),
                options,
                backend,
                machine,
                summary,
                secondsOfLayers);
    }

    /// The same sweep, finished now.
    public RunRecord finished(List<Row> rows, List<LayerSeconds> took) {
        double elapsed = ChronoUnit.MICROS.between(started, Instant.now()) / 1e6;
        Map<String, Summary> each = rows.stream()
                .collect(Collectors.groupingBy(
                        Row::model, Collectors.collectingAndThen(Collectors.toList(), Summary::of)));
        return with(started, elapsed, each, Summary.of(rows), took);
    }

    private RunRecord with(
            Instant when, double took, Map<String, Summary> each, Summary all, List<LayerSeconds> layers) {
        return new RunRecord(
                eigensweep,
                revision,
                when,
                took,
                models.stream().map(model -> model.with(each.get(model.name()))).toList(),
                options,
                backend,
                machine,
                all,
                layers);
    }

    /// What came of each model, by its name.
    Map<String, Summary> summaries() {
        Map<String, Summary> summaries = new HashMap<>();
        for (Swept model : models) {
            if (model.summary() != null) {
                summaries.put(model.name(), model.summary());
            }
        }
        return summaries;
    }

    /// The models that were subtracted, by the names the user gave them.
    Set<String> subtracted() {
        return models.stream()
                .map(Swept::minus)
                .filter(Objects::nonNull)
                .map(Minus::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// This record as of an earlier run, where a file holds what is the same but for the times: nothing was
    /// computed since, and the results are still those of that run.
    ///
    /// @param file that [#text] was written to, or that is not there
    public RunRecord asOf(Path file) throws IOException {
        RunRecord dated = datedAs(file);
        return dated != this && dated.text().equals(Files.readString(file)) ? dated : this;
    }

    /// This record with the times of an earlier run, if a file has them.
    public RunRecord datedAs(Path file) throws IOException {
        if (!Files.exists(file)) {
            return this;
        }
        try {
            Map<String, @Nullable Object> earlier = Tables.parse(Files.readAllBytes(file), "models");
            return earlier.get("started") instanceof String when && earlier.get("seconds") instanceof Number took
                    ? with(Instant.parse(when), took.doubleValue(), summaries(), summary, secondsOfLayers)
                    : this;
        } catch (JacksonException | DateTimeParseException e) {
            return this; // Somebody else's.
        }
    }

    /// The record as a file holds it.
    String text() {
        return Json.text(this) + '\n';
    }

    /// Everything but what came of it, when it was and how long it took.
    String origin() {
        return with(Instant.EPOCH, 0, Map.of(), Summary.of(List.of()), List.of())
                .text();
    }

    /// Writes the record with the rows in it.
    public void write(JsonGenerator json, List<Row> rows) {
        json.writeStartObject();
        Json.fields(this, json);
        json.writeName("layers");
        Tables.json(Row.class, rows, json);
        json.writeEndObject();
    }
}
