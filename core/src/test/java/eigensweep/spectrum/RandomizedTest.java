package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Shuffle;
import eigensweep.testing.Golden;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomizedTest {

    private static List<Randomized> draws(String name, int count) {
        List<Matrix> weights = Golden.weights(name, Math.sqrt(0.5));
        Spectrum spectrum = GoldenSpectra.of(weights);
        List<Randomized> draws = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Spectrum> replicas = new ArrayList<>();
            for (int r = 0; r < Randomized.replicas(spectrum.eigenvalues().length); r++) {
                try (Arena arena = Arena.ofConfined()) {
                    replicas.add(GoldenSpectra.of(weights.stream()
                            .map(matrix -> Shuffle.of(matrix, random.nextLong(), arena))
                            .toList()));
                }
            }
            draws.add(Randomized.of(spectrum, replicas));
        }
        return draws;
    }

    /// Whether a value is another draw of the same: within four standard deviations, or a count among the counts.
    private static void assertAmong(List<Randomized> draws, ToDoubleFunction<Randomized> column, double golden) {
        double[] values = draws.stream().mapToDouble(column).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
        assertThat(golden).isCloseTo(mean, within(4 * Math.sqrt(variance * (1 + 1.0 / values.length)) + 1e-9));
    }

    private static MarchenkoPasturFit law(Randomized randomized) {
        return Objects.requireNonNull(randomized.marchenkoPastur());
    }

    private static double number(@Nullable Double value) {
        return Objects.requireNonNull(value);
    }

    /// WeightWatcher 0.7.7, `randomize=True`, on one shuffle of its own: it has to look like one of ours.
    @ParameterizedTest
    @CsvSource({
        "tiny_10x10, 40",
        "conv_3x3x64x128, 20",
        "gauss_1024x256, 20",
        "gauss_512x512, 20",
        "rankdef_600x400_r150, 20",
        "student_t3_1000x800, 8"
    })
    void isDrawnFromTheDistributionOfWeightWatchers(String name, int count) {
        Golden.Row row = Golden.row("0.7.7/ww_synth.csv", name);
        List<Randomized> draws = draws(name, count);

        assertAmong(draws, Randomized::maxRandEval, row.number("max_rand_eval"));
        assertAmong(draws, r -> number(r.randDistance()), row.number("rand_distance"));
        assertAmong(draws, r -> number(r.wwSoftrank()), row.number("ww_softrank"));
        assertAmong(draws, Randomized::wwMaxdist, row.number("ww_maxdist"));
        assertAmong(draws, r -> law(r).sigmaMp(), row.number("rand_sigma_mp"));
        assertAmong(draws, r -> law(r).mpSoftrank(), row.number("rand_mp_softrank"));
        assertAmong(draws, r -> law(r).bulkMax(), row.number("rand_bulk_max"));
        assertAmong(draws, r -> law(r).bulkMin(), row.number("rand_bulk_min"));
        assertThat(draws).anySatisfy(r -> assertThat(law(r).numSpikes()).isEqualTo(row.count("rand_num_spikes")));
        assertThat(row.count("num_traps")).isEqualTo(row.count("rand_num_spikes"));
        assertThat(draws).allSatisfy(r -> assertThat(r.numTraps()).isEqualTo(law(r).numSpikes()));
        assertThat(draws)
                .allSatisfy(r -> assertThat(law(r).wScale())
                        .isCloseTo(row.number("rand_W_scale"), Percentage.withPercentage(1e-7)));
    }

    /// WeightWatcher 0.7.5.5: `jensen_shannon_distance` of these two.
    @Test
    void measuresTheDistanceOfSortedSpectra() {
        Spectrum layer = new Spectrum(new double[] {0, 0.1, 0.5, 2, 7}, 9, 5, 1e-13, true);
        Spectrum shuffled = new Spectrum(new double[] {0.2, 0.4, 1, 3, 5}, 9, 5, 1e-13, true);

        Randomized randomized = Randomized.of(layer, List.of(shuffled));

        assertThat(randomized.randDistance()).isCloseTo(0.17501129064694282, within(1e-15));
        assertThat(randomized.wwSoftrank()).isEqualTo(5.0 / 7);
        assertThat(randomized.wwMaxdist()).isEqualTo(2);
        assertThat(randomized.maxRandEval()).isEqualTo(5);
    }

    @Test
    void ofTheZeroMatrixHasNoQuotients() {
        Spectrum zero = new Spectrum(new double[4], 9, 4, 1e-13, true);

        assertThat(Randomized.of(zero, List.of(zero))).isEqualTo(new Randomized(0, null, null, 0, null, null));
    }

    @Test
    void takesFiveReplicasOfSmallLayers() {
        assertThat(Randomized.replicas(99)).isEqualTo(5);
        assertThat(Randomized.replicas(100)).isEqualTo(1);
    }
}
