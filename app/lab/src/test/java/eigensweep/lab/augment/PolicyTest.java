package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// AutoAugment, RandAugment and TrivialAugment: what torchvision drew, replayed; and how often ours draw what.
class PolicyTest {

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int DRAWS = 56_000;

    /// Five standard deviations of the share of an event of probability 1/2 or less in so many draws.
    private static final double CHANCE = 5 * 0.5 / Math.sqrt(DRAWS);

    @ParameterizedTest
    @ValueSource(strings = {"autoaugment-cifar10", "autoaugment-imagenet", "randaugment", "trivialaugment"})
    void recordedStepsMakeTheRecordedImages(String name) {
        List<JsonNode> recordings = named(name);
        assertThat(recordings).hasSize(14);
        for (JsonNode recording : recordings) {
            Image ours = Step.applyAll(Recordings.picture(recording), Recordings.steps(recording.get("steps")));
            Recordings.assertSame(ours, recording);
        }
    }

    @ParameterizedTest
    @EnumSource(AutoAugmentPolicy.class)
    void recordedDrawsLeadToTheRecordedSteps(AutoAugmentPolicy policy) {
        AutoAugment augmentation = new AutoAugment(policy);
        String name = policy == AutoAugmentPolicy.CIFAR10 ? "autoaugment-cifar10" : "autoaugment-imagenet";
        for (JsonNode recording : named(name)) {
            AutoAugment.Draw draw = new AutoAugment.Draw(
                    recording.get("policy").asInt(),
                    recording.get("probabilities").get(0).asDouble(),
                    recording.get("probabilities").get(1).asDouble(),
                    recording.get("signs").get(0).asInt() == 0,
                    recording.get("signs").get(1).asInt() == 0);
            assertThat(augmentation.steps(Recordings.picture(recording).shape(), draw))
                    .isEqualTo(Recordings.steps(recording.get("steps")));
        }
    }

    @ParameterizedTest
    @EnumSource(AutoAugmentPolicy.class)
    void pairsAreThoseOfTorchvision(AutoAugmentPolicy policy) {
        JsonNode theirs = Recordings.node("tables").get(policy == AutoAugmentPolicy.CIFAR10 ? "cifar10" : "imagenet");
        assertThat(policy.pairs()).hasSize(theirs.size()).hasSize(AutoAugmentPolicy.PAIRS);
        for (int i = 0; i < theirs.size(); i++) {
            assertThat(policy.pairs().get(i))
                    .isEqualTo(new AutoAugmentPolicy.Pair(
                            choice(theirs.get(i).get(0)), choice(theirs.get(i).get(1))));
        }
    }

    private static AutoAugmentPolicy.Choice choice(JsonNode theirs) {
        return new AutoAugmentPolicy.Choice(
                Recordings.operation(theirs.get(0).asString()),
                theirs.get(1).asDouble(),
                theirs.get(2).isNull() ? 0 : theirs.get(2).asInt());
    }

    @Test
    void randAugmentDrawsTwoOfFourteenWithReplacementAndASign() {
        List<Step> steps = drawn(random -> RandAugment.DEFAULT.steps(SHAPE, random), DRAWS / 2);
        assertThat(steps).hasSize(DRAWS);
        assertEven(steps, MagnitudeSpace.STANDARD.operations());
        assertThat(steps)
                .allSatisfy(step -> assertThat(Math.abs(step.magnitude()))
                        .isEqualTo(MagnitudeSpace.STANDARD.magnitude(step.operation(), 9, 31, SHAPE)));
        long twice = IntStream.range(0, DRAWS / 2)
                .filter(i ->
                        steps.get(2 * i).operation() == steps.get(2 * i + 1).operation())
                .count();
        assertThat(twice / (DRAWS / 2.0)).isCloseTo(1 / 14.0, within(2 * CHANCE));
    }

    @Test
    void trivialAugmentDrawsOneOfFourteenAndAnyBinAndASign() {
        List<Step> steps = drawn(random -> List.of(new TrivialAugmentWide().step(SHAPE, random)), DRAWS);
        assertEven(steps, MagnitudeSpace.WIDE.operations());
        for (int bin = 1; bin < 31; bin++) {
            double magnitude = MagnitudeSpace.WIDE.magnitude(Operation.ROTATE, bin, 31, SHAPE);
            assertThat(share(steps, new Step(Operation.ROTATE, magnitude)))
                    .isCloseTo(1 / (14.0 * 31 * 2), within(CHANCE / 4));
            assertThat(share(steps, new Step(Operation.ROTATE, -magnitude)))
                    .isCloseTo(1 / (14.0 * 31 * 2), within(CHANCE / 4));
        }
    }

    /// For CIFAR-10 the first of the 25 pairs inverts with a probability of 0.1, and so does the 24th.
    @Test
    void autoAugmentKeepsToTheProbabilitiesOfItsPairs() {
        AutoAugment augmentation = new AutoAugment(AutoAugmentPolicy.CIFAR10);
        List<Step> steps = drawn(random -> augmentation.steps(SHAPE, AutoAugment.Draw.of(random)), DRAWS);
        Map<Operation, Double> expected = new EnumMap<>(Operation.class);
        for (AutoAugmentPolicy.Pair pair : AutoAugmentPolicy.CIFAR10.pairs()) {
            for (AutoAugmentPolicy.Choice choice : List.of(pair.first(), pair.second())) {
                expected.merge(choice.operation(), choice.probability() / 25, Double::sum);
            }
        }
        assertThat(expected.get(Operation.INVERT)).isCloseTo(0.2 / 25, within(1e-12));
        expected.forEach((operation, probability) -> assertThat(steps.stream()
                                .filter(step -> step.operation() == operation)
                                .count()
                        / (double) DRAWS)
                .as(operation.name())
                .isCloseTo(probability, within(2 * CHANCE)));
        double negative = steps.stream().filter(step -> step.magnitude() < 0).count();
        double positive = steps.stream()
                .filter(step -> step.operation().isSigned() && step.magnitude() > 0)
                .count();
        assertThat(negative / (negative + positive)).isCloseTo(0.5, within(2 * CHANCE));
    }

    private static List<JsonNode> named(String name) {
        return Recordings.of("policies").stream()
                .filter(recording -> recording.get("name").asString().equals(name))
                .toList();
    }

    private static List<Step> drawn(Function<SplittableRandom, List<Step>> policy, int images) {
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < images; index++) {
            steps.addAll(policy.apply(Augmentations.random(7, 0, index)));
        }
        return steps;
    }

    private static void assertEven(List<Step> steps, List<Operation> operations) {
        for (Operation operation : operations) {
            double share =
                    steps.stream().filter(step -> step.operation() == operation).count() / (double) steps.size();
            assertThat(share).as(operation.name()).isCloseTo(1.0 / operations.size(), within(CHANCE));
            if (operation.isSigned()) {
                double negative = steps.stream()
                                .filter(step -> step.operation() == operation && step.magnitude() < 0)
                                .count()
                        / (double) steps.size();
                assertThat(negative).isCloseTo(share / 2, within(CHANCE));
            }
        }
    }

    private static double share(List<Step> steps, Step step) {
        return steps.stream().filter(step::equals).count() / (double) steps.size();
    }
}
