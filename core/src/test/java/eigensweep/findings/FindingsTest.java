package eigensweep.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.findings.MetricChanges.Member;
import eigensweep.findings.Treatment.Kind;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.stats.MeanInterval;
import eigensweep.sweep.PaperMetric;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What is taken of a study, and numbers that follow by hand.
class FindingsTest {

    private static final StudyResults ALL = SyntheticStudy.nothing(3, 0).results(1, Path.of("nowhere"));

    private static List<Setting> settings(Predicate<TrialResult> finished) {
        return Findings.of(new StudyResults(
                        "part",
                        ALL.planned(),
                        ALL.results().stream().filter(finished).toList(),
                        ALL.folder()))
                .settings();
    }

    @Test
    void aChangeIsRelativeToTheBaselineOfItsSeed() {
        Setting setting = settings(result -> true).getFirst();
        TrialResult baseline = ALL.results().get(2);
        TrialResult dropout = ALL.results().get(5);
        assertThat(dropout.trial().seed()).isEqualTo(3);
        double expected = Objects.requireNonNull(dropout.layers().get(4).change("entropy"))
                - Objects.requireNonNull(baseline.layers().get(4).change("entropy"));
        assertThat(setting.metrics().get(1).members().getFirst().relative()[2][4])
                .isEqualTo(expected);
        assertThat(setting.seeds()).containsExactly(1L, 2L, 3L);
        assertThat(setting.layers()).hasSize(8).endsWith("head");
    }

    /// Of 360 images in ten classes a guess is right on 10 %, give or take 1.6: 12 % are no more.
    @Test
    void aTreatmentThatCollapsedIsNamedAndInNoAverage() {
        String name = ALL.results().get(5).trial().treatment().name();
        Findings findings = collapsed(name, 2L);
        Setting setting = findings.settings().getFirst();
        assertThat(findings.collapses()).hasSize(1);
        assertThat(findings.collapses().getFirst().sentence())
                .isEqualTo(
                        name + " (cnn on digits) collapsed in training: its accuracy is at chance with seed 2 (12.0 %);"
                                + " it is left out of all averages and tests.");
        assertThat(setting.notes())
                .containsExactly(findings.collapses().getFirst().sentence());
        assertThat(setting.seeds()).containsExactly(1L, 2L, 3L);
        assertThat(setting.trials().keySet()).extracting(Treatment::name).doesNotContain(name);
        assertThat(setting.treatments(Kind.DROPOUT)).hasSize(3);
    }

    @Test
    void aSeedWhoseBaselineCollapsedIsLeftOut() {
        Findings findings = collapsed("baseline", 2L);
        assertThat(findings.settings().getFirst().seeds()).containsExactly(1L, 3L);
        assertThat(findings.collapses().getFirst().sentence()).contains("baseline", "that seed is left out");
    }

    @Test
    void theScoreOfTheTestImagesIsFoundByItsNameWhereverItStands() {
        TrialResult good = ALL.results().getFirst();
        SplitScore noisy = new SplitScore("noisy", 360, 0.1, 2.3, 0.1, 0.1);
        TrialResult result = with(good, List.of(noisy, good.test()));
        assertThat(result.test()).isEqualTo(good.test());
        assertThat(result.collapsed()).isFalse();
    }

    private static TrialResult with(TrialResult of, List<SplitScore> scores) {
        return new TrialResult(of.trial(), of.key(), of.layers(), scores, of.diversity(), of.trace(), of.seconds());
    }

    private static Findings collapsed(String treatment, long seed) {
        SplitScore chance = new SplitScore(TrialResult.TEST, 360, 0.12, 2.3, 0.1, 0.1);
        List<TrialResult> results = ALL.results().stream()
                .map(of -> of.trial().treatment().name().equals(treatment)
                                && of.trial().seed() == seed
                        ? with(of, List.of(chance))
                        : of)
                .toList();
        return Findings.of(new StudyResults("part", ALL.planned(), results, ALL.folder()));
    }

    /// A study may follow the trace of a few treatments alone.
    @Test
    void curvesAreOfTheTreatmentsWhoseTraceIsFollowed() {
        List<TrialResult> some = ALL.results().stream()
                .map(result -> result.trial().treatment().kind() == Kind.DROPOUT ? result : withoutTrace(result))
                .toList();
        StudyResults study = new StudyResults("part", ALL.planned(), some, ALL.folder());
        List<TraceCurve> curves = TraceCurve.of(Findings.of(study).settings().getFirst());
        TraceCurve expected = TraceCurve.of(settings(result -> true).getFirst()).get(1);
        assertThat(curves).hasSize(1);
        assertThat(curves.getFirst().kind()).isEqualTo(Kind.DROPOUT).isEqualTo(expected.kind());
        assertThat(curves.getFirst().trace().mean())
                .containsExactly(expected.trace().mean());
    }

