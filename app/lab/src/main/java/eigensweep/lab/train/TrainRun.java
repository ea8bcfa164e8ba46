package eigensweep.lab.train;

import eigensweep.files.FileLocks;
import eigensweep.files.WholeFile;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.findings.TrialResult.TracePoint;
import eigensweep.lab.network.ModelFile;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.TrainException;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.TrainingState.EpochResult;
import eigensweep.lab.train.TrainingState.Measured;
import eigensweep.page.ResultFiles;
import eigensweep.table.Tables;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A training in a folder of its own, which a killed training goes on from, and that a finished one is found in.
///
/// | file | holds |
/// |---|---|
/// | `recipe.yaml` | the recipe, as it was given |
/// | `initial.safetensors` | the weights before the first step |
/// | `state.safetensors` | where the training stands |
/// | `model.safetensors` | the weights at the end |
/// | `metrics.csv` | an epoch a row |
/// | `hessian.csv` | a trace a row, where the recipe asks for them |
/// | `evaluation.json` | accuracy, NLL and ECE on the test images and each OOD split |
/// | `run.json` | what computed, and how long it took |
public final class TrainRun {

    /// The recipe, as it was given.
    public static final String RECIPE = "recipe.yaml";
    /// Where the training stands.
    public static final String STATE = "state.safetensors";

    private final Source source;
    private final Recipe recipe;
    private final Path folder;
    private final Consumer<Progress> progress;

    /// Where a training comes from.
    ///
    /// @param text of the recipe, of which the folder keeps a copy
    /// @param version of the program
    public record Source(String text, String version) {}

    /// How far a training is.
    ///
    /// @param step how many are done
    /// @param steps all of it
    /// @param epoch that is being worked on, from 1
    /// @param loss the mean over the images of this epoch so far, or of the last one
    /// @param accuracy likewise
    public record Progress(long step, long steps, int epoch, double loss, double accuracy) {

        static Progress of(TrainingState state, long steps) {
            if (state.seen() == 0 && !state.epochs().isEmpty()) {
                EpochResult last = state.epochs().getLast();
                return new Progress(state.step(), steps, last.epoch(), last.loss(), last.accuracy());
            }
            double seen = Math.max(1, state.seen());
            return new Progress(
                    state.step(), steps, state.epochs().size() + 1, state.lossSum() / seen, state.right() / seen);
        }
    }

    /// What came of a training.
    ///
    /// @param scores on the test images, then on each OOD split
    /// @param parameters of the network
    /// @param seconds of this run
    /// @param waitingShare of the time of the steps that was spent on waiting for images
    /// @param resumedAt the step it went on from; 0 for a training from the start
    /// @param notices people should know, a line each
    /// @param traces of the Hessian, in the order of the steps
    public record Outcome(
            List<SplitScore> scores,
            int parameters,
            double seconds,
            double waitingShare,
            long resumedAt,
            List<String> notices,
            List<TracePoint> traces) {}

    private TrainRun(Source source, Recipe recipe, Path folder, Consumer<Progress> progress) {
        this.source = source;
        this.recipe = recipe;
        this.folder = folder;
        this.progress = progress;
    }

    /// Trains, or goes on with a training that was begun in the folder.
    ///
    /// @throws TrainException if the folder holds the training of another recipe
    public static Outcome run(Source source, Recipe recipe, Path folder, Consumer<Progress> progress)
            throws IOException {
        return new TrainRun(source, recipe, folder, progress).run();
    }

    private void refuseAnother() throws IOException {
        Path kept = folder.resolve(RECIPE);
        if (Files.exists(kept) && !Files.readString(kept).equals(source.text())) {
            throw new TrainException(
                    folder + ": holds the training of another recipe; name another folder (-o), or remove it", null);
        }
    }

    private void claim() throws IOException {
        // Again: another may have come in between.
        refuseAnother();
        WholeFile.write(folder.resolve(RECIPE), writer -> writer.write(source.text()));
    }

