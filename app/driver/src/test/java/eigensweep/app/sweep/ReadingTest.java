package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.spectrum.PowerLawFit;
import eigensweep.sweep.Row;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Words about alpha come with its standard error.
final class ReadingTest {

    /// Largest eigenvalues of a Pareto law: alpha is known but for `(alpha - 1) / sqrt(n)`.
    private static Row row(int id, double alpha, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = Math.pow(1 - (i + 0.5) / count, -1 / (alpha - 1));
        }
        return SampleReports.layer(id, "layer." + id, values).row();
    }

    private static PowerLawFit fit(Row row) {
        return Objects.requireNonNull(Objects.requireNonNull(row.metrics()).fit());
    }

    /// 1.5 of 400 eigenvalues is sure to about 0.03, 6.4 of 40 to about 0.9.
    @Test
    void layersOutsideTheBandByLessThanTwoStandardErrorsAreCounted() {
        List<Row> rows = List.of(row(0, 1.5, 400), row(1, 3, 200), row(2, 6.4, 40));
        assertThat(fit(rows.getLast()).alpha()).isGreaterThan(6);
        assertThat(fit(rows.getLast()).alpha() - 2 * fit(rows.getLast()).sigma())
                .isLessThan(6);
        assertThat(Reading.of(rows).getFirst())
                .endsWith("here 1 of 3; of the other 2, 1 lie less than two standard errors outside.");
    }

    @Test
    void aLayerIsNamedWithItsStandardErrorAndNotCalledMoreThanItIs() {
        Row row = row(0, 1.5, 400);
        String shown = String.format(Locale.ROOT, "layer.0 (%.2f +- %.2f, ", fit(row).alpha(), fit(row).sigma());
        assertThat(Reading.of(List.of(row)))
                .anyMatch(line -> line.startsWith("Below 2 (over-trained in WeightWatcher's words): " + shown))
                .noneMatch(line -> line.contains("Training makes"));
    }

    @Test
    void aLayersWordsSayThatAlphaIsOnlyJustOutside() {
        Row unsure = row(0, 6.4, 40);
        Row sure = row(1, 1.5, 400);
        LayerReading reading = new LayerReading(List.of(unsure, sure));
        assertThat(reading.of(unsure).getFirst())
                .contains("above 6, but by less than two standard errors. WeightWatcher calls that under-trained.");
        assertThat(reading.of(sure).getFirst()).contains("below 2. WeightWatcher calls that over-trained");
    }
}
