package eigensweep.lab.train;

import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.lab.augment.Mixup;
import eigensweep.lab.network.ModelFile;
import eigensweep.lab.network.Network;
import eigensweep.lab.network.Seeds;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.TrainException;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Recipe.Curvature;
import eigensweep.lab.train.TrainingState.EpochResult;
import eigensweep.lab.train.TrainingState.Measured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Carries out a recipe, step by step. All draws of a step come from seeds of its own, so that a training that
/// goes on from a saved state does what it would have done.
final class Training implements AutoCloseable {

    private final Torch torch;
    private final Recipe recipe;
    private final LabData data;
    private final Augmenting augmentation;
    private final Trainer trainer;
    private final List<String> notices;
    private TrainingState state;
    private double waited;
    private double trained;

    /// What is told while a training runs.
    interface Listener {

        /// A step is done.
        ///
        /// @param state after it
        /// @param steps all of the training
        void step(TrainingState state, long steps);

        /// A state that the training can go on from.
        void save(TrainingState state, Trainer trainer) throws IOException;
    }

    Training(Torch torch, Recipe recipe, LabData data) {
        this.torch = torch;
        this.recipe = recipe;
        this.data = data;
        this.augmentation = Augmenting.of(recipe.augmentation());
        Network.checkBatch(
                recipe.model(),
                Math.min(recipe.length().batch(), data.train().count()),
                data.train().shape(),
                data.classes());
        Network network = Network.of(recipe.model(), data.train().shape(), data.classes());
        Weights weights = Weights.start(torch, network, Seeds.of(recipe.seed(), Seeds.WEIGHTS));
        Path given = recipe.model().weights();
        this.notices = given == null ? List.of() : ModelFile.load(given, weights);
        this.trainer = new Trainer(torch, weights, recipe.optimizer());
        this.state = TrainingState.start(torch.threads());
    }

    /// Goes on from a saved state.
    void resume(Path file) {
        state = TrainingState.load(file, trainer, torch.manager());
    }

    /// What people should know of the weights it started from, a line each.
    List<String> notices() {
        return notices;
    }

    TrainingState state() {
        return state;
    }

    Weights weights() {
        return trainer.weights();
    }

    /// All steps of the training.
    long steps() {
        return (long) recipe.length().epochs() * stepsAnEpoch();
    }

    private int stepsAnEpoch() {
        return Batches.count(data.train().count(), recipe.length().batch());
    }

    /// The share of the time spent in steps that was spent on waiting for images, 0 to 1.
    double waitingShare() {
        return trained == 0 ? 0 : waited / trained;
    }

    /// Measures a step on a few of the first, with the making of their batches. The training is not to be gone on
    /// with.
    ///
    /// @param most steps that are measured; fewer if an epoch has fewer
    /// @return seconds a step
    double secondsAStep(int most) {
        int warm = 3;
        int batch = recipe.length().batch();
        int images = Math.min(data.train().count(), (most + warm) * batch);
        int[] order = ImageSet.shuffled(images, new SplittableRandom(recipe.seed()));
        try (Batches batches = new Batches(data.train(), order, 0, batch, augmentation, 0, 1)) {
            long start = System.nanoTime();
            int steps = 0;
            while (batches.hasNext()) {
                trainer.step(++steps, recipe.schedule().learningRate(), batches.next());
                if (steps == warm && batches.hasNext()) {
                    start = System.nanoTime();
                }
            }
            return (System.nanoTime() - start) / 1e9 / Math.max(1, steps > warm ? steps - warm : steps);
        }
    }

    /// Measures one estimate of the Hessian's trace, in seconds; 0 if the recipe does not ask for any.
    double secondsATrace() {
        long start = System.nanoTime();
        measureCurvature();
        return (System.nanoTime() - start) / 1e9;
    }

    /// Does the steps that are left.
    void run(Listener listener) throws IOException {
        while (state.step() < steps()) {
            epoch((int) (state.step() / stepsAnEpoch()), listener);
        }
    }

    private void epoch(int epoch, Listener listener) throws IOException {
        long seed = recipe.seed();
        int[] order = ImageSet.shuffled(data.train().count(), new SplittableRandom(Seeds.of(seed, Seeds.ORDER, epoch)));
        int first = (int) (state.step() % stepsAnEpoch());
        double rate = 0;
        long start = System.nanoTime();
        try (Batches batches = new Batches(
                data.train(),
                order,
                first,
                recipe.length().batch(),
                augmentation,
                Seeds.of(seed, Seeds.AUGMENTATION, epoch),
                recipe.machine().workers())) {
            while (batches.hasNext()) {
                measureCurvature();
                rate = recipe.schedule().rate(state.step(), steps(), epoch);
                step(mixed(batches.next()), rate);
                boolean last = !batches.hasNext();
                if (!last) {
                    listener.step(state, steps());
                    int every = recipe.length().checkpointEvery();
                    if (every > 0 && state.step() % every == 0) {
                        listener.save(state, trainer);
                    }
                }
            }
            waited += batches.waited();
            trained += (System.nanoTime() - start) / 1e9;
        }
        finish(epoch, rate);
        listener.step(state, steps());
        listener.save(state, trainer);
    }

    /// Mixed here and not where images are decoded: the share is drawn by the step.
    private Batches.Batch mixed(Batches.Batch batch) {
        Double alpha = recipe.mixup();
        if (alpha == null) {
            return batch;
        }
        SplittableRandom random = new SplittableRandom(Seeds.of(recipe.seed(), Seeds.MIXUP, state.step()));
        return batch.mixed(Mixup.draw(alpha, random), data.classes());
    }

    private void step(Batches.Batch batch, double rate) {
        torch.seed(Seeds.of(recipe.seed(), Seeds.DROPOUT, state.step()));
        Trainer.Seen seen = trainer.step(state.step() + 1, rate, batch);
        if (!Double.isFinite(seen.loss())) {
            throw new TrainException(
                    "the loss became " + seen.loss() + " at step " + (state.step() + 1)
                            + ": the training diverged; lower the learning rate",
                    null);
        }
        state = new TrainingState(
                state.step() + 1,
                state.threads(),
                state.lossSum() + seen.loss() * batch.count(),
                state.right() + seen.right(),
                state.seen() + batch.count(),
                state.epochs(),
                state.traces());
    }

    private void finish(int epoch, double rate) {
        SplitScore test = Evaluation.of(torch, trainer.weights(), TrialResult.TEST, data.test());
        List<EpochResult> epochs = new ArrayList<>(state.epochs());
        epochs.add(new EpochResult(
                epoch + 1,
                state.step(),
                rate,
                state.lossSum() / state.seen(),
                (double) state.right() / state.seen(),
                test.accuracy(),
                test.nll(),
                test.ece()));
        state = new TrainingState(state.step(), state.threads(), 0, 0, 0, epochs, state.traces());
    }

    private void measureCurvature() {
        Curvature curvature = recipe.hessian();
        if (curvature == null || state.step() % curvature.every() != 0) {
            return;
        }
        Measured point =
                CurvatureProbe.of(torch, trainer.weights(), data.train(), curvature, recipe.seed(), state.step());
        List<Measured> traces = new ArrayList<>(state.traces());
        traces.add(point);
        state = new TrainingState(
                state.step(), state.threads(), state.lossSum(), state.right(), state.seen(), state.epochs(), traces);
    }

    @Override
    public void close() {
        trainer.close();
        trainer.weights().close();
    }
}
