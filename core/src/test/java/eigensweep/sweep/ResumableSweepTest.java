package eigensweep.sweep;

import static eigensweep.sweep.Sweeping.cells;
import static eigensweep.sweep.Sweeping.options;
import static eigensweep.testing.Models.gaussian;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.linalg.Backend;
import eigensweep.linalg.GramSum;
import eigensweep.linalg.Solve;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableSweepTest {

    @TempDir
    private Path folder;

    /// The Java backend, how often it was asked, and what happens meanwhile.
    private record Counting(AtomicInteger calls, Runnable meanwhile) implements Backend {

        @Override
        public String name() {
            return Sweeping.JAVA.name();
        }

        @Override
        public String description() {
            return Sweeping.JAVA.description();
        }

        @Override
        public @Nullable String refusal(Solve solve) {
            return Sweeping.JAVA.refusal(solve);
        }

        @Override
        public List<double[]> gramEigenvalues(List<Matrix> batch, Solve solve) {
            calls.incrementAndGet();
            meanwhile.run();
            return Sweeping.JAVA.gramEigenvalues(batch, solve);
        }

        @Override
        public double[] symmetricEigenvalues(double[] a, int n, Solve solve) {
            return Sweeping.JAVA.symmetricEigenvalues(a, n, solve);
        }

        @Override
        public GramSum gramSum(int n, int threads) {
            return Sweeping.JAVA.gramSum(n, threads);
        }

        @Override
        public int batch(int rows, int columns, Solve solve) {
            return 1;
        }

        @Override
        public long workspaceBytes(int rows, int columns, Solve solve) {
            return Sweeping.JAVA.workspaceBytes(rows, columns, solve);
        }
    }

    /// What a run gave, and how many layers it computed for that.
    private record Result(List<Row> rows, int computed) {}

    @Test
    void layersThatAreKnownAreNotComputedAgain() throws IOException {
        Path model = threeLayers("model.safetensors");
        Result first = run(model, "way");
        Result second = run(model, "way");
        assertThat(first.computed()).isEqualTo(3);
        assertThat(second.computed()).isZero();
        assertThat(second.rows()).isEqualTo(first.rows());
    }

    @Test
    void layersThatFailedAre() throws IOException {
        Path model = Models.write(
                folder.resolve("model.safetensors"),
                gaussian("good.weight", 1, 20, 15),
                gaussian("bad.weight", 2, 20, 15, 0, 0, Double.NaN));
        assertThat(run(model, "way").computed()).isEqualTo(2);
        Result second = run(model, "way");
        assertThat(second.computed()).isEqualTo(1);
        assertThat(second.rows()).extracting(Row::status).containsExactly(Row.Status.SUCCESS, Row.Status.FAILED);
    }

    @Test
    void otherWeightsOrAnotherWayAreNotKnown() throws IOException {
        Path model = threeLayers("model.safetensors");
        assertThat(run(model, "way").computed()).isEqualTo(3);
        assertThat(run(model, "another way").computed()).isEqualTo(3);
        Models.write(model, gaussian("a.weight", 11, 20, 15), gaussian("b.weight", 12, 20, 15));
        assertThat(run(model, "way").computed()).isEqualTo(2);
    }

    @Test
    void aModelThatWasMovedIsKnownUnderItsNewName() throws IOException {
        Result first = run(threeLayers("before.safetensors"), "way");
        Result moved = run(threeLayers("after.safetensors"), "way");
        assertThat(moved.computed()).isZero();
        assertThat(moved.rows()).extracting(Row::model).containsOnly("after.safetensors");
        assertThat(moved.rows()).extracting(Row::metrics).isEqualTo(metrics(first));
    }

    @Test
    void spectraAreKeptToTheLastBit() throws IOException {
        Path model = threeLayers("model.safetensors");
        run(model, "way");
        try (Checkpoint checkpoint = Checkpoints.open(model);
                Shards shards = Shards.open(folder.resolve("results"), Share.WHOLE)) {
            Plan plan = plan(model, checkpoint);
            ResumableSweep sweep = sweep(shards, model, checkpoint, "way");
            for (Task task : plan.tasks()) {
                double[] spectrum = Sweeping.JAVA
                        .gramEigenvalues(task.layer().matrices(), options(1).solve())
                        .getFirst();
                assertThat(sweep.eigenvalues(task).orElseThrow()).containsExactly(spectrum);
                assertThat(sweep.count(task)).contains((long) spectrum.length);
            }
        }
    }

    @Test
    void sharesAndThenTheWholeGiveWhatOneRunGives() throws IOException {
        Path model = threeLayers("model.safetensors");
        Result undisturbed = run(model, "way");
        int computed = run(model, "way", "shared", new Share(1, 2)).computed()
                + run(model, "way", "shared", new Share(2, 2)).computed();
        assertThat(computed).isEqualTo(3);
        Result merged = run(model, "way", "shared", Share.WHOLE);
        assertThat(merged.computed()).isZero();
        assertThat(cells(merged.rows())).isEqualTo(cells(undisturbed.rows()));
    }

    private Path threeLayers(String name) {
        return Models.write(
                folder.resolve(name),
                gaussian("a.weight", 1, 20, 15),
                gaussian("b.weight", 2, 30, 40),
                gaussian("c.weight", 3, 25, 25));
    }

    /// What a change is of, and from where to where: the adapter of a model has the files of both and other
    /// numbers.
    @Test
    void aChangeIsKnownByBothItsModels() throws IOException {
        Path before = threeLayers("before.safetensors");
        Path after = Models.write(
                folder.resolve("after.safetensors"), gaussian("b.weight", 5, 30, 40), gaussian("a.weight", 4, 20, 15));
        assertThat(change(after, before).computed()).isEqualTo(2);
        assertThat(change(after, before).computed()).isZero();
        assertThat(change(before, after).computed()).as("the other way round").isEqualTo(2);
        assertThat(run(after, "way").computed()).as("the model itself").isEqualTo(2);
        Models.write(before, gaussian("a.weight", 6, 20, 15), gaussian("b.weight", 2, 30, 40));
        Result changed = change(after, before);
        assertThat(changed.computed()).isEqualTo(2);
        assertThat(changed.rows()).extracting(Row::longname).containsExactly("b", "a");
    }

    private Result change(Path after, Path before) throws IOException {
        try (Checkpoint change = Checkpoints.openDifference(after.toString(), before.toString())) {
            return run(after, change, "way", "results", Share.WHOLE);
        }
    }

    @Test
    void whatIsComputedOfAFileThatChangesFailsAndIsNotKept() throws IOException {
        Path model = threeLayers("model.safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            Result disturbed = run(model, checkpoint, "way", "results", Share.WHOLE, () -> touch(model));
            assertThat(disturbed.rows())
                    .extracting(Row::status)
                    .containsOnly(Row.Status.FAILED)
                    .hasSize(3);
            assertThat(disturbed.rows())
                    .extracting(Row::reason)
                    .allMatch(reason -> reason.startsWith(model + " changed while it was read"));
            assertThat(disturbed.rows()).extracting(Row::metrics).containsOnlyNulls();
        }
        assertThat(run(model, "way").computed()).as("nothing was kept").isEqualTo(3);
    }

    /// The file of hashes that was read is not that of the plan: what is kept under it belongs to another.
    @Test
    void nothingIsKnownOfAFileThatChangedBefore() throws IOException {
        Path model = threeLayers("model.safetensors");
        run(model, "way");
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            touch(model);
            assertThat(run(model, checkpoint, "way", "results", Share.WHOLE).rows())
                    .extracting(Row::status)
                    .containsOnly(Row.Status.FAILED);
        }
    }

    /// It may be hashed while its layers are swept.
    @Test
    void nothingIsKeptOfAFileThatChangedBeforeItWasHashed() throws IOException {
        Path model = threeLayers("model.safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(model);
                Shards shards = Shards.open(folder.resolve("results"), Share.WHOLE)) {
            List<Model> models = List.of(new Model(name(model), checkpoint));
            LayerKeys late = new LayerKeys(
                    models,
                    () -> {
                        touch(model);
                        return LayerKeys.hash(models);
                    },
                    "way",
                    task -> "java");
            ResumableSweep sweep = new ResumableSweep(shards, late, () -> {});
            Plan plan = plan(model, checkpoint);
            assertThat(sweep.run(plan, Sweeping.JAVA, options(2), sweep.known(plan), group -> {}))
                    .extracting(Row::status)
                    .containsOnly(Row.Status.FAILED);
            assertThat(shards.size()).isZero();
        }
    }

    @Test
    void aChangeOfTheModelThatIsSubtractedIsNoticed() throws IOException {
        Path before = threeLayers("before.safetensors");
        Path after = Models.write(folder.resolve("after.safetensors"), gaussian("b.weight", 5, 30, 40));
        try (Checkpoint change = Checkpoints.openDifference(after.toString(), before.toString())) {
            Result disturbed = run(after, change, "way", "results", Share.WHOLE, () -> touch(before));
            assertThat(disturbed.rows())
                    .filteredOn(row -> row.status() == Row.Status.FAILED)
                    .extracting(Row::reason)
                    .singleElement()
                    .asString()
                    .startsWith(before + " changed");
        }
    }

    @Test
    void layersOfAnotherMachinesBackendAreKnownAndSaidToBe() throws IOException {
        Path model = threeLayers("model.safetensors");
        run(model, "way", "results", new Share(1, 2));
        try (Checkpoint checkpoint = Checkpoints.open(model);
                Shards shards = Shards.open(folder.resolve("results"), Share.WHOLE)) {
            List<Model> models = List.of(new Model(name(model), checkpoint));
            LayerKeys keys = new LayerKeys(models, () -> LayerKeys.hash(models), "way", task -> "cuda MANY");
            Map<Task, KeptLayer.Known> known =
                    new ResumableSweep(shards, keys, () -> {}).known(plan(model, checkpoint));
            assertThat(known).isNotEmpty();
            assertThat(ResumableSweep.others(known, Sweeping.JAVA)).isEmpty();
            assertThat(known.values()).extracting(KeptLayer.Known::by).containsOnly("java");
        }
    }

    /// Written at another time.
    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result run(Path model, String way) throws IOException {
        return run(model, way, "results", Share.WHOLE);
    }

    private Result run(Path model, String way, String results, Share share) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            return run(model, checkpoint, way, results, share);
        }
    }

    private Result run(Path model, Checkpoint checkpoint, String way, String results, Share share) throws IOException {
        return run(model, checkpoint, way, results, share, () -> {});
    }

    private Result run(Path model, Checkpoint checkpoint, String way, String results, Share share, Runnable meanwhile)
            throws IOException {
        Counting backend = new Counting(new AtomicInteger(), meanwhile);
        try (Shards shards = Shards.open(folder.resolve(results), share)) {
            Plan plan = plan(model, checkpoint).share(share);
            ResumableSweep sweep = sweep(shards, model, checkpoint, way);
            List<Row> rows = sweep.run(plan, backend, options(2), sweep.known(plan), group -> {});
            return new Result(rows, backend.calls().get());
        }
    }

    private static Plan plan(Path model, Checkpoint checkpoint) {
        return Plan.of(List.of(new Model(name(model), checkpoint)), options(2));
    }

    private static ResumableSweep sweep(Shards shards, Path model, Checkpoint checkpoint, String way) {
        List<Model> models = List.of(new Model(name(model), checkpoint));
        return new ResumableSweep(
                shards, new LayerKeys(models, () -> LayerKeys.hash(models), way, task -> "java"), () -> {});
    }

    private static String name(Path model) {
        return model.getFileName().toString();
    }

    private static List<?> metrics(Result result) {
        return result.rows().stream().map(Row::metrics).toList();
    }
}
