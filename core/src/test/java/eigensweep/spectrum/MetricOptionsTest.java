package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricOptionsTest {

    private static MetricOptions seeded(long seed) {
        return new MetricOptions(Convention.PAPER, true, true, 100, seed);
    }

    @Test
    void giveEveryLayerASeedOfItsOwn() {
        List<MetricOptions> layers = List.of(
                seeded(1).ofLayer("layer.0"),
                seeded(1).ofLayer("layer.1"),
                seeded(1).ofLayer("layer.0.1"),
                seeded(2).ofLayer("layer.0"),
                seeded(1).ofLayer(""));

        assertThat(layers).extracting(MetricOptions::seed).doesNotHaveDuplicates();
        assertThat(seeded(1).ofLayer("layer.0")).isEqualTo(layers.getFirst());
        assertThat(layers.getFirst().bootstrap()).isEqualTo(100);
        assertThat(layers.getFirst().convention()).isEqualTo(Convention.PAPER);
    }

    @Test
    void refuseFewerReplicasThanAnIntervalTakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MetricOptions(Convention.PAPER, false, false, 38, 0))
                .withMessageContaining("--bootstrap is 38")
                .withMessageContaining("at least 39");
        assertThatIllegalArgumentException().isThrownBy(() -> new MetricOptions(Convention.PAPER, false, false, -1, 0));
    }

    @Test
    void areRandomWhereSomethingIsDrawn() {
        assertThat(MetricOptions.DEFAULT.isRandom()).isFalse();
        assertThat(new MetricOptions(Convention.PAPER, true, false, 0, 5).isRandom())
                .isFalse();
        assertThat(new MetricOptions(Convention.PAPER, false, true, 0, 5).isRandom())
                .isTrue();
        assertThat(new MetricOptions(Convention.PAPER, false, false, 39, 5).isRandom())
                .isTrue();
    }
}
