package eigensweep.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RivalTest {

    private static final Rival ONE =
            new Rival("0123456789ab", Map.of("dot", List.of(2.0)), Map.of("fold", "java.lang.NoSuchMethodError"));

    @Test
    void theLeastOfItsJvmsCounts() {
        Rival two = ONE.and(new Rival("0123456789ab", Map.of("dot", List.of(1.5)), Map.of()));
        assertThat(two.seconds("dot")).isEqualTo(1.5);
        assertThat(two.name()).isEqualTo("0123456789ab");
    }

    @Test
    void whatItLacksStaysLacking() {
        Rival two = Rival.unmeasured("0123456789ab").and(ONE).and(Rival.unmeasured("0123456789ab"));
        assertThat(two.common(List.of("dot", "fold", "axpy"))).containsExactly("dot", "axpy");
    }
}
