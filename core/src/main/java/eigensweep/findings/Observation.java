package eigensweep.findings;

import eigensweep.stats.Correlations;
import eigensweep.stats.Correlations.Correlation;
import eigensweep.stats.Correlations.Kind;
import eigensweep.stats.Correlations.Variable;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A treatment in one number a quantity, each the mean over its seeds: what is correlated. Seeds are not
/// observations of their own: those of one treatment share what is asked about.
///
/// @param treatment which one
/// @param pixels the Vendi Score of pixels
/// @param embeddings the Vendi Score of embeddings
/// @param weighted `rho` times that (PAPER F2)
/// @param rho the alignment with the images without augmentation
/// @param changes of the paper's metrics, relative to the baseline, means over layers; NaN of one without a layer
/// @param accuracy on the test images
/// @param ece likewise
public record Observation(
        Treatment treatment,
        double pixels,
        double embeddings,
        double weighted,
        double rho,
        Map<PaperMetric, Double> changes,
        double accuracy,
        double ece) {

    /// What is correlated.
    ///
    /// @param name for people
    /// @param of an observation; NaN where it is undefined
    public record Quantity(String name, ToDoubleFunction<Observation> of) {

        static Quantity of(PaperMetric metric) {
            return new Quantity(metric.label(), observation -> observation.changes.getOrDefault(metric, Double.NaN));
        }
    }

    public static final Quantity PIXELS = new Quantity("VS pixels", Observation::pixels);
    public static final Quantity EMBEDDINGS = new Quantity("VS embeddings", Observation::embeddings);
    public static final Quantity WEIGHTED = new Quantity("weighted VS", Observation::weighted);

    /// In the order of [#correlations].
    private static final List<Quantity> QUANTITIES = Stream.of(
                    Stream.of(PIXELS, EMBEDDINGS, WEIGHTED),
                    PaperMetric.ALL.stream().map(Quantity::of),
                    Stream.of(new Quantity("accuracy", Observation::accuracy), new Quantity("ECE", Observation::ece)))
            .flatMap(quantities -> quantities)
            .toList();

    /// All treatments of a setting, the baseline first.
    public static List<Observation> all(Setting setting) {
        List<Observation> all = new ArrayList<>();
        setting.trials().forEach((treatment, trials) -> all.add(of(setting, treatment, trials)));
        return all;
    }

    /// The baseline and the augmentations alone: what differs in diversity, and in nothing else.
    public static List<Observation> ofAugmentations(Setting setting) {
        return all(setting).stream()
                .filter(observation -> observation.treatment().kind() == Treatment.Kind.BASELINE
                        || observation.treatment().kind() == Treatment.Kind.DIVERSITY)
                .toList();
    }

    private static Observation of(Setting setting, Treatment treatment, List<TrialResult> trials) {
        return new Observation(
                treatment,
                mean(trials, trial -> trial.diversity().pixels()),
                mean(trials, trial -> trial.diversity().embeddings()),
                mean(trials, trial -> trial.diversity().weighted()),
                mean(trials, trial -> trial.diversity().rho()),
                setting.metrics().stream()
                        .collect(Collectors.toMap(MetricChanges::metric, changes -> change(changes, treatment))),
                mean(trials, trial -> trial.test().accuracy()),
                mean(trials, trial -> trial.test().ece()));
    }

    private static double mean(List<TrialResult> trials, ToDoubleFunction<TrialResult> number) {
        return trials.stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    private static Double change(MetricChanges changes, Treatment treatment) {
        if (changes.layers().isEmpty()) {
            return Double.NaN;
        }
        return changes.members().stream()
                .filter(member -> member.treatment().equals(treatment))
                .map(member -> MetricChanges.mean(member.profile()))
                .findFirst()
                .orElse(0.0);
    }

    /// The correlation of every quantity with every other, row by row; those with a quantity that is undefined
    /// somewhere are left out.
    public static List<Correlation> correlations(Kind kind, List<Observation> observations) {
        List<Variable> variables = new ArrayList<>();
        for (Quantity quantity : QUANTITIES) {
            double[] values = observations.stream().mapToDouble(quantity.of()).toArray();
            if (Arrays.stream(values).allMatch(Double::isFinite)) {
                variables.add(new Variable(quantity.name(), values));
            }
        }
        return Correlations.matrix(kind, variables);
    }
}
