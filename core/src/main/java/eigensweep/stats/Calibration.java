package eigensweep.stats;

import java.util.ArrayList;
import java.util.List;

/// Whether predictions that are made with confidence `c` are right with frequency `c` (PAPER F15).
///
/// The expected calibration error over bins `B` of `n` predictions (Naeini et al. 2015; Guo et al. 2017) is
/// `ECE = sum_B |B| / n |accuracy(B) - confidence(B)|`, the means of the bin's hits and confidences; the maximum
/// calibration error is the largest of the differences.
///
/// @param binning how the bins are cut
/// @param n predictions
/// @param accuracy the share that is right
/// @param confidence the mean confidence
/// @param ece the expected calibration error, 0 to 1
/// @param mce the maximum calibration error, 0 to 1
/// @param bins those that hold a prediction, by rising confidence
public record Calibration(
        Binning binning, int n, double accuracy, double confidence, double ece, double mce, List<Bin> bins) {

    /// As many bins as in Guo et al. and in the paper's tables.
    public static final int DEFAULT_BINS = 15;

    /// How the bins are cut.
    public enum Binning {
        /// `(k / bins, (k + 1) / bins]`, the first with its 0.
        EQUAL_WIDTH,
        /// As many predictions in each as in the others, but for the remainder; equal confidences share a bin,
        /// the lower one.
        EQUAL_MASS
    }

    /// Predictions of about the same confidence.
    ///
    /// @param lowest the lowest confidence among them
    /// @param highest the highest
    /// @param n how many there are
    /// @param confidence their mean
    /// @param accuracy the share that is right
    public record Bin(double lowest, double highest, int n, double confidence, double accuracy) {

        double gap() {
            return Math.abs(accuracy - confidence);
        }
    }

    /// The calibration of predictions.
    ///
    /// @param confidence of each, 0 to 1
    /// @param right whether it was right
    /// @param bins at least 1
    /// @throws IllegalArgumentException if there is no prediction, or a confidence is not in 0 to 1
    public static Calibration of(double[] confidence, boolean[] right, int bins, Binning binning) {
        int n = confidence.length;
        if (n == 0 || right.length != n || bins < 1) {
            throw new IllegalArgumentException(
                    n + " confidences and " + right.length + " outcomes in " + bins + " bins");
        }
        for (double c : confidence) {
            if (!(c >= 0 && c <= 1)) {
                throw new IllegalArgumentException("a confidence of " + c + "; it lies between 0 and 1");
            }
        }
        int[] order = Order.rising(confidence);
        List<Bin> cut = new ArrayList<>();
        int from = 0;
        for (int k = 1; k <= bins; k++) {
            int to = binning == Binning.EQUAL_WIDTH
                    ? width(confidence, order, from, (double) k / bins)
                    : mass(confidence, order, from, (int) ((long) k * n / bins));
            if (to > from) {
                cut.add(bin(confidence, right, order, from, to));
            }
            from = to;
        }
        double accuracy =
                cut.stream().mapToDouble(bin -> bin.n() * bin.accuracy()).sum() / n;
        double mean =
                cut.stream().mapToDouble(bin -> bin.n() * bin.confidence()).sum() / n;
        double ece = cut.stream().mapToDouble(bin -> bin.n() * bin.gap()).sum() / n;
        double mce = cut.stream().mapToDouble(Bin::gap).max().orElseThrow();
        return new Calibration(binning, n, accuracy, mean, ece, mce, List.copyOf(cut));
    }

    private static int width(double[] confidence, int[] order, int from, double edge) {
        int to = from;
        while (to < order.length && confidence[order[to]] <= edge) {
            to++;
        }
        return to;
    }

    private static int mass(double[] confidence, int[] order, int from, int end) {
        int to = Math.max(from, end);
        while (to > from && to < order.length && confidence[order[to]] == confidence[order[to - 1]]) {
            to++;
        }
        return to;
    }

    private static Bin bin(double[] confidence, boolean[] right, int[] order, int from, int to) {
        double sum = 0;
        int hits = 0;
        for (int i = from; i < to; i++) {
            sum += confidence[order[i]];
            hits += right[order[i]] ? 1 : 0;
        }
        int n = to - from;
        return new Bin(confidence[order[from]], confidence[order[to - 1]], n, sum / n, (double) hits / n);
    }
}
