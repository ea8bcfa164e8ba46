package eigensweep.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.testing.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TraceLogTest {

    static final List<String> NAMES = Golden.NAMES;

    private static Spectrum spectrum(double... eigenvalues) {
        return new Spectrum(eigenvalues, 100, eigenvalues.length, 1e-13, true);
    }

    private static TraceLog traceLog(Spectrum spectrum) {
        return Objects.requireNonNull(TraceLog.of(spectrum, null));
    }

    /// WeightWatcher 0.7.7, `ERG=True`, from singular values: also the tail of the matrix of rank 150, which reaches
    /// into what is zero to rounding.
    @ParameterizedTest
    @FieldSource("NAMES")
    void hasWeightWatchersNumbers(String name) {
        Golden.Row row = Golden.row("0.7.7/ww_synth.csv", name);
        Spectrum spectrum = spectrum(GoldenSpectra.eigenvalues(name));

        TraceLog traceLog = Objects.requireNonNull(
                LayerMetrics.of(spectrum, MetricOptions.DEFAULT).traceLog());

        assertThat(traceLog.detXNum()).isEqualTo(row.count("detX_num"));
        assertThat(traceLog.numErgSpikes()).isEqualTo(row.count("num_ERG_spikes"));
        assertThat(traceLog.ergGap()).isEqualTo(row.count("ERG_gap"));
        // That of rank 150 is rounding of the LAPACK that made the spectra on file.
        Golden.Row values = name.startsWith("rankdef") ? Golden.row("ww_synth_detX_rand_mpfit_vectors.csv", name) : row;
        assertThat(traceLog.detXVal()).isCloseTo(values.number("detX_val"), Percentage.withPercentage(1e-7));
        assertThat(traceLog.detXValUnrescaled())
                .isCloseTo(values.number("detX_val_unrescaled"), Percentage.withPercentage(1e-7));
    }

    /// WeightWatcher 0.7.5.5: `detX_constraint` of these after `rescale_eigenvalues`.
    @Test
    void hasWeightWatchersNumbersInSmallCases() {
        assertThat(traceLog(spectrum(0.2, 0.2, 0.5, 1, 8))).satisfies(t -> {
            assertThat(t.detXNum()).isEqualTo(3);
            assertThat(t.detXVal()).isEqualTo(0.5);
            assertThat(t.detXValUnrescaled()).isCloseTo(0.25252525252525254, within(1e-15));
        });
        // Even 1.9 alone is not below 1: both are counted, and the second is named.
        assertThat(traceLog(spectrum(0.1, 1.9))).isEqualTo(new TraceLog(2, 2, null, 1.9, 1.9 / ((0.1 + 1.9) / 2)));
        assertThat(traceLog(spectrum(1e-3, 1, 1, 1, 5)).detXNum()).isEqualTo(4);
    }

    /// Products of 5000 numbers, of which WeightWatcher's overflow: 4000 of `e` and 1000 far below.
    @Test
    void staysInRange() {
        double[] eigenvalues = new double[5000];
        Arrays.fill(eigenvalues, 0, 1000, 1e-12);
        Arrays.fill(eigenvalues, 1000, 5000, 1);

        // The mean is 0.8: 4000 ln(1.25) = 892.6 and ln(1e-12 / 0.8) = -27.4, so that it takes 33 of them.
        assertThat(traceLog(spectrum(eigenvalues)).detXNum()).isEqualTo(4033);
    }

    /// Eigenvalues lost in the Gram matrix could be anything: the condition has no answer among them.
    @Test
    void isUndefinedWhereItReachesWhatWasLost() {
        double[] eigenvalues = {0, 1e-17, 3e-16, 1, 1, 1};

        assertThat(TraceLog.of(new Spectrum(eigenvalues, 9, 6, 1e-13, false), null))
                .isNull();
        assertThat(TraceLog.of(new Spectrum(eigenvalues, 9, 6, 1e-13, true), null))
                .isNotNull();
    }

    @Test
    void isComparedWithTheFittedTail() {
        Spectrum spectrum = spectrum(1e-3, 1, 1, 1, 5);
        PowerLawFit fit = new PowerLawFit(2, 0.1, 0.5, 1, 5, 4);

        assertThat(TraceLog.of(spectrum, fit)).extracting(TraceLog::ergGap).isEqualTo(4 - 4);
        assertThat(TraceLog.of(spectrum, new PowerLawFit(2, 0.1, 0.5, 5, 5, 1)))
                .extracting(TraceLog::ergGap)
                .isEqualTo(4 - 1);
        assertThat(TraceLog.of(spectrum, null)).extracting(TraceLog::ergGap).isNull();
    }

    @Test
    void isUndefinedForEqualEigenvalues() {
        assertThat(TraceLog.of(spectrum(2, 2, 2), null)).isNull();
        assertThat(TraceLog.of(spectrum(2), null)).isNull();
        assertThat(TraceLog.of(spectrum(0, 0), null)).isNull();
    }
}
