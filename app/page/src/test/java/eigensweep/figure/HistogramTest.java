package eigensweep.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HistogramTest {

    @ParameterizedTest
    @EnumSource(Scale.class)
    void everyNumberIsInABinAndTheSplitIsAnEdge(Scale scale) {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            double[] numbers = SampleSpectra.spectrum(random, 1 + random.nextInt(200), 1.5 + random.nextDouble());
            int split = random.nextInt(numbers.length + 1);
            Histogram histogram = Histogram.of(numbers, split, scale, 1 + random.nextInt(80));
            assertThat(IntStream.of(histogram.counts()).sum()).isEqualTo(numbers.length);
            double[] edges = histogram.edges();
            assertThat(edges).isSorted().hasSize(histogram.counts().length + 1);
            assertThat(edges[0]).isLessThanOrEqualTo(numbers[0] * (1 + 1e-9));
            assertThat(edges[edges.length - 1]).isGreaterThanOrEqualTo(numbers[numbers.length - 1] * (1 - 1e-9));
            if (split < numbers.length) {
                assertThat(edges[histogram.anchor()]).isCloseTo(numbers[split], within(1e-9 * numbers[split]));
                assertThat(IntStream.of(histogram.counts())
                                .limit(histogram.anchor())
                                .sum())
                        .as("seed %d", seed)
                        .isEqualTo(split);
            }
        }
    }

    @Test
    void densitiesIntegrateToOne() {
        double[] numbers = SampleSpectra.spectrum(new Random(1), 500, 3);
        Histogram histogram = Histogram.of(numbers, 400, Scale.LOG, 30);
        double[] densities = histogram.densities(numbers.length);
        double integral = IntStream.range(0, densities.length)
                .mapToDouble(i ->
                        densities[i] * (histogram.edges()[i + 1] - histogram.edges()[i]))
                .sum();
        assertThat(integral).isCloseTo(1, within(1e-12));
    }

    @Test
    void equalNumbersHaveAHistogramToo() {
        double[] equal = DoubleStream.generate(() -> 4.0).limit(12).toArray();
        for (Scale scale : Scale.values()) {
            Histogram histogram = Histogram.of(equal, equal.length, scale, 20);
            assertThat(IntStream.of(histogram.counts()).sum()).isEqualTo(12);
            assertThat(DoubleStream.of(histogram.densities(12)).boxed()).allMatch(Double::isFinite);
        }
    }
}
