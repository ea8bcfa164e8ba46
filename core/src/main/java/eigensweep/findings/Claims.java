package eigensweep.findings;

import eigensweep.sweep.PaperMetric;
import java.util.ArrayList;
import java.util.List;

/// The verdict on each headline claim of the paper, in one setting. Each is wrong, where nothing is the matter,
/// in at most 5 % of studies; see `docs/study-report.md` for the rule of each.
public final class Claims {

    private Claims() {}

    /// All claims, in the order of the paper's headline results. Those about diversity's correlations are not
    /// among them for an average over data sets.
    public static List<Claim> of(Setting setting) {
        List<Claim> claims = new ArrayList<>();
        for (PaperMetric metric : List.of(PaperMetric.LOG_NORM, PaperMetric.LOG_SPECTRAL_NORM)) {
            claims.addAll(new DepthClaims(setting.of(metric), setting.layers().size()).all());
        }
        for (PaperMetric metric : List.of(PaperMetric.ALPHA, PaperMetric.ENTROPY)) {
            claims.add(SeparationClaims.unseparated(setting.of(metric)));
        }
        for (MetricChanges changes : setting.metrics()) {
            claims.add(SeparationClaims.closest(changes.metric().label(), List.of(changes)));
        }
        claims.add(SeparationClaims.closest(
                "the four metrics together",
                setting.metrics().stream()
                        .filter(changes -> !changes.layers().isEmpty())
                        .toList()));
        if (!setting.trials().isEmpty()) {
            claims.addAll(new DiversityClaims(Observation.ofAugmentations(setting)).all());
        }
        return claims;
    }
}