    private Outcome run() throws IOException {
        long start = System.nanoTime();
        Instant started = Instant.now();
        refuseAnother();
        // A recipe whose data cannot be opened is mended and tried again: the folder is not its yet.
        LabData data = recipe.data().open(recipe.seed());
        Files.createDirectories(folder);
        // A second training keeps out meanwhile.
        String taken = folder + ": another training is at work in this folder; wait for it, or choose another with -o";
        try (FileChannel _ = FileLocks.take(folder.resolve(".lock"), false, taken)) {
            claim();
            return train(data, start, started);
        }
    }

    private Outcome train(LabData data, long start, Instant started) throws IOException {
        Path saved = folder.resolve(STATE);
        boolean resumes = Files.exists(saved);
        // Another number of threads would end in other bits.
        int threads = resumes ? TrainingState.threads(saved) : recipe.machine().threads();
        try (Torch torch = Torch.open(recipe.machine().device(), threads);
                Training training = new Training(torch, recipe, data)) {
            List<String> notices = new ArrayList<>(training.notices());
            if (resumes) {
                training.resume(saved);
            } else {
                ModelFile.save(folder.resolve(ResultFiles.INITIAL), training.weights(), 0);
            }
            long resumedAt = training.state().step();
            training.run(listener());
            ModelFile.save(
                    folder.resolve(ResultFiles.MODEL),
                    training.weights(),
                    training.state().step());
            writeTables(training.state());
            List<SplitScore> scores = scores(torch, training.weights(), data);
            double seconds = (System.nanoTime() - start) / 1e9;
            Outcome outcome = new Outcome(
                    scores,
                    training.weights().network().parameterCount(),
                    seconds,
                    training.waitingShare(),
                    resumedAt,
                    notices,
                    traces(training.state()));
            // Of a training that was finished before, the record says how that one went.
            if (training.state().step() > resumedAt || !TrainRecord.isIn(folder)) {
                TrainRecord.write(folder, source, recipe, data.sha256(), torch, started, outcome);
            }
            return outcome;
        }
    }

    private Training.Listener listener() {
        return new Training.Listener() {
            @Override
            public void step(TrainingState state, long steps) {
                progress.accept(Progress.of(state, steps));
            }

            @Override
            public void save(TrainingState state, Trainer trainer) throws IOException {
                state.save(folder.resolve(STATE), trainer);
                writeTables(state);
            }
        };
    }

    private void writeTables(TrainingState state) throws IOException {
        WholeFile.write(
                folder.resolve("metrics.csv"), writer -> writer.write(Tables.csv(EpochResult.class, state.epochs())));
        if (recipe.hessian() != null) {
            WholeFile.write(
                    folder.resolve("hessian.csv"), writer -> writer.write(Tables.csv(TracePoint.class, traces(state))));
        }
    }

    private List<TracePoint> traces(TrainingState state) {
        double[] smooth = smooth(
                state.traces(), recipe.hessian() == null ? 1 : recipe.hessian().window());
        List<TracePoint> traces = new ArrayList<>();
        for (Measured point : state.traces()) {
            traces.add(new TracePoint(point.step(), point.trace(), point.standardError(), smooth[traces.size()]));
        }
        return List.copyOf(traces);
    }

    /// A centred mean over `window` points, fewer where the curve begins and ends.
    static double[] smooth(List<Measured> points, int window) {
        double[] smooth = new double[points.size()];
        for (int i = 0; i < smooth.length; i++) {
            int from = Math.max(0, i - (window - 1) / 2);
            int to = Math.min(points.size(), i + window / 2 + 1);
            smooth[i] = points.subList(from, to).stream()
                    .mapToDouble(Measured::trace)
                    .average()
                    .orElseThrow();
        }
        return smooth;
    }

    private static List<SplitScore> scores(Torch torch, Weights weights, LabData data) {
        Map<String, ImageSet> sets = new LinkedHashMap<>();
        sets.put(TrialResult.TEST, data.test());
        sets.putAll(data.ood());
        List<SplitScore> scores = new ArrayList<>();
        sets.forEach((name, set) -> scores.add(Evaluation.of(torch, weights, name, set)));
        return scores;
    }
}
