package eigensweep.app.linear;

import eigensweep.data.ColumnChoice;
import eigensweep.data.Taken;
import eigensweep.linear.Augmentation;
import eigensweep.linear.IsotropicTarget;
import eigensweep.linear.LayerwiseSpectrum;
import eigensweep.linear.Solution;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What `linear` computed.
///
/// @param setting what it was computed on and with
/// @param eigenvalues of `X^T X`, ascending
/// @param rank of `X`
/// @param solutions each under a regularisation; the first is least squares
/// @param dropoutDifference `norm(w_exact - w_diagonal) / norm(w_exact)`: what the paper's diagonal form is off
///     by
/// @param unevenness standard deviation by mean of the diagonal of `X^T X`: why; 0 where that form is exact
/// @param target the norm to expect for a target without direction
/// @param augmentation the spectrum under noise
/// @param layerwise the spectrum through random networks
public record LinearResults(
        Setting setting,
        double[] eigenvalues,
        int rank,
        List<Solution> solutions,
        double dropoutDifference,
        double unevenness,
        IsotropicTarget target,
        Augmentation augmentation,
        List<LayerwiseSpectrum> layerwise) {

    /// What was given.
    ///
    /// @param data for people: a file, or how it was drawn
    /// @param n observations
    /// @param d features
    /// @param ridge `a`
    /// @param keep `p`
    /// @param seed of all draws
    /// @param backend that computed eigenvalues
    /// @param width of the random networks
    /// @param columns which columns of a table the features are, or null if they are of none
    public record Setting(
            String data,
            int n,
            int d,
            double ridge,
            double keep,
            long seed,
            String backend,
            int width,
            @Nullable ColumnChoice columns) {}

    /// Everything, as a JSON object.
    public void json(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("data", setting.data());
        json.writeNumberProperty("n", setting.n());
        json.writeNumberProperty("d", setting.d());
        json.writeNumberProperty("rank", rank);
        json.writeNumberProperty("ridge", setting.ridge());
        json.writeNumberProperty("keep", setting.keep());
        json.writeNumberProperty("seed", setting.seed());
        json.writeStringProperty("backend", setting.backend());
        if (setting.columns() != null) {
            Taken.of(setting.columns()).write(json);
        }
        array("eigenvalues", eigenvalues, json);
        json.writeName("solutions");
        json.writeStartArray();
        for (Solution solution : solutions) {
            json.writeStartObject();
            json.writeStringProperty("name", solution.name());
            json.writeStringProperty("equation", solution.equation());
            json.writeNumberProperty("squared_norm", solution.squaredNorm());
            json.writeNumberProperty("largest", solution.largest());
            json.writeNumberProperty("residual", solution.residual());
            array("eigenvalues", solution.eigenvalues(), json);
            array("w", solution.w(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("dropout_difference", dropoutDifference);
        json.writeNumberProperty("unevenness", unevenness);
        target(json);
        augmentation(json);
        layerwise(json);
        json.writeEndObject();
    }

    private void target(JsonGenerator json) {
        json.writeName("isotropic_target");
        json.writeStartObject();
        json.writeNumberProperty("draws", target.draws());
        json.writeNumberProperty("sum_inverse_squares", target.squares());
        json.writeNumberProperty("drawn_inverse_squares", target.drawnSquares());
        json.writeNumberProperty("drawn_inverse_squares_error", target.drawnSquaresError());
        json.writeNumberProperty("sum_inverses", target.reciprocals());
        json.writeNumberProperty("drawn_inverses", target.drawnReciprocals());
        json.writeNumberProperty("drawn_inverses_error", target.drawnReciprocalsError());
        json.writeEndObject();
    }

    private void augmentation(JsonGenerator json) {
        json.writeName("augmentation");
        json.writeStartObject();
        json.writeNumberProperty("noise", augmentation.noise());
        json.writeNumberProperty("sum", augmentation.sum());
        json.writeNumberProperty("trace_x", augmentation.traceX());
        json.writeNumberProperty("cross", augmentation.cross());
        json.writeNumberProperty("cross_deviation", augmentation.crossDeviation());
        json.writeNumberProperty("trace_e", augmentation.traceE());
        json.writeNumberProperty("expected_trace_e", augmentation.expectedTraceE());
        json.writeNumberProperty("defect", augmentation.defect());
        array("eigenvalues", augmentation.eigenvalues(), json);
        json.writeEndObject();
    }

    private void layerwise(JsonGenerator json) {
        json.writeName("layerwise");
        json.writeStartArray();
        for (LayerwiseSpectrum network : layerwise) {
            json.writeStartObject();
            json.writeStringProperty("activation", network.activation().name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("zeta", network.activation().zeta());
            array("spread", network.spread(), json);
            array("expected_spread", network.expectedSpread(), json);
            array("distance", network.distance(), json);
            json.writeName("spectra");
            json.writeStartArray();
            for (double[] spectrum : network.spectra()) {
                json.writeArray(spectrum, 0, spectrum.length);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void array(String name, double[] values, JsonGenerator json) {
        json.writeName(name);
        json.writeArray(values, 0, values.length);
    }
}
