package eigensweep.checkpoint.parts;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.testing.Matrices;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expected weights are computed here by the definitions of the parametrisations, element by element.
class ParametrisedWeightsTest {

    @TempDir
    private Path folder;

    private void withLayers(Consumer<List<Layer>> test, Entry... entries) {
        Opened.withLayers(folder, test, entries);
    }

    private static Layer named(List<Layer> layers, String longName) {
        return layers.stream()
                .filter(layer -> layer.longName().equals(longName))
                .findFirst()
                .orElseThrow(() -> new AssertionError(longName + " is not among "
                        + layers.stream().map(Layer::longName).toList()));
    }

    /// As float32 keeps them.
    private static double[] gaussian(long seed, int rows, int columns) {
        return Arrays.stream(Matrices.gaussian(seed, rows, columns))
                .map(x -> (float) x)
                .toArray();
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(x -> x * x).sum());
    }

    @ParameterizedTest
    @CsvSource({"fc.weight_g, fc.weight_v", "fc.parametrizations.weight.original0, fc.parametrizations.weight.original1"
    })
    void rowsOfNormalisedWeightsHaveTheNormsThatAreStored(String g, String v) {
        double[] direction = gaussian(1, 4, 6);
        double[] magnitude = {2, 0.5, 3, 1};
        withLayers(
                layers -> {
                    Layer layer = named(layers, "fc");
                    double[] weight = Opened.values(layer.matrices().getFirst());
                    for (int i = 0; i < 4; i++) {
                        double[] row = Arrays.copyOfRange(direction, 6 * i, 6 * i + 6);
                        for (int j = 0; j < 6; j++) {
                            assertThat(weight[6 * i + j]).isCloseTo(magnitude[i] * row[j] / norm(row), within(1e-15));
                        }
                    }
                    assertThat(layer.note()).contains("weight normalisation");
                    assertThat(layers).filteredOn(Layer::isSwept).hasSize(1);
                    assertThat(layers)
                            .anySatisfy(part -> assertThat(part.skipped()).contains("part of fc.weight"));
                },
                tensor(g, magnitude, 4, 1),
                tensor(v, direction, 4, 6),
                tensor("fc.bias", new double[4], 4));
    }

    /// wav2vec 2.0 normalises its positional convolution along the positions (`dim=2`).
    @Test
    void normsMayBelongToPositions() {
        double[] direction = gaussian(2, 6, 5);
        withLayers(
                layers -> {
                    Layer layer = named(layers, "pos_conv");
                    assertThat(layer.matrices()).hasSize(5);
                    for (int k = 0; k < 5; k++) {
                        double[] slice = {0, 0, 0, 0, 0, 0};
                        for (int i = 0; i < 6; i++) {
                            slice[i] = direction[5 * i + k];
                        }
                        assertThat(norm(Opened.values(layer.matrices().get(k)))).isCloseTo(k + 1, within(1e-14));
                    }
                },
                tensor("pos_conv.weight_g", new double[] {1, 2, 3, 4, 5}, 1, 1, 5),
                tensor("pos_conv.weight_v", direction, 3, 2, 5));
    }

    @Test
    void oneNormMayBelongToTheWholeWeight() {
        withLayers(
                layers -> assertThat(norm(
                                Opened.values(named(layers, "fc").matrices().getFirst())))
                        .isCloseTo(7, within(1e-14)),
                tensor("fc.weight_g", new double[] {7}),
                tensor("fc.weight_v", gaussian(3, 4, 6), 4, 6));
    }

    @ParameterizedTest
    @CsvSource({
        "fc.weight_orig, fc.weight_u, fc.weight_v",
        "fc.parametrizations.weight.original, fc.parametrizations.weight.0._u, fc.parametrizations.weight.0._v"
    })
    void spectrallyNormalisedWeightsAreDividedByTheStoredEstimate(String original, String u, String v) {
        double[] w = gaussian(4, 4, 6);
        double[] left = gaussian(5, 1, 4);
        double[] right = gaussian(6, 1, 6);
        double sigma = 0;
        for (int i = 0; i < 24; i++) {
            sigma += left[i / 6] * w[i] * right[i % 6];
        }
        double expected = sigma;
        withLayers(
                layers -> {
                    Layer layer = named(layers, "fc");
                    double[] weight = Opened.values(layer.matrices().getFirst());
                    for (int i = 0; i < 24; i++) {
                        assertThat(weight[i]).isCloseTo(w[i] / expected, within(1e-14 * Math.abs(w[i] / expected)));
                    }
                    assertThat(layer.note()).contains("spectral normalisation");
                },
                tensor(original, w, 4, 6),
                tensor(u, left, 4),
                tensor(v, right, 6));
    }

    /// A transposed convolution has its outputs second.
    @Test
    void theEstimateOfATransposedKernelGoesAlongItsSecondAxis() {
        double[] w = gaussian(7, 2, 12);
        double[] left = gaussian(8, 1, 3);
        double[] right = gaussian(9, 1, 8);
        double sigma = 0;
        for (int i = 0; i < 2; i++) {
            for (int o = 0; o < 3; o++) {
                for (int k = 0; k < 4; k++) {
                    sigma += left[o] * w[12 * i + 4 * o + k] * right[4 * i + k];
                }
            }
        }
        double expected = sigma;
        withLayers(
                layers -> assertThat(
                                Opened.values(
                                        named(layers, "up.conv").matrices().getFirst())[0])
                        .isCloseTo(w[0] / expected, within(1e-13 * Math.abs(w[0] / expected))),
                tensor("up.conv.weight_orig", w, 2, 3, 4),
                tensor("up.conv.weight_u", left, 3),
                tensor("up.conv.weight_v", right, 8));
    }

    @Test
    void prunedWeightsAreZeroWhereTheMaskIs() {
        double[] w = gaussian(10, 3, 3);
        double[] mask = {1, 0, 1, 0, 0, 1, 1, 1, 0};
        withLayers(
                layers -> {
                    double[] weight =
                            Opened.values(named(layers, "fc").matrices().getFirst());
                    for (int i = 0; i < 9; i++) {
                        assertThat(weight[i]).isEqualTo(w[i] * mask[i]);
                    }
                    assertThat(named(layers, "fc").note()).contains("pruning");
                },
                tensor("fc.weight_mask", mask, 3, 3),
                tensor("fc.weight_orig", w, 3, 3));
    }

    @Test
    void whatTheFileDoesNotTellIsNotSwept() {
        withLayers(
                layers -> {
                    assertThat(layers).filteredOn(Layer::isSwept).isEmpty();
                    assertThat(layers)
                            .anySatisfy(layer -> assertThat(layer.skipped())
                                    .contains(
                                            "the effective fc.weight is a function of it", "remove_parametrizations"));
                },
                tensor("fc.parametrizations.weight.original", gaussian(11, 4, 4), 4, 4),
                tensor("fc.parametrizations.weight.0.base", gaussian(12, 4, 4), 4, 4));
    }
}
