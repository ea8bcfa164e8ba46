package eigensweep.app.sweep;

import static java.util.stream.Collectors.joining;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.files.FileHash;
import eigensweep.layer.Selection;
import eigensweep.linalg.Backend;
import eigensweep.page.Version;
import eigensweep.simd.Kernels;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Tables;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Where a sweep's rows come from: everything it takes to repeat it.
///
/// @param models what was swept
/// @param files of each model, and of each that was subtracted, by its name, hashed; empty if nobody hashed
///     them
/// @param options how
/// @param backend by whom
/// @param started when
/// @param seconds how long it took; 0 before it is finished
/// @param summary what came of all
/// @param summaries what came of each model, by its name
/// @param layerSeconds how long each layer took
public record RunRecord(
        List<Model> models,
        Map<String, List<FileHash>> files,
        SweepOptions options,
        Backend backend,
        Instant started,
        double seconds,
        Summary summary,
        Map<String, Summary> summaries,
        List<LayerSeconds> layerSeconds) {

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

    private static final Pattern TIMES =
            Pattern.compile("\"started\"\\s*:\\s*\"([-0-9T:.]+Z)\"\\s*,\\s*\"seconds\"\\s*:\\s*([0-9.]+(?:E-?\\d+)?)");

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
    public static RunRecord start(
            List<Model> models, Map<String, List<FileHash>> files, SweepOptions options, Backend backend) {
        return new RunRecord(
                List.copyOf(models),
                Map.copyOf(files),
                options,
                backend,
                Instant.now(),
                0,
                Summary.of(List.of()),
                Map.of(),
                List.of());
    }

    /// The same sweep, finished now.
    public RunRecord finished(List<Row> rows, List<LayerSeconds> took) {
        double elapsed = ChronoUnit.MICROS.between(started, Instant.now()) / 1e6;
        Map<String, Summary> each = rows.stream()
                .collect(Collectors.groupingBy(
                        Row::model, Collectors.collectingAndThen(Collectors.toList(), Summary::of)));
        return new RunRecord(models, files, options, backend, started, elapsed, Summary.of(rows), each, took);
    }

    /// The models that were subtracted, by the names the user gave them.
    Set<String> subtracted() {
        return models.stream()
                .map(model -> model.checkpoint().minus())
                .filter(Objects::nonNull)
                .map(Checkpoint.Subtracted::name)
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
        Matcher times = TIMES.matcher(Files.readString(file));
        if (!times.find()) {
            return this;
        }
        return new RunRecord(
                models,
                files,
                options,
                backend,
                Instant.parse(times.group(1)),
                Double.parseDouble(times.group(2)),
                summary,
                summaries,
                layerSeconds);
    }

    /// The record as a file holds it.
    String text() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Tables.json(text)) {
            json.writeStartObject();
            writeProperties(json);
            writeSeconds(json);
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    /// Everything but what came of it, when it was and how long it took.
    String origin() {
        Summary none = Summary.of(List.of());
        return new RunRecord(models, files, options, backend, Instant.EPOCH, 0, none, Map.of(), List.of()).text();
    }

    private void writeSeconds(JsonGenerator json) {
        json.writeName("seconds_of_layers");
        Tables.json(LayerSeconds.class, layerSeconds, json);
    }

    /// Writes the record with the rows in it.
    public void write(JsonGenerator json, List<Row> rows) {
        json.writeStartObject();
        writeProperties(json);
        writeSeconds(json);
        json.writeName("layers");
        Tables.json(Row.class, rows, json);
        json.writeEndObject();
    }

    /// Writes the record.
    public void write(JsonGenerator json) {
        json.writeStartObject();
        writeProperties(json);
        json.writeEndObject();
    }

    private void writeProperties(JsonGenerator json) {
        json.writeStringProperty("eigensweep", Version.TEXT);
        json.writeStringProperty("revision", Version.REVISION);
        json.writeStringProperty("started", started.toString());
        json.writeNumberProperty("seconds", seconds);
        json.writeName("models");
        json.writeStartArray();
        for (Model model : models) {
            writeModel(json, model);
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("options");
        writeOptions(json);
        json.writeEndObject();
        json.writeObjectPropertyStart("backend");
        json.writeStringProperty("name", backend.name());
        json.writeStringProperty("description", backend.description());
        json.writeStringProperty("kernels", Kernels.get().describe());
        json.writeEndObject();
        json.writeObjectPropertyStart("machine");
        json.writeStringProperty("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        json.writeStringProperty("architecture", System.getProperty("os.arch"));
        json.writeNumberProperty("processors", Runtime.getRuntime().availableProcessors());
        json.writeStringProperty("java", System.getProperty("java.vm.version"));
        json.writeEndObject();
        json.writeName("summary");
        Tables.json(Summary.class, summary, json);
    }

    private void writeModel(JsonGenerator json, Model model) {
        json.writeStartObject();
        json.writeStringProperty("name", model.name());
        json.writeStringProperty("format", model.checkpoint().format());
        json.writeStringProperty("revision", model.checkpoint().revision());
        Checkpoint.Base base = model.checkpoint().base();
        if (base != null) {
            json.writeName("base");
            Tables.json(Checkpoint.Base.class, base, json);
        }
        Checkpoint.Subtracted minus = model.checkpoint().minus();
        if (minus != null) {
            json.writeObjectPropertyStart("minus");
            json.writeStringProperty("name", minus.name());
            json.writeStringProperty("format", minus.format());
            json.writeStringProperty("revision", minus.revision());
            json.writeName("files");
            Tables.json(FileHash.class, files.getOrDefault(minus.name(), List.of()), json);
            json.writeEndObject();
        }
        json.writeNumberProperty("tensors", model.checkpoint().tensors().size());
        json.writeName("remarks");
        json.writeStartArray();
        model.checkpoint().remarks().forEach(json::writeString);
        json.writeEndArray();
        json.writeName("files");
        Tables.json(FileHash.class, files.getOrDefault(model.name(), List.of()), json);
        Summary came = summaries.get(model.name());
        if (came != null) {
            json.writeName("summary");
            Tables.json(Summary.class, came, json);
        }
        json.writeEndObject();
    }

    private void writeOptions(JsonGenerator json) {
        Selection selection = options.layers().selection();
        json.writeStringProperty("layers", Objects.requireNonNullElse(selection.names(), "*"));
        json.writeStringProperty("exclude", Objects.requireNonNullElse(selection.excluded(), ""));
        json.writeStringProperty(
                "types",
                selection.types().stream().map(RunRecord::lower).sorted().collect(joining(",")));
        json.writeStringProperty(
                "ids", selection.ids() == null ? "" : selection.ids().text());
        json.writeBooleanProperty("include_buffers", selection.buffers());
        json.writeNumberProperty("min_evals", options.layers().minEvals());
        json.writeNumberProperty("max_evals", options.layers().maxEvals());
        json.writeStringProperty("conv", lower(options.layers().convolution()));
        json.writeStringProperty("fused_qkv", lower(options.layers().fusedQkv()));
        json.writeStringProperty("precision", lower(options.solve().precision()));
        json.writeStringProperty("method", lower(options.solve().method()));
        json.writeNumberProperty("threads", options.solve().threads());
        json.writeStringProperty("convention", lower(options.metrics().convention()));
        json.writeBooleanProperty("mp", options.metrics().marchenkoPastur());
        json.writeBooleanProperty("randomize", options.metrics().randomize());
        json.writeNumberProperty("bootstrap", options.metrics().bootstrap());
        json.writeNumberProperty("seed", options.metrics().seed());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
