package eigensweep.lab.study;

import eigensweep.files.FileLocks;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.lab.study.StudyPlan.Planned;
import eigensweep.lab.train.Features;
import eigensweep.lab.train.Recipe;
import eigensweep.lab.train.RecipeFile;
import eigensweep.lab.train.TrainRun;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.page.ResultFiles;
import eigensweep.sweep.SweepOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/// Carries out one trial: trains, sweeps before and after, scores. A trial that was killed goes on from the last state
/// of its training.
///
/// @param plan that it belongs to
/// @param store that keeps what comes of it
public record TrialRun(StudyPlan plan, StudyStore store) {

    /// Who computes spectra: beside libtorch no second native library, whose threads would be in the way.
    private static final String BACKEND = "java";

    /// The share of the work that is the training.
    private static final double TRAINING = 0.9;

    private static final String LOCK = "lock";

    /// Does a trial, unless it is done.
    ///
    /// @param progress told how much is done, 0 to 1
    public void run(Planned planned, DoubleConsumer progress) throws IOException {
        Path folder = Files.createDirectories(store.trial(planned.trial(), planned.key()));
        // Who was told to stop may still be at it.
        try (FileChannel _ = FileLocks.await(folder.resolve(LOCK))) {
            if (!store.isFinished(planned.trial(), planned.key())) {
                store.keep(result(planned, folder, progress));
            }
            Files.deleteIfExists(folder.resolve(TrainRun.STATE));
        }
    }

    private TrialResult result(Planned planned, Path folder, DoubleConsumer progress) throws IOException {
        long start = System.nanoTime();
        clear(folder, planned.recipe());
        Recipe recipe = RecipeFile.parse(folder.resolve(TrainRun.RECIPE).toString(), planned.recipe());
        TrainRun.Outcome outcome = TrainRun.run(
                new TrainRun.Source(planned.recipe(), plan.version()),
                recipe,
                folder,
                done -> progress.accept(TRAINING * done.step() / done.steps()));
        int threads = recipe.machine().threads();
        Backend backend = Backends.open(BACKEND).backend();
        SweepOptions options = plan.analysis().sweep(threads);
        WeightSpectra before = WeightSpectra.of(folder.resolve(ResultFiles.INITIAL), options, backend);
        WeightSpectra after = WeightSpectra.of(folder.resolve(ResultFiles.MODEL), options, backend);
        before.write(folder.resolve("before.safetensors"));
        after.write(folder.resolve("after.safetensors"));
        Features features = Features.of(recipe, folder, plan.analysis().vendiImages());
        return new TrialResult(
                planned.trial(),
                planned.key(),
                layers(before, after),
                outcome.scores(),
                TrialDiversity.of(features, backend, threads),
                outcome.traces(),
                (System.nanoTime() - start) / 1e9);
    }

    private static List<LayerResult> layers(WeightSpectra before, WeightSpectra after) {
        List<LayerResult> layers = new ArrayList<>();
        before.metrics()
                .forEach((name, metrics) -> layers.add(
                        new LayerResult(name, metrics, after.metrics().getOrDefault(name, Map.of()))));
        return layers;
    }

    /// The training of a text that says the same but for where the data lie is not gone on with.
    private static void clear(Path folder, String recipe) throws IOException {
        Path kept = folder.resolve(TrainRun.RECIPE);
        if (!Files.exists(kept) || Files.readString(kept).equals(recipe)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!file.endsWith(LOCK)) {
                    Files.delete(file);
                }
            }
        }
    }
}
