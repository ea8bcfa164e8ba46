package eigensweep.app.linear;

import eigensweep.data.Taken;
import eigensweep.linear.Augmentation;
import eigensweep.linear.IsotropicTarget;
import eigensweep.linear.LayerwiseSpectrum;
import eigensweep.linear.Solution;
import eigensweep.table.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `linear` computed.
///
/// @param setting what it was computed on and with
/// @param eigenvalues of `X^T X`, ascending
/// @param solutions each under a regularisation; the first is least squares
/// @param dropoutDifference `norm(w_exact - w_diagonal) / norm(w_exact)`: what the paper's diagonal form is off
///     by
/// @param unevenness standard deviation by mean of the diagonal of `X^T X`: why; 0 where that form is exact
/// @param isotropicTarget the norm to expect for a target without direction
/// @param augmentation the spectrum under noise
/// @param layerwise the spectrum through random networks
public record LinearResults(
        @Field(flat = true) Setting setting,
        double[] eigenvalues,
        List<Solution> solutions,
        double dropoutDifference,
        double unevenness,
        IsotropicTarget isotropicTarget,
        Augmentation augmentation,
        List<LayerwiseSpectrum> layerwise) {

    /// What was given.
    ///
    /// @param data for people: a file, or how it was drawn
    /// @param n observations
    /// @param d features
    /// @param rank of `X`
    /// @param ridge `a`
    /// @param keep `p`
    /// @param seed of all draws
    /// @param backend that computed eigenvalues
    /// @param taken which columns of a table the features are, or null if they are of none
    /// @param width of the random networks
    public record Setting(
            String data,
            int n,
            int d,
            int rank,
            double ridge,
            double keep,
            long seed,
            String backend,
            @Field(flat = true) @Nullable Taken taken,
            @Field(written = false) int width) {}
}
