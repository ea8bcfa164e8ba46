package eigensweep.findings;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.findings.SyntheticStudy.Planted;
import eigensweep.findings.Treatment.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is planted is found, and where nothing is, verdicts err no more often than they say: 5 %.
class ClaimsTest {

    private static final int STUDIES = 200;

    /// More than 20 of 200 with a chance of 5 % each: once in a thousand times.
    private static final int MOST_WRONG = 20;

    private static final Path NOWHERE = Path.of("nowhere");

    private static Setting setting(SyntheticStudy study, long draw) {
        return Findings.of(study.results(draw, NOWHERE)).settings().getFirst();
    }

    private static Map<String, Claim> claims(SyntheticStudy study, long draw) {
        return Claims.of(setting(study, draw)).stream()
                .collect(Collectors.toMap(
                        Claim::statement, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }

    @Test
    void aPlantedFallIsFoundAndItsSizeLiesInTheInterval() {
        SyntheticStudy study = SyntheticStudy.nothing(3, 0.01)
                .with((treatment, metric, depth) ->
                        treatment.kind() == Kind.WEIGHT_DECAY && metric.equals("log_norm") ? -0.3 : 0);
        int covered = 0;
        int everywhere = 0;
        for (int draw = 0; draw < STUDIES; draw++) {
            double truth = -0.3 + study.meanLevel(draw, Kind.WEIGHT_DECAY, "log_norm");
            Setting setting = setting(study, draw);
            Effect effect = Effect.of(setting).stream()
                    .filter(each -> each.kind() == Kind.WEIGHT_DECAY
                            && each.metric().column().equals("log_norm"))
                    .findFirst()
                    .orElseThrow();
            covered +=
                    effect.change().low() <= truth && truth <= effect.change().high() ? 1 : 0;
            everywhere += Claims.of(setting).getFirst().verdict() == Verdict.YES ? 1 : 0;
            assertThat(Claims.of(setting).getFirst().verdict()).isNotEqualTo(Verdict.NO);
        }
        assertThat(covered).isGreaterThanOrEqualTo(STUDIES - MOST_WRONG);
        assertThat(everywhere).isGreaterThan(STUDIES / 2);
    }

    @Test
    void aCategoryThatIsShiftedIsSeparatedFromTheOthers() {
        SyntheticStudy study = SyntheticStudy.nothing(2, 0.05)
                .with((treatment, metric, depth) ->
                        treatment.kind() == Kind.DROPOUT && metric.equals("alpha") ? 0.4 : 0);
        for (int draw = 0; draw < 20; draw++) {
            assertThat(claims(study, draw).get("Alpha does not separate dropout, weight decay and diversity"))
                    .extracting(Claim::verdict)
                    .isEqualTo(Verdict.NO);
        }
    }

    @Test
    void whatDropsInTheLastLayerIsSaidToDropThere() {
        SyntheticStudy study = SyntheticStudy.nothing(3, 0).with(paper());
        Map<String, Claim> claims = claims(study, 1);
        for (String kind : List.of("Dropout", "Diversity")) {
            for (String norm : List.of("log Frobenius norm", "log spectral norm")) {
                assertThat(claims.get(kind + " raises the " + norm + " in shallow layers"))
                        .extracting(Claim::verdict)
                        .isEqualTo(Verdict.YES);
                assertThat(claims.get(kind + " lowers the " + norm + " in deep layers"))
                        .extracting(Claim::verdict)
                        .isEqualTo(Verdict.YES);
                assertThat(claims.get(kind + " makes the " + norm + " fall sharply in the last layer"))
                        .extracting(Claim::verdict)
                        .isEqualTo(Verdict.YES);
            }
        }
        assertThat(claims.get("Of the three categories, dropout and diversity lie closest in log Frobenius norm"))
                .extracting(Claim::verdict)
                .isEqualTo(Verdict.YES);
    }

    @Test
    void theOppositeOfAClaimIsANo() {
        Planted opposite = (treatment, metric, depth) -> -paper().change(treatment, metric, depth);
        Map<String, Claim> claims = claims(SyntheticStudy.nothing(3, 0).with(opposite), 1);
        for (String statement : List.of(
                "Weight decay lowers the log Frobenius norm in every layer",
                "Dropout raises the log Frobenius norm in shallow layers",
                "Dropout lowers the log spectral norm in deep layers",
                "Diversity makes the log Frobenius norm fall sharply in the last layer")) {
            assertThat(claims.get(statement)).extracting(Claim::verdict).isEqualTo(Verdict.NO);
        }
    }

    /// As the paper has it, in both norms.
    private static Planted paper() {
        return (treatment, metric, depth) -> {
            if (!metric.startsWith("log")) {
                return 0;
            }
            return switch (treatment.kind()) {
                case WEIGHT_DECAY -> -0.5;
                case DROPOUT, DIVERSITY -> depth == 1 ? -0.9 : 0.5 - depth;
                default -> 0;
            };
        };
    }

    @Test
    void oneSeedDecidesNothingThatSeedsDecide() {
        Map<String, Claim> claims = claims(SyntheticStudy.nothing(1, 0).with(paper()), 1);
        assertThat(claims.get("Weight decay lowers the log Frobenius norm in every layer"))
                .extracting(Claim::verdict)
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(claims.get("Of the three categories, dropout and diversity lie closest in alpha"))
                .extracting(Claim::verdict)
                .isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void whatIsNotThereIsNotTested() {
        SyntheticStudy all = SyntheticStudy.nothing(3, 0);
        SyntheticStudy study =
                new SyntheticStudy(8, 3, SyntheticStudy.treatments(2, 0, 3, false), all.planted(), 0, all.scores());
        Map<String, Claim> claims = claims(study, 1);
        assertThat(claims.values())
                .filteredOn(claim -> claim.statement().startsWith("Weight decay")
                        || claim.statement().contains("separate dropout")
                        || claim.statement().contains("closest")
                        || claim.statement().startsWith("Weighted Vendi"))
                .hasSize(10)
                .allMatch(claim -> claim.verdict() == Verdict.NOT_TESTED);
    }

    /// Without levels of their own, treatments do nothing at all: seeds alone are what differs.
    @Test
    void nothingPlantedOverSeedsIsFoundNoMoreOftenThanSaid() {
        for (int seeds : new int[] {3, 5}) {
            Map<String, Integer> wrong = new HashMap<>();
            int effects = 0;
            for (int draw = 0; draw < STUDIES; draw++) {
                Setting setting = setting(SyntheticStudy.nothing(seeds, 0), draw);
                effects += Effect.of(setting).stream().anyMatch(Effect::isSignificant) ? 1 : 0;
                for (Claim claim : Claims.of(setting)) {
                    boolean decided = claim.verdict() == Verdict.NO || claim.verdict() == Verdict.YES;
                    wrong.merge(claim.statement(), decided ? 1 : 0, Integer::sum);
                }
            }
            assertThat(effects).isLessThanOrEqualTo(MOST_WRONG);
            wrong.keySet().removeIf(statement -> statement.contains("separate dropout")); // Alike is what they are.
            wrong.keySet().removeIf(statement -> statement.contains("of pixels")); // So is a correlation of 0.
            assertThat(wrong.values()).allMatch(count -> count <= MOST_WRONG, wrong.toString());
            assertThat(wrong.get("Dropout raises the log Frobenius norm in shallow layers"))
                    .isPositive();
        }
    }

    /// With levels of their own, treatments differ, but categories do not: their treatments do not come from
    /// different places.
    @Test
    void treatmentsThatDifferDoNotMakeCategoriesDiffer() {
        int alpha = 0;
        int entropy = 0;
        for (int draw = 0; draw < STUDIES; draw++) {
            SyntheticStudy study = SyntheticStudy.nothing(2, SyntheticStudy.NOISE);
            Map<String, Claim> claims = claims(study, draw);
            alpha += isNo(claims.get("Alpha does not separate dropout, weight decay and diversity"));
            entropy += isNo(claims.get("Entropy does not separate dropout, weight decay and diversity"));
        }
        assertThat(alpha).isBetween(1, MOST_WRONG);
        assertThat(entropy).isBetween(1, MOST_WRONG);
    }

    private static int isNo(@Nullable Claim claim) {
        return Objects.requireNonNull(claim).verdict() == Verdict.NO ? 1 : 0;
    }

    @Test
    void diversityThatMovesAMetricIsSaidTo() {
        SyntheticStudy nothing = SyntheticStudy.nothing(3, 0);
        List<Treatment> treatments = nothing.treatments();
        SyntheticStudy study = new SyntheticStudy(
                8,
                3,
                treatments,
                (treatment, metric, depth) -> metric.equals("entropy")
                        ? 0.1 * treatments.indexOf(treatment)
                        : metric.equals("log_norm") ? 0.05 * treatments.indexOf(treatment) : 0,
                0,
                (treatment, random) ->
                        new double[] {20 - random.nextDouble(), 9 + treatments.indexOf(treatment), 0.9, 1});
        Map<String, Claim> claims = claims(study, 4);
        assertThat(claims.get("Diversity correlates with higher entropy"))
                .extracting(Claim::verdict)
                .isEqualTo(Verdict.YES);
        assertThat(claims.get("Diversity correlates with lower log Frobenius norm"))
                .extracting(Claim::verdict)
                .isEqualTo(Verdict.NO);
    }

    @Test
    void twoDataSetsAreAveragedToo() {
        SyntheticStudy study = SyntheticStudy.nothing(3, 0).with(paper());
        StudyResults one = study.results(1, NOWHERE, "cnn", "digits");
        StudyResults two = study.results(2, NOWHERE, "cnn", "letters");
        StudyResults both = new StudyResults(
                "two",
                Stream.concat(one.planned().stream(), two.planned().stream()).toList(),
                Stream.concat(one.results().stream(), two.results().stream()).toList(),
                NOWHERE);
        Findings findings = Findings.of(both);
        assertThat(findings.settings()).extracting(Setting::title).containsExactly("cnn on digits", "cnn on letters");
        Setting average = findings.averages().getFirst();
        assertThat(average.title()).isEqualTo("cnn on the average over digits, letters");
        double mean =
                (findings.settings().get(0).metrics().get(2).members().get(3).relative()[1][5]
                                + findings.settings()
                                        .get(1)
                                        .metrics()
                                        .get(2)
                                        .members()
                                        .get(3)
                                        .relative()[1][5])
                        / 2;
        assertThat(average.metrics().get(2).members().get(3).relative()[1][5]).isEqualTo(mean);
    }
}
