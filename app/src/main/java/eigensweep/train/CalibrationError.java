package eigensweep.train;

/// The expected calibration error over 15 bins of equal width: `sum_B |B| / n |accuracy(B) - confidence(B)|`
/// (Guo et al. 2017; PAPER F15). A confidence on an edge counts to the bin below.
final class CalibrationError {

    static final int BINS = 15;

    private CalibrationError() {}

    static double of(double[] confidence, boolean[] right) {
        double[] excess = new double[BINS];
        for (int i = 0; i < confidence.length; i++) {
            int bin = Math.clamp((long) Math.ceil(confidence[i] * BINS) - 1, 0, BINS - 1);
            excess[bin] += confidence[i] - (right[i] ? 1 : 0);
        }
        double sum = 0;
        for (double difference : excess) {
            sum += Math.abs(difference);
        }
        return sum / confidence.length;
    }
}
