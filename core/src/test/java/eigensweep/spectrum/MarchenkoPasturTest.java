package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.linalg.JavaBackend;
import eigensweep.linalg.Solve;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Golden;
import eigensweep.testing.Matrices;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class MarchenkoPasturTest {

    static final List<String> NAMES = Golden.NAMES;

    private static MarchenkoPasturFit fit(double[] eigenvalues, int large, int small) {
        return MarchenkoPastur.fit(eigenvalues, large, small).orElseThrow();
    }

    private static void assertClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, Percentage.withPercentage(1e-6));
    }

    /// WeightWatcher 0.7.7, `mp_fit=True`. It allows for 1 % (its search step); the way to the minimum is the
    /// same, so that far less is left.
    @ParameterizedTest
    @FieldSource("NAMES")
    void hasWeightWatchersNumbers(String name) {
        Golden.Row row = Golden.row("0.7.7/ww_synth.csv", name);

        MarchenkoPasturFit fit = fit(GoldenSpectra.eigenvalues(name), row.count("N"), row.count("M"));

        assertThat(fit.numSpikes()).isEqualTo(row.count("num_spikes"));
        assertClose(fit.sigmaMp(), row.number("sigma_mp"));
        assertClose(fit.mpSoftrank(), row.number("mp_softrank"));
        assertClose(fit.wScale(), row.number("W_scale"));
        assertClose(fit.bulkMax(), row.number("bulk_max"));
        assertClose(fit.bulkMin(), row.number("bulk_min"));
        assertThat(fit.isFound()).isEqualTo(!name.startsWith("rankdef"));
    }

    /// The law itself: elements of variance `1 / N` have `sigma = 1` and the edges `(1 -+ sqrt(M / N))^2`.
    @ParameterizedTest
    @CsvSource({"900, 300", "400, 399", "2000, 100"})
    void findsTheBulkOfGaussianWeights(int large, int small) {
        double[] weights = Matrices.gaussian(5, large, small);
        double[] eigenvalues = new JavaBackend()
                .gramEigenvalues(List.of(Matrix.of(weights, large, small)), Solve.DEFAULT)
                .getFirst();

        MarchenkoPasturFit fit = fit(eigenvalues, large, small);

        double ratio = Math.sqrt((double) small / large);
        assertThat(fit.isFound()).isTrue();
        assertThat(fit.sigmaMp()).isCloseTo(1, within(0.03));
        assertThat(fit.numSpikes()).isZero();
        assertThat(fit.bulkMax() * fit.wScale() * fit.wScale()).isCloseTo(Math.pow(1 + ratio, 2), within(0.1));
    }

    @Test
    void doesNotDependOnTheScaleButInTheEdges() {
        double[] eigenvalues = Golden.eigenvalues("student_t3_1000x800");
        double[] scaled = eigenvalues.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 0x1p-40;
        }

        MarchenkoPasturFit whole = fit(eigenvalues, 1000, 800);
        MarchenkoPasturFit small = fit(scaled, 1000, 800);

        assertThat(small.numSpikes()).isEqualTo(whole.numSpikes());
        assertThat(small.sigmaMp()).isCloseTo(whole.sigmaMp(), within(1e-12));
        assertThat(small.bulkMax()).isCloseTo(0x1p-40 * whole.bulkMax(), Percentage.withPercentage(1e-9));
        assertThat(small.wScale()).isCloseTo(0x1p20 * whole.wScale(), Percentage.withPercentage(1e-9));
    }

    /// One eigenvalue is all: the density lies at 0, where no law has its bulk.
    @Test
    void saysWhereThereIsNoBulk() {
        double[] eigenvalues = new double[50];
        eigenvalues[49] = 7;

        assertThat(fit(eigenvalues, 100, 50).isFound()).isFalse();
    }

    /// So far apart that no grid point comes near an eigenvalue.
    @Test
    void saysWhereThereIsNoDensity() {
        double[] eigenvalues = new double[60_000];
        for (int i = 0; i < eigenvalues.length - 1; i++) {
            eigenvalues[i] = 0.2;
        }
        eigenvalues[eigenvalues.length - 1] = 48_000;

        assertThat(fit(eigenvalues, 90_000, 60_000).isFound()).isFalse();
    }

    @Test
    void thereIsNoneForTheZeroMatrix() {
        assertThat(MarchenkoPastur.fit(new double[8], 10, 8)).isEmpty();
    }
}
