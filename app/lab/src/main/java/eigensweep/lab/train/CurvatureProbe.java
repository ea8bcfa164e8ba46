package eigensweep.lab.train;

import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.HutchinsonTrace.Method;
import eigensweep.lab.network.Seeds;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Recipe.Curvature;
import eigensweep.lab.train.TrainingState.Measured;
import java.util.List;

/// The trace of the Hessian at a moment of a training.
final class CurvatureProbe {

    /// Images that are handled at once.
    static final int BATCH = 2048;

    private CurvatureProbe() {}

    static Measured of(Torch torch, Weights weights, ImageSet set, Curvature curvature, long seed, long step) {
        try (DjlHessian hessian = DjlHessian.of(torch, weights, set, curvature.images(), BATCH)) {
            HutchinsonTrace.Estimate estimate = HutchinsonTrace.of(
                    hessian,
                    hessian.dimension(),
                    List.of(),
                    new HutchinsonTrace.Options(
                            Method.HUTCHINSON, curvature.probes(), 0, Seeds.of(seed, Seeds.PROBES, step)));
            return new Measured(step, estimate.whole().value(), estimate.whole().standardError());
        }
    }
}
