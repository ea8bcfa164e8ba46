package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult.Diversity;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.findings.TrialResult.TracePoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Studies that nobody trained: changes made of a trend, what is planted, a level that is the treatment's own,
/// and first-order autoregressive noise along the layers.
///
/// @param layers of the network
/// @param seeds how many
/// @param treatments the baseline first
/// @param planted what a treatment does
/// @param levels the standard deviation of the treatments' own levels
/// @param scores what of diversity and accuracy is planted
public record SyntheticStudy(
        int layers, int seeds, List<Treatment> treatments, Planted planted, double levels, Scores scores) {

    public static final List<String> METRICS = List.of("alpha", "entropy", "log_norm", "log_spectral_norm");

    /// The standard deviation of the noise, and its correlation from layer to layer.
    public static final double NOISE = 0.02;

    private static final double PHI = 0.5;

    public static final List<String> AUGMENTATIONS = List.of(
            "autoaugment",
            "randaugment",
            "augmix",
            "trivialaugment",
            "noise-0.1",
            "noise-0.3",
            "noise-0.5",
            "auto-v1",
            "auto-v2",
            "auto-v3");

    /// What a treatment does to a metric.
    public interface Planted {
        /// @param depth 0 at the first layer, 1 at the last
        double change(Treatment treatment, String metric, double depth);
    }

    /// The Vendi Scores of a treatment, and its accuracy: `[pixels, embeddings, accuracy, trace]`.
    public interface Scores {
        double[] of(Treatment treatment, SplittableRandom random);
    }

    /// Nothing but noise, and diversity that goes with nothing.
    public static SyntheticStudy nothing(int seeds, double levels) {
        return new SyntheticStudy(
                8, seeds, treatments(4, 6, 10, false), (treatment, metric, depth) -> 0, levels, (treatment, random) ->
                        new double[] {20 + random.nextGaussian(), 9 + random.nextGaussian(), 0.9, 100});
    }

    /// The same study with something planted in it.
    public SyntheticStudy with(Planted what) {
        return new SyntheticStudy(layers, seeds, treatments, what, levels, scores);
    }

    /// So many of the paper's treatments of each category, and their combinations.
    public static List<Treatment> treatments(int dropouts, int decays, int augmentations, boolean combined) {
        List<Double> rates = List.of(0.1, 0.3, 0.5, 0.7).subList(0, dropouts);
        List<String> decay =
                List.of("1e-5", "5e-5", "1e-4", "5e-4", "1e-3", "5e-3").subList(0, decays);
        List<Treatment> all = new ArrayList<>(List.of(new Treatment("baseline", Kind.BASELINE, 0, 0, null)));
        rates.forEach(rate -> all.add(new Treatment("dropout-" + rate, Kind.DROPOUT, rate, 0, null)));
        decay.forEach(by -> all.add(new Treatment("wd-" + by, Kind.WEIGHT_DECAY, 0, Double.parseDouble(by), null)));
        List<String> names = AUGMENTATIONS.subList(0, augmentations);
        names.forEach(name -> all.add(new Treatment(name, Kind.DIVERSITY, 0, 0, name)));
        if (combined) {
            for (double rate : new double[] {0.1, 0.5}) {
                names.forEach(
                        name -> all.add(new Treatment("dropout-" + rate + "+" + name, Kind.COMBINED, rate, 0, name)));
            }
            for (String by : List.of("1e-5", "5e-3")) {
                names.forEach(name -> all.add(
                        new Treatment("wd-" + by + "+" + name, Kind.COMBINED, 0, Double.parseDouble(by), name)));
            }
        }
        return all;
    }

    /// What treatments of a kind differ by from what is planted, on average, with one draw of their levels.
    public double meanLevel(long draw, Kind kind, String metric) {
        return treatments.stream()
                .filter(treatment -> treatment.kind() == kind)
                .mapToDouble(treatment -> level(draw, treatment, metric))
                .average()
                .orElseThrow();
    }

    private double level(long draw, Treatment treatment, String metric) {
        return treatment.kind() == Kind.BASELINE
                ? 0
                : levels * random(draw, treatment.name(), metric).nextGaussian();
    }

    /// Random numbers that belong to a draw and a name.
    private static SplittableRandom random(long draw, String... names) {
        long seed = draw;
        for (String name : names) {
            seed = 6364136223846793005L * seed + name.hashCode();
        }
        return new SplittableRandom(seed);
    }

    /// All trials, finished.
    ///
    /// @param draw two draws of one study have noise and levels of their own
    public StudyResults results(long draw, Path folder) {
        return results(draw, folder, "cnn", "digits");
    }

    /// The same for a model and a data set of these names.
    public StudyResults results(long draw, Path folder, String model, String data) {
        List<TrialResult> results = new ArrayList<>();
        for (Treatment treatment : treatments) {
            LongStream.rangeClosed(1, seeds)
                    .forEach(seed -> results.add(result(draw, new Trial(model, data, treatment, seed))));
        }
        return new StudyResults(
                "synthetic", results.stream().map(TrialResult::trial).toList(), results, folder);
    }

    private TrialResult result(long draw, Trial trial) {
        Treatment treatment = trial.treatment();
        List<Map<String, Double>> before = new ArrayList<>();
        List<Map<String, Double>> after = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            before.add(new HashMap<>());
            after.add(new HashMap<>());
        }
        for (String metric : METRICS) {
            SplittableRandom start = random(draw, "start", metric, trial.model() + trial.seed());
            SplittableRandom noise = random(draw, "noise", metric, treatment.name() + trial.data(), "s" + trial.seed());
            double level = level(draw, treatment, metric);
            double ar = noise.nextGaussian();
            for (int i = 0; i < layers; i++) {
                double depth = i / (layers - 1.0);
                double first = 3 + start.nextGaussian();
                double change = 0.4 * Math.sin(3 * depth) + planted.change(treatment, metric, depth);
                before.get(i).put(metric, first);
                after.get(i).put(metric, first + change + level + NOISE * ar);
                ar = PHI * ar + Math.sqrt(1 - PHI * PHI) * noise.nextGaussian();
            }
        }
        List<LayerResult> all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            all.add(new LayerResult(i == layers - 1 ? "head" : "features." + i, before.get(i), after.get(i)));
        }
        SplittableRandom other = random(draw, "scores", treatment.name());
        double[] score = scores.of(treatment, other);
        SplittableRandom small = random(draw, "small", treatment.name(), "s" + trial.seed());
        double accuracy = Math.min(1, score[2] + 0.004 * small.nextGaussian());
        return new TrialResult(
                trial,
                HexFormat.of().toHexDigits(small.nextLong()),
                all,
                List.of(
                        new SplitScore("test", 360, accuracy, 0.2, 0.02 + 0.004 * small.nextDouble(), 0.1),
                        new SplitScore("noisy", 360, accuracy - 0.2, 0.9, 0.1 + 0.01 * small.nextDouble(), 0.1)),
                new Diversity(
                        1000,
                        score[0] * (1 + 0.004 * small.nextGaussian()),
                        score[1] * (1 + 0.01 * small.nextGaussian()),
                        0.9 + 0.05 * small.nextDouble()),
                trace(score[3], small),
                12.5);
    }

    /// A rise, a fall, and a slow fall.
    private static List<TracePoint> trace(double height, SplittableRandom random) {
        List<TracePoint> points = new ArrayList<>();
        double smoothed = Double.NaN;
        for (int i = 0; i < 60; i++) {
            double shape = i < 12 ? i / 12.0 : i < 30 ? 1 - 0.6 * (i - 12) / 18.0 : 0.4 - 0.1 * (i - 30) / 30.0;
            double trace = height * (0.2 + shape) * (1 + 0.06 * random.nextGaussian());
            smoothed = Double.isNaN(smoothed) ? trace : 0.7 * smoothed + 0.3 * trace;
            points.add(new TracePoint(i * 10L, trace, 0.06 * height, smoothed));
        }
        return points;
    }
}
