package eigensweep.findings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What came of a trial.
///
/// @param trial which one
/// @param key a hash of all that decides the result: a changed study does not take it for its own
/// @param layers in the order of the network
/// @param scores on the test images ([#TEST]), then on each split of another distribution
/// @param diversity of the images trained on
/// @param trace of the Hessian, in the order of the steps; empty if the study does not follow it
/// @param seconds that it took
public record TrialResult(
        Trial trial,
        String key,
        List<LayerResult> layers,
        List<SplitScore> scores,
        Diversity diversity,
        List<TracePoint> trace,
        double seconds) {

    /// The split of the test images.
    public static final String TEST = "test";

    /// How well the trained network classifies the test images.
    public SplitScore test() {
        return scores.stream()
                .filter(score -> score.split().equals(TEST))
                .findFirst()
                .orElseThrow();
    }

    /// Whether the training came to nothing: spectra of such a network say nothing of a treatment that works.
    public boolean collapsed() {
        return test().atChance();
    }

    /// Those that differ in their seeds alone together, in the order of the first of each.
    public static Stream<List<TrialResult>> overSeeds(Stream<TrialResult> results) {
        return results
                .collect(Collectors.groupingBy(
                        result -> new Trial(result.trial.model(), result.trial.data(), result.trial.treatment(), 0),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .stream();
    }

    /// One layer before and after.
    ///
    /// @param name of the layer; its eigenvalues have this name in the trial's `before.safetensors` and
    ///     `after.safetensors`
    /// @param before metric by column (`alpha`, `entropy`, `log_norm`, `log_spectral_norm`, and what else the sweep
    ///     has), without those that are undefined
    /// @param after likewise
    public record LayerResult(String name, Map<String, Double> before, Map<String, Double> after) {

        /// `DeltaM = M_post - M_pre` (PAPER F8), or null if either is undefined.
        public @Nullable Double change(String metric) {
            Double earlier = before.get(metric);
            Double later = after.get(metric);
            return earlier == null || later == null ? null : Double.valueOf(later - earlier);
        }
    }

    /// How well the trained network classifies a set of images.
    ///
    /// @param split [#TEST], or the name of a split of another distribution
    /// @param n images
    /// @param accuracy top-1
    /// @param nll the mean negative log-likelihood, in nats
    /// @param ece the expected calibration error (PAPER F15)
    /// @param chance how often a guess that looks at no image can be right; null where nobody counted
    public record SplitScore(
            String split,
            int n,
            double accuracy,
            double nll,
            double ece,
            @Nullable Double chance) {

        /// How many standard errors above chance still are chance.
        private static final double ERRORS = 2;

        /// Whether the network knows no more of these images than a guess does: its accuracy is not two standard errors
        /// above chance.
        public boolean atChance() {
            return chance != null && accuracy <= chance + ERRORS * Math.sqrt(chance * (1 - chance) / n);
        }
    }

    /// The Vendi Scores of the images trained on, as they were augmented in the first epoch (PAPER F1, F2).
    ///
    /// @param n images that were looked at
    /// @param pixels the score of their pixels
    /// @param embeddings the score of what the trained network's last hidden layer makes of them
    /// @param rho the alignment of those embeddings with the ones of the images without augmentation, -1 to 1
    public record Diversity(int n, double pixels, double embeddings, double rho) {

        /// `rho * VS` of the embeddings (PAPER F2).
        public double weighted() {
            return rho * embeddings;
        }
    }

    /// The trace of the Hessian at a step (PAPER F14).
    ///
    /// @param step of the training
    /// @param trace the estimate
    /// @param standardError of the estimate over its probes
    /// @param smoothed over the study's window
    public record TracePoint(long step, double trace, double standardError, double smoothed) {}
}
