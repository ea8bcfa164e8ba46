package eigensweep.findings;

import eigensweep.findings.Treatment.Kind;
import eigensweep.stats.Holm;
import eigensweep.stats.MeanInterval;
import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.List;

/// What a category of treatments does to a metric, on average over its treatments and the layers, relative to the
/// baseline.
///
/// @param metric which
/// @param kind the category
/// @param change over the seeds
/// @param pHolm the p-value of no change, adjusted for all metrics and categories of the setting
public record Effect(PaperMetric metric, Kind kind, MeanInterval change, double pHolm) {

    private static final double SIGNIFICANT = 0.05;

    /// The effects in a setting: a metric, a category.
    public static List<Effect> of(Setting setting) {
        List<Effect> effects = new ArrayList<>();
        for (MetricChanges changes : setting.metrics()) {
            for (Kind kind : MetricChanges.CATEGORIES) {
                if (changes.has(kind)) {
                    effects.add(new Effect(changes.metric(), kind, changes.interval(kind), 1));
                }
            }
        }
        double[] adjusted = Holm.adjust(
                effects.stream().mapToDouble(effect -> effect.change.p()).toArray());
        for (int i = 0; i < adjusted.length; i++) {
            Effect effect = effects.get(i);
            effects.set(i, new Effect(effect.metric, effect.kind, effect.change, adjusted[i]));
        }
        return effects;
    }

    /// Whether the change is told from none at 5 % in all effects of the setting together.
    public boolean isSignificant() {
        return pHolm <= SIGNIFICANT;
    }
}
