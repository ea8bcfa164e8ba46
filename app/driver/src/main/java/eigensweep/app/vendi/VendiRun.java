package eigensweep.app.vendi;

import eigensweep.app.terminal.UsageException;
import eigensweep.data.DataSet;
import eigensweep.data.DataSet.Content.Rows;
import eigensweep.diversity.ClassDiversity;
import eigensweep.diversity.FourierFeatures;
import eigensweep.diversity.KernelSamples;
import eigensweep.diversity.Run;
import eigensweep.diversity.Samples;
import eigensweep.diversity.VectorSamples;
import eigensweep.diversity.VendiInterval;
import eigensweep.diversity.VendiScore;
import eigensweep.diversity.WeightedVendi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One request of `vendi`, from the samples to the result.
///
/// @param samples with their similarity
/// @param data where they came from
/// @param asked what is to be known
/// @param run who computes
record VendiRun(Samples samples, DataSet data, Asked asked, Run run) {

    /// What is to be known about samples.
    ///
    /// @param orders of the score
    /// @param labels one a sample, or null
    /// @param weights one a sample, or null
    /// @param bootstrap how many resamples; 0 for none
    /// @param seed of the resamples
    record Asked(
            double[] orders, @Nullable List<String> labels, double @Nullable [] weights, int bootstrap, long seed) {}

    /// Computes all of it.
    ///
    /// @param original what the samples were made from, or null
    /// @param matching which rows of both belong together
    /// @param start when the work began, as [System#nanoTime] has it
    VendiResult result(@Nullable DataSet original, WeightedVendi.Matching matching, long start) {
        // What can fail at once comes before what takes its time.
        Double rho = original == null
                ? null
                : WeightedVendi.rho(rows(original).vectors(), rows(data).vectors(), matching);
        VendiScore score = VendiScore.of(samples, asked.weights(), run);
        VendiResult.Extras extras = new VendiResult.Extras(features(), bootstrap(score), classes(), data.taken());
        Double weighted = rho == null ? null : new WeightedVendi(rho, score.score()).weighted();
        return new VendiResult(
                samples.size(),
                samples.dimension(),
                KernelSettings.name(samples),
                score.form().name().toLowerCase(Locale.ROOT),
                scores(score::order),
                rho,
                score.score(),
                weighted,
                (System.nanoTime() - start) / 1e9,
                run.backend().name(),
                score.rank(),
                score.threshold(),
                KernelSettings.parameters(samples),
                extras,
                score);
    }

    /// What people should know about a result, a line each.
    static List<String> remarks(VendiResult result) {
        List<String> remarks = new ArrayList<>();
        if (result.n() == 1) {
            remarks.add("one sample: its score is 1 whatever it is");
        } else if (result.rank() == 1) {
            remarks.add("all " + result.n() + " samples are alike to the kernel: the score is 1");
        }
        return remarks;
    }

    private Rows rows(DataSet set) {
        if (samples instanceof KernelSamples || !(set.content() instanceof Rows rows)) {
            throw new UsageException("--against needs vectors on both sides: rho is a product of rows, and "
                    + set.name() + (samples instanceof KernelSamples ? " is a kernel matrix" : " holds texts"));
        }
        return rows;
    }

    private Map<String, Double> scores(DoubleUnaryOperator score) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (double order : asked.orders()) {
            scores.put(VendiResult.name(order), score.applyAsDouble(order));
        }
        return scores;
    }

    private VendiResult.@Nullable Classes classes() {
        if (asked.labels() == null) {
            return null;
        }
        ClassDiversity found = ClassDiversity.of(samples, asked.labels(), asked.weights(), run);
        return new VendiResult.Classes(
                found.classes().stream()
                        .map(one -> new VendiResult.OneClass(one.label(), one.n(), scores(one.score()::order)))
                        .toList(),
                scores(found::intraClass),
                scores(found::balancedMean));
    }

    private Map<String, VendiInterval> bootstrap(VendiScore score) {
        Map<String, VendiInterval> intervals = new LinkedHashMap<>();
        if (asked.bootstrap() > 0) {
            for (VendiInterval i : VendiInterval.of(
                    samples, asked.weights(), score, asked.orders(), asked.bootstrap(), asked.seed(), run)) {
                intervals.put(VendiResult.name(i.q()), i);
            }
        }
        return intervals;
    }

    private VendiResult.@Nullable Features features() {
        if (!(samples instanceof VectorSamples vectors)) {
            return null;
        }
        FourierFeatures features = vectors.features();
        return features == null
                ? null
                : new VendiResult.Features(
                        features.count(), features.entryError(), features.measuredError(vectors.vectors(), run));
    }
}