    private static TrialResult withoutTrace(TrialResult of) {
        return new TrialResult(of.trial(), of.key(), of.layers(), of.scores(), of.diversity(), List.of(), of.seconds());
    }

    @Test
    void aTreatmentThatLacksASeedIsLeftOutAndNamed() {
        Setting setting = settings(result -> result.trial().seed() != 2
                        || !result.trial().treatment().name().equals("augmix"))
                .getFirst();
        assertThat(setting.seeds()).hasSize(3);
        assertThat(setting.treatments(Kind.DIVERSITY))
                .hasSize(9)
                .extracting(Treatment::name)
                .doesNotContain("augmix");
        assertThat(setting.notes()).containsExactly("left out, as not finished with every seed: augmix");
    }

    @Test
    void aSeedThatHasOnlyBegunIsLeftOut() {
        Setting setting = settings(result ->
                        result.trial().seed() < 3 || result.trial().treatment().kind() == Kind.BASELINE)
                .getFirst();
        assertThat(setting.seeds()).containsExactly(1L, 2L);
        assertThat(setting.treatments(Kind.DIVERSITY)).hasSize(10);
        assertThat(setting.notes()).containsExactly("left out, as they have too few treatments yet: seeds [3]");
    }

    @Test
    void withoutABaselineThereIsNothingToCompareWith() {
        assertThat(settings(result -> result.trial().treatment().kind() != Kind.BASELINE))
                .isEmpty();
    }

    /// Two layers, three seeds; profiles of dropout (1, 1), (1, 3), (1, 5), of weight decay -1, of diversity 0.
    /// Dropout less diversity is dropout: products of seeds (1 + 3) / 2, (1 + 5) / 2, (1 + 15) / 2.
    @Test
    void distancesAreProductsOfDifferentSeeds() {
        MetricChanges changes = new MetricChanges(
                PaperMetric.ALPHA,
                List.of(1, 2),
                List.of(
                        member(Kind.DROPOUT, new double[][] {{1, 1}, {1, 3}, {1, 5}}),
                        member(Kind.WEIGHT_DECAY, new double[][] {{-1, -1}, {-1, -1}, {-1, -1}}),
                        member(Kind.DIVERSITY, new double[3][2])),
                new double[][] {{1, 1}, {1, 1}, {1, 1}});
        Closeness closeness = Objects.requireNonNull(Closeness.of(List.of(changes), 0.95));
        assertThat(closeness.dropoutDiversity()).isCloseTo(Math.sqrt((2 + 3 + 8) / 3.0), within(1e-12));
        assertThat(closeness.decayDiversity()).isEqualTo(1);
        // Dropout to weight decay: (2, 2), (2, 4), (2, 6): products 6, 8, 14.
        assertThat(closeness.dropoutDecay()).isCloseTo(Math.sqrt(28 / 3.0), within(1e-12));
        assertThat(closeness.lessDecay().mean()).isCloseTo((13 - 28) / 3.0, within(1e-12));
        // Left out one by one, the differences are 8 - 14, 3 - 8, 2 - 6: pseudo-values 3 * -5 - 2 * those.
        assertThat(closeness.lessDecay()).isEqualTo(MeanInterval.of(0.95, -15 + 12, -15 + 10, -15 + 8));
    }

    @Test
    void twoSeedsHaveARangeAndOneHasNothing() {
        Spread two = Spread.of(List.of(new double[] {1, 5}, new double[] {3, 4}));
        assertThat(two.low()).containsExactly(1, 4);
        assertThat(two.high()).containsExactly(3, 5);
        Spread one = Spread.of(List.of(new double[] {1, 5}));
        assertThat(Arrays.stream(one.low())).allMatch(value -> Double.isNaN(value));
    }

    /// `dropout-0.1+augmix` 5 and 8 in two layers, `augmix` alone 1 and 2: 5 on average, 6 in the last.
    @Test
    void aCombinationIsRelativeToTheAugmentationAlone() {
        Treatment alone = new Treatment("augmix", Kind.DIVERSITY, 0, 0, "augmix");
        Treatment both = new Treatment("dropout-0.1+augmix", Kind.COMBINED, 0.1, 0, "augmix");
        Treatment orphan = new Treatment("dropout-0.1+auto-v1", Kind.COMBINED, 0.1, 0, "auto-v1");
        List<CombinedChange> changes = CombinedChange.of(new MetricChanges(
                PaperMetric.ALPHA,
                List.of(1, 2),
                List.of(
                        new Member(alone, new double[][] {{1, 2}}),
                        new Member(both, new double[][] {{5, 8}}),
                        new Member(orphan, new double[][] {{50, 80}})),
                new double[][] {{0, 0}}));
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().regulariser()).isEqualTo("dropout-0.1");
        assertThat(changes.getFirst().change().mean()).containsExactly(5, 6);
    }

    private static Member member(Kind kind, double[][] relative) {
        return new Member(new Treatment(kind.name(), kind, 0, 0, null), relative);
    }
}
