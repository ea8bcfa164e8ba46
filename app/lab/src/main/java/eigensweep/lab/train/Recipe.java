package eigensweep.lab.train;

import eigensweep.files.Printable;
import eigensweep.files.Suggestion;
import eigensweep.lab.network.ModelSpec;
import eigensweep.linalg.Solve;
import eigensweep.table.Field;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One training, completely: the same recipe on the same machine gives the same weights to the last bit.
///
/// @param data what is learnt from
/// @param model what learns
/// @param optimizer how weights are changed
/// @param schedule by how much
/// @param length how long, in which portions
/// @param seed of every draw: weights, order, dropout, augmentation, holdout, probes
/// @param augmentation what is done to the images that are trained on, as [Augmenting] has its names, or null
/// @param mixup alpha of the Beta distribution of the shares in which the images of a batch are mixed with each
///     other, above 0; or null: they are not
/// @param machine what computes
/// @param hessian what is measured on the way, or null
public record Recipe(
        DataSpec data,
        ModelSpec model,
        Optimizer.Rule optimizer,
        Schedule schedule,
        @Field(flat = true) Length length,
        long seed,
        @Nullable String augmentation,
        @Nullable Double mixup,
        @Field(flat = true) Machine machine,
        @Nullable Curvature hessian) {

    public Recipe {
        Augmenting.of(augmentation);
        checkMixup(mixup);
    }

    static void checkMixup(@Nullable Double alpha) {
        if (alpha != null && !(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("an alpha of " + alpha + ": it is a number above 0");
        }
    }

    /// What a recipe says that says nothing but its model.
    static Recipe usual(ModelSpec model) {
        return of(DataSpec.DEFAULT, model, TrainingSpec.DEFAULT.onThreads(model.threads()), 1);
    }

    /// A recipe of parts that may be shared by several.
    public static Recipe of(DataSpec data, ModelSpec model, TrainingSpec training, long seed) {
        return new Recipe(
                data,
                model,
                training.optimizer(),
                training.schedule(),
                training.length(),
                seed,
                null,
                null,
                training.machine(),
                training.hessian());
    }

    /// The same training under regularisers.
    ///
    /// @param dropout the rate
    /// @param weightDecay of the optimiser
    /// @param images what is done to the images, or null
    /// @throws IllegalArgumentException if one is impossible
    public Recipe treated(double dropout, double weightDecay, @Nullable String images) {
        return with(model.withDropout(dropout), optimizer.withWeightDecay(weightDecay), images, hessian);
    }

    /// The same training without a look at the Hessian.
    public Recipe withoutCurvature() {
        return with(model, optimizer, augmentation, null);
    }

    private Recipe with(
            ModelSpec network, Optimizer.Rule rule, @Nullable String images, @Nullable Curvature curvature) {
        return new Recipe(data, network, rule, schedule, length, seed, images, mixup, machine, curvature);
    }

    /// How long a training is.
    ///
    /// @param epochs at least 1
    /// @param batch images a step
    /// @param checkpointEvery steps between two states that a killed training resumes from; 0 for the ends of
    ///     epochs
    public record Length(
            int epochs, int batch, @Field(decides = false) int checkpointEvery) {

        static final Length DEFAULT = new Length(10, 64, 0);

        private static final int MOST = 1_000_000;

        public Length {
            if (epochs > MOST || batch > MOST) {
                throw new IllegalArgumentException(
                        epochs + " epochs in batches of " + batch + ": each is at most " + MOST);
            }
            if (epochs < 1 || batch < 1 || checkpointEvery < 0) {
                throw new IllegalArgumentException(epochs + " epochs in batches of " + batch + ", a state every "
                        + checkpointEvery + " steps: epochs and batch are at least 1, checkpoint_every at least 0");
            }
        }
    }

    /// What computes.
    ///
    /// @param device `auto`, `cpu`, `cuda`
    /// @param threads of libtorch; part of what decides the last bits
    /// @param workers threads that decode images; no part of it
    public record Machine(
            String device,
            int threads,
            @Field(decides = false) int workers) {

        private static final List<String> DEVICES = List.of("auto", "cpu", "cuda");

        static final Machine DEFAULT = new Machine(DEVICES.getFirst(), 1, 1);

        public Machine {
            if (!DEVICES.contains(device.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("a device '" + Printable.brief(device) + "': known are "
                        + String.join(", ", DEVICES) + Suggestion.after(device, DEVICES));
            }
            if (threads > Solve.MOST_THREADS || workers > Solve.MOST_THREADS) {
                throw new IllegalArgumentException(
                        threads + " threads and " + workers + " workers: each is at most " + Solve.MOST_THREADS);
            }
            if (threads < 1 || workers < 1) {
                throw new IllegalArgumentException(
                        threads + " threads and " + workers + " workers: each is at least 1");
            }
        }
    }

    /// The trace of the Hessian during the training (PAPER F14).
    ///
    /// @param every steps between two estimates
    /// @param probes of each
    /// @param images of the training set that the loss is taken over, the first of them
    /// @param window estimates that are averaged for the smoothed curve: a centred mean, narrower at the ends
    public record Curvature(int every, int probes, int images, int window) {

        static final Curvature DEFAULT = new Curvature(50, 10, 1024, 5);

        private static final int MOST = 1_000_000;

        public Curvature {
            if (probes > MOST || window > MOST) {
                throw new IllegalArgumentException(
                        probes + " probes, smoothed over " + window + ": each is at most " + MOST);
            }
            if (every < 1 || probes < 2 || images < 1 || window < 1) {
                throw new IllegalArgumentException("a trace every " + every + " steps of " + probes + " probes on "
                        + images + " images, smoothed over " + window
                        + ": each is at least 1, the probes at least 2");
            }
        }
    }
}
