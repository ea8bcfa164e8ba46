package eigensweep.app.sweep;

import eigensweep.app.sweep.SweepReport.FigureFiles;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.figure.FigureFormat;
import eigensweep.figure.SampleSpectra;
import eigensweep.layer.LayerOptions;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Solve;
import eigensweep.page.ResultFiles;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.Spectrum;
import eigensweep.sweep.Comparison;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.Row;
import eigensweep.sweep.Row.Status;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.tensor.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reports to look at and to test with: of invented layers, and of a real model.
///
/// `SampleReports FOLDER MODEL` writes that of a model, with all figures as files; `SampleReports FOLDER
/// 10000` writes that of so many invented layers and says what it took.
public final class SampleReports {

    private static final Set<FigureFormat> SVG = Set.of(FigureFormat.SVG);

    private static final SweepOptions OPTIONS =
            new SweepOptions(LayerOptions.DEFAULT, Solve.DEFAULT, MetricOptions.DEFAULT);

    private SampleReports() {}

    /// Writes a report.
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        long start = System.nanoTime();
        if (arguments[1].matches("\\d+")) {
            int count = Integer.parseInt(arguments[1]);
            SweepReport.write(folder, record(), invented(count, 512));
        } else {
            model(folder, Path.of(arguments[1]));
        }
        System.err.printf(
                Locale.ROOT,
                "%s: %.1f MB in %.1f s%n",
                folder.resolve(ResultFiles.REPORT),
                Files.size(folder.resolve(ResultFiles.REPORT)) / 1e6,
                (System.nanoTime() - start) / 1e9);
    }

    /// A record of a sweep of no model.
    public static RunRecord record() {
        return RunRecord.start(List.of(), OPTIONS, Backends.open("java").backend());
    }

    /// Layers whose eigenvalues are those of a random bulk with a power-law tail, some of them odd.
    public static List<ReportLayer> invented(int count, int eigenvalues) {
        List<ReportLayer> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "model.layers." + i / 7 + "."
                    + List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate", "up", "down")
                            .get(i % 7);
            layers.add(
                    i % 97 == 13
                            ? ReportLayer.of(
                                    row(i, name, null, Status.SKIPPED, "6 eigenvalues, fewer than --min-evals 8"), null)
                            : layer(
                                    i,
                                    name,
                                    SampleSpectra.spectrum(new Random(i), eigenvalues, 2.2 + 3 * (i % 11) / 10.0)));
        }
        return layers;
    }

    /// Layers before and after all their weights are halved.
    public static Comparison comparison(int count) {
        List<Row> before = new ArrayList<>();
        List<Row> after = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "model.layers." + i + ".q_proj";
            double[] spectrum = SampleSpectra.spectrum(new Random(i), 60, 3);
            before.add(layer(i, name, spectrum).row());
            after.add(layer(
                            i,
                            name,
                            Arrays.stream(spectrum).map(lambda -> lambda / 4).toArray())
                    .row());
        }
        return Comparison.of(before, after);
    }

    /// An embedding, three blocks of q, k, fc1 and fc2, a head: places 1, 2 to 13, 14.
    public static List<Row> blocks() {
        List<Row> plain = invented(15, 60).stream()
                .map(ReportLayer::row)
                .filter(row -> row.metrics() != null)
                .toList();
        List<Row> rows = new ArrayList<>(List.of(with(plain.getFirst(), "embedding", null)));
        for (int i = 0; i < 12; i++) {
            rows.add(with(plain.get(1 + i), List.of("q", "k", "fc1", "fc2").get(i % 4), i / 4));
        }
        rows.add(with(plain.getLast(), "head", null));
        return rows;
    }

    private static Row with(Row row, String role, @Nullable Integer block) {
        return new Row(
                row.layerId(),
                row.longname(),
                row.layerType(),
                role,
                block,
                row.sliceId(),
                row.n(),
                row.m(),
                row.q(),
                row.rf(),
                row.metrics(),
                row.status(),
                row.model(),
                row.tensor(),
                row.dtype(),
                row.backend(),
                row.precision(),
                row.method(),
                row.convention(),
                row.note(),
                row.reason());
    }

    /// A layer with this spectrum.
    public static ReportLayer layer(int id, String name, double[] eigenvalues) {
        Spectrum spectrum = new Spectrum(eigenvalues, 2 * eigenvalues.length, eigenvalues.length, 1e-12, true);
        LayerMetrics metrics = LayerMetrics.of(spectrum, MetricOptions.DEFAULT);
        Status status = metrics.fit() == null ? Status.PARTIAL : Status.SUCCESS;
        return ReportLayer.of(
                row(id, name, metrics, status, String.join("; ", metrics.undefined(spectrum))), eigenvalues);
    }

    public static Row row(int id, String name, @Nullable LayerMetrics metrics, Status status, String reason) {
        return new Row(
                id,
                name,
                "dense",
                "",
                null,
                null,
                1024,
                512,
                2.0,
                1,
                metrics,
                status,
                "invented",
                name + ".weight",
                "F32",
                "java",
                "f64",
                "gram",
                "weightwatcher",
                "",
                reason);
    }

    private static void model(Path folder, Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            List<Model> models = List.of(new Model(file.toString(), checkpoint));
            Backend backend = Backends.open(Backends.AUTO).backend();
            Plan plan = Plan.of(models, OPTIONS);
            RunRecord started = RunRecord.start(models, OPTIONS, backend);
            List<Row> rows = Sweep.run(plan, backend, OPTIONS, Map.of(), finished -> {});
            // A row for every layer that is a matrix, in the order of the plan.
            List<Task> tasks =
                    plan.all().stream().filter(task -> task.layer().isRow()).toList();
            List<ReportLayer> layers = IntStream.range(0, rows.size())
                    .mapToObj(i -> ReportLayer.of(rows.get(i), eigenvalues(backend, tasks.get(i))))
                    .toList();
            SweepReport.write(folder, started.finished(rows, List.of()), layers, FigureFiles.ALL, SVG);
        }
    }

    private static double[] eigenvalues(Backend backend, Task task) {
        List<Matrix> matrices = task.layer().matrices();
        return backend.gramEigenvalues(matrices, OPTIONS.solve()).stream()
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
    }
}
