package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.figure.Mark;
import eigensweep.figure.Mark.Line;
import eigensweep.figure.SampleSpectra;
import eigensweep.figure.Scale;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class RandomBulkTest {

    @Test
    void holdsTheShareOfTheEigenvaluesThatLieInIt() {
        LayerSpectrum spectrum = spectrum();
        for (Scale scale : Scale.values()) {
            List<Mark> marks = RandomBulk.between(0.2, 2, spectrum, scale);
            Line density = (Line) marks.getLast();
            double integral = 0;
            for (int i = 1; i < density.x().length; i++) {
                integral += (density.x()[i] - density.x()[i - 1]) * (density.y()[i] + density.y()[i - 1]) / 2;
            }
            double share = DoubleStream.of(spectrum.values())
                            .filter(value -> value <= 2)
                            .count()
                    / 1000.0;
            // 80 trapezia are good to about a percent.
            assertThat(integral).isCloseTo(share, within(0.01));
            assertThat(density.x()[0]).isEqualTo(0.2, within(1e-12));
            assertThat(density.y()[density.y().length - 1]).isLessThan(1e-6);
        }
    }

    @Test
    void isTheDensityOfMarchenkoAndPastur() {
        // With Q = 4 and sigma = 1 the edges are (1 -+ 1/2)^2, and the density is Q / (2 pi x) sqrt((b - x) (x - a)).
        double[] values = {0.3, 0.5, 1, 1.5, 2};
        LayerSpectrum all = new LayerSpectrum(spectrum().row(), values, values.length, values.length, null);
        Line density = (Line) RandomBulk.between(0.25, 2.25, all, Scale.LINEAR).getLast();
        for (int i = 0; i < density.x().length; i++) {
            double x = density.x()[i];
            double expected = 4 / (2 * Math.PI * x) * Math.sqrt(Math.max(0, (2.25 - x) * (x - 0.25)));
            assertThat(density.y()[i]).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void isAbsentWithoutOne() {
        assertThat(RandomBulk.of(spectrum(), Scale.LOG)).isEmpty();
        assertThat(RandomBulk.between(2, 1, spectrum(), Scale.LOG)).isEmpty();
        assertThat(RandomBulk.between(Double.NaN, 1, spectrum(), Scale.LOG)).isEmpty();
    }

    private static LayerSpectrum spectrum() {
        double[] eigenvalues = SampleSpectra.spectrum(new Random(5), 1000, 3);
        return LayerSpectrum.of(SampleReports.layer(0, "layer", eigenvalues).row(), eigenvalues);
    }
}
