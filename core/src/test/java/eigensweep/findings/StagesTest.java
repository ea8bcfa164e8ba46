package eigensweep.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {

    private static Stages stages(int n, double noise, DoubleUnaryOperator shape) {
        SplittableRandom random = new SplittableRandom(3);
        double[] x = IntStream.range(0, n).mapToDouble(i -> 10.0 * i).toArray();
        double[] y = IntStream.range(0, n)
                .mapToDouble(i -> shape.applyAsDouble(10.0 * i) + noise * random.nextGaussian())
                .toArray();
        return Stages.of(x, y);
    }

    @Test
    void aRiseAFallAndAPlateauAreThree() {
        Stages stages = stages(60, 0.05, x -> x < 150 ? x / 150 : x < 300 ? 1 - (x - 150) / 200 : 0.25);
        assertThat(stages.count()).isEqualTo(3);
        assertThat(stages.breaks().get(0)).isCloseTo(150, within(15.0));
        assertThat(stages.breaks().get(1)).isCloseTo(300, within(15.0));
    }

    @Test
    void oneLineIsOneStage() {
        assertThat(stages(60, 0.1, x -> 3 - x / 100)).isEqualTo(new Stages(1, List.of()));
    }

    @Test
    void aJumpIsTwo() {
        Stages stages = stages(40, 0.1, x -> x < 195 ? 1 : 4);
        assertThat(stages.count()).isEqualTo(2);
        assertThat(stages.breaks()).containsExactly(195.0);
    }

    @Test
    void fewPointsTellNothing() {
        assertThat(stages(11, 0.1, x -> x).count()).isZero();
        assertThat(Stages.of(new double[0], new double[0]).count()).isZero();
    }
}
