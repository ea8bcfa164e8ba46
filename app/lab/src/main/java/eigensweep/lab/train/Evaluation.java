package eigensweep.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import eigensweep.findings.TrialResult.SplitScore;
import eigensweep.lab.network.Gradients;
import eigensweep.lab.network.Pass;
import eigensweep.lab.network.Torch;
import eigensweep.lab.network.Weights;
import eigensweep.lab.train.Batches.Batch;
import eigensweep.stats.Calibration;
import eigensweep.stats.Calibration.Binning;
import java.util.stream.IntStream;

/// How well a network classifies images it was not trained on.
final class Evaluation {

    private static final int BATCH = 256;

    private Evaluation() {}

    /// Runs a network in evaluation mode over a set. Of classes that are equally probable the first counts; the
    /// calibration error is over 15 bins of equal width.
    ///
    /// @param split what the set is called
    static SplitScore of(Torch torch, Weights weights, String split, ImageSet set) {
        double[] confidence = new double[set.count()];
        boolean[] right = new boolean[set.count()];
        double nll = 0;
        try (Gradients _ = Gradients.none();
                Batches batches =
                        new Batches(set, IntStream.range(0, set.count()).toArray(), 0, BATCH, Augmenting.NONE, 0, 1)) {
            int at = 0;
            while (batches.hasNext()) {
                Batch batch = batches.next();
                int classes = weights.network().classes();
                float[] log = logProbabilities(torch, weights, batch);
                for (int i = 0; i < batch.count(); i++, at++) {
                    int label = Math.toIntExact(batch.labels()[i]);
                    int best = best(log, i * classes, classes);
                    confidence[at] = Math.min(1, Math.exp(log[i * classes + best]));
                    right[at] = best == label;
                    nll -= log[i * classes + label];
                }
            }
        }
        long hits = IntStream.range(0, right.length).filter(i -> right[i]).count();
        int n = set.count();
        double ece = Calibration.of(confidence, right, Calibration.DEFAULT_BINS, Binning.EQUAL_WIDTH)
                .ece();
        return new SplitScore(split, n, (double) hits / n, nll / n, ece, set.chance());
    }

    private static int best(float[] values, int from, int count) {
        int best = 0;
        for (int k = 1; k < count; k++) {
            if (values[from + k] > values[from + best]) {
                best = k;
            }
        }
        return best;
    }

    private static float[] logProbabilities(Torch torch, Weights weights, Batch batch) {
        try (NDManager scope = torch.manager().newSubManager()) {
            NDArray x = scope.create(batch.x(), batch.shape());
            return weights.network()
                    .forward(x, weights.pass(Pass.Mode.EVALUATION))
                    .logSoftmax(1)
                    .toFloatArray();
        }
    }
}
