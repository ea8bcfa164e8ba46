package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.Category;
import eigensweep.stats.CategoryComparison;
import eigensweep.stats.MeanInterval;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One metric in one setting: `DeltaM - DeltaM_baseline` of the same seed (PAPER F8) at each layer, of every
/// treatment with every seed.
///
/// Two questions, two units. *What do these treatments do?* is answered over seeds: a category's change with a
/// seed is the mean over its treatments, which are the ones the study is about; seeds are what repeats, each
/// with a baseline of its own. *Do categories differ?* is answered over treatments, each averaged over its
/// seeds: a category is wider than the treatments that stand for it. The baselines' noise, common to all
/// treatments, cancels there.
///
/// @param metric which one
/// @param layers the places, from 1, of the layers at which it is defined in every training
/// @param members all treatments but the baseline
/// @param baseline the baseline's own change, `[seed][layer]`
public record MetricChanges(PaperMetric metric, List<Integer> layers, List<Member> members, double[][] baseline) {

    /// The probability of intervals.
    public static final double LEVEL = 0.95;

    /// The categories that are compared.
    public static final List<Kind> CATEGORIES = List.of(Kind.DROPOUT, Kind.WEIGHT_DECAY, Kind.DIVERSITY);

    /// A treatment.
    ///
    /// @param treatment which one
    /// @param relative its change less the baseline's, `[seed][layer]`
    public record Member(Treatment treatment, double[][] relative) {

        /// The mean over seeds, a value a layer.
        public double[] profile() {
            return MetricChanges.mean(Arrays.asList(relative));
        }
    }

    /// `dropout`, `weight decay`.
    public static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// The treatments of a category.
    public List<Member> of(Kind kind) {
        return members.stream()
                .filter(member -> member.treatment().kind() == kind)
                .toList();
    }

    /// Whether there is a treatment of a category, and a layer to see it in.
    public boolean has(Kind kind) {
        return !layers.isEmpty() && !of(kind).isEmpty();
    }

    /// How many seeds there are.
    public int seeds() {
        return baseline.length;
    }

    /// A category's mean over its treatments, a row a seed.
    public List<double[]> profiles(Kind kind) {
        List<Member> all = of(kind);
        return IntStream.range(0, seeds())
                .mapToObj(seed ->
                        mean(all.stream().map(member -> member.relative()[seed]).toList()))
                .toList();
    }

    /// What a number of the profile is over the seeds.
    ///
    /// @param number of a value a layer
    public MeanInterval interval(Kind kind, double level, ToDoubleFunction<double[]> number) {
        return MeanInterval.of(
                level, profiles(kind).stream().mapToDouble(number).toArray());
    }

    /// A category's mean over its treatments and all layers.
    public MeanInterval interval(Kind kind) {
        return interval(kind, LEVEL, MetricChanges::mean);
    }

    /// The tests along layers; null if fewer than two categories can be compared.
    public @Nullable CategoryComparison comparison() {
        List<Category> categories = categories(Member::profile);
        return categories.size() < 2 ? null : CategoryComparison.of(categories);
    }

    /// Welch's t test of every pair of categories by the means of their members over all layers; nothing of
    /// categories with fewer than two.
    public List<AutocorrelatedTTest> memberPairs() {
        List<Category> categories = categories(member -> new double[] {mean(member.profile())});
        return categories.size() < 2 ? List.of() : AutocorrelatedTTest.pairs(categories);
    }

    private List<Category> categories(Function<Member, double[]> series) {
        List<Category> categories = new ArrayList<>();
        for (Kind kind : CATEGORIES) {
            if (has(kind)) {
                List<double[]> all = of(kind).stream().map(series).toList();
                if (all.stream().mapToInt(values -> values.length).sum() > 1) {
                    categories.add(new Category(name(kind), all));
                }
            }
        }
        return categories;
    }

    /// The mean of the baselines' `|DeltaM|` over layers and seeds: how much training itself changes the metric.
    public double baselineSize() {
        return Arrays.stream(baseline)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .average()
                .orElse(0);
    }

    /// The mean of values.
    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /// The mean of values from one index to before another.
    static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).sum() / (to - from);
    }

    /// The mean of rows of equal length.
    static double[] mean(List<double[]> rows) {
        double[] mean = new double[rows.getFirst().length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        return mean;
    }
}
