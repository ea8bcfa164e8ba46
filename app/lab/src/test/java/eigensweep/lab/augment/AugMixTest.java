package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eigensweep.lab.images.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// AugMix: what torchvision drew, replayed; and how ours draws.
class AugMixTest {

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int DRAWS = 20_000;

    @Test
    void recordedMixturesMakeTheRecordedImages() {
        for (JsonNode recording : Recordings.of("augmix")) {
            float[] shares = Recordings.floats(recording.get("original"));
            float[] weights = Recordings.floats(recording.get("weights"));
            List<List<Step>> chains = new ArrayList<>();
            recording.get("chains").forEach(chain -> chains.add(Recordings.steps(chain)));
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= shares[1];
            }
            AugMix.Mixture mixture = new AugMix.Mixture(shares[0], weights, chains);
            Recordings.assertClose(AugMix.mix(Recordings.picture(recording), mixture), recording);
        }
    }

    @Test
    void sharesSumToOneAndHaveTheMeansOfTheirDistributions() {
        List<AugMix.Mixture> mixtures = mixtures();
        double original = 0;
        double first = 0;
        for (AugMix.Mixture mixture : mixtures) {
            float sum = mixture.original();
            for (float weight : mixture.weights()) {
                sum += weight;
            }
            assertThat(sum).isCloseTo(1, within(1e-6f));
            original += mixture.original() / DRAWS;
            first += mixture.weights()[0] / DRAWS;
        }
        assertThat(original).isCloseTo(0.5, within(0.01)); // Of Beta(1, 1), the standard deviation 0.29 / sqrt(20000).
        assertThat(first).isCloseTo(0.5 / 3, within(0.01));
    }

    @Test
    void chainsAreOneToThreeOperationsOfTheThreeWeakestBins() {
        List<List<Step>> chains = mixtures().stream()
                .flatMap(mixture -> mixture.chains().stream())
                .toList();
        for (int length = 1; length <= 3; length++) {
            int wanted = length;
            double share =
                    chains.stream().filter(chain -> chain.size() == wanted).count() / (3.0 * DRAWS);
            assertThat(share).isCloseTo(1 / 3.0, within(0.01));
        }
        assertThat(chains.stream().flatMap(List::stream))
                .allSatisfy(step -> assertThat(IntStream.range(0, 3)
                                .mapToDouble(bin -> MagnitudeSpace.AUGMIX.magnitude(step.operation(), bin, 10, SHAPE)))
                        .contains(Math.abs(step.magnitude())));
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThatThrownBy(() -> new AugMix(11, 3, 1)).hasMessageContaining("severity of 1 to 10");
        assertThatThrownBy(() -> new AugMix(3, 0, 1)).hasMessageContaining("at least one chain");
        assertThatThrownBy(() -> new AugMix(3, 3, 0)).hasMessageContaining("above 0");
    }

    private static List<AugMix.Mixture> mixtures() {
        return IntStream.range(0, DRAWS)
                .mapToObj(index -> AugMix.DEFAULT.mixture(SHAPE, Augmentations.random(3, 0, index)))
                .toList();
    }
}
