package eigensweep.spectrum;

import eigensweep.simd.Kernels;

/// The search behind [PowerLaw], on the logarithms of the points: finds the start whose tail is closest to its
/// own power law. One search serves many sets of points, one after the other, without allocating.
///
/// Evaluating every `D_i` takes `K^2 / 2` exponentials. Nearly all starts are ruled out by one: where the tail of
/// the last start was too far from its law, that of the next usually is, too, and one point that is farther than
/// the smallest distance so far is proof enough. Starts that pass are tried at some 30 points, and only what
/// passes again is evaluated in full, until it is too far as well. The answer is that of the full scan, to the
/// last bit.
final class TailSearch {

    /// Starts tried before all others, spread evenly: among them is one nearly as good as the best.
    private static final int SCOUTS = 64;

    /// Points at which a start is tried before it is evaluated in full.
    private static final int PROBES = 32;

    /// Points evaluated between two looks at the limit.
    private static final int CHUNK = 256;

    /// A sum of `ln(x_j / x_i)` that is rounding: WeightWatcher's threshold where points are few.
    private static final double NO_SPREAD = 1e-12;

    private final Kernels kernels;
    private final Kernels pointwise = Kernels.forWork(0);
    private final double[] alphas;
    private double[] logs = {};
    private int count;

    private int start;
    private double distance;

    /// The point that ruled the last start out.
    private int witness;

    /// @param kernels for long loops; the twins agree to the last bit
    /// @param capacity the most points a search may have
    TailSearch(Kernels kernels, int capacity) {
        this.kernels = kernels;
        this.alphas = new double[capacity];
    }

    /// The tail that is found.
    ///
    /// @param start its first point
    /// @param alpha its exponent
    /// @param distance its Kolmogorov-Smirnov distance from the power law of that exponent
    record Tail(int start, double alpha, double distance) {}

    /// Takes points, for all that follows.
    ///
    /// @param sortedLogs ascending, not all equal; read up to `points`, and not to be changed while in use
    /// @param points how many there are, at least 2
    void load(double[] sortedLogs, int points) {
        logs = sortedLogs;
        count = points;
        fillAlphas();
    }

    /// Finds the start with the smallest distance, the first of them on a tie.
    ///
    /// @param guess a start that may be good; it costs nothing but time if it is not
    Tail search(int guess) {
        start = alphas[guess] == Double.POSITIVE_INFINITY ? 0 : guess;
        distance = distance(start, Double.POSITIVE_INFINITY);
        witness = start;
        int stride = Math.max(1, count / SCOUTS);
        for (int i = stride / 2; i < count - 1; i += stride) {
            consider(i);
        }
        for (int i = 0; i < count - 1; i++) {
            consider(i);
        }
        return new Tail(start, alphas[start], distance);
    }

    /// `alpha_i`; infinite where all points from `i` on are equal, where they are too few to be a tail, or
    /// where the point before `i` is equal and belongs to the tail, too.
    double alpha(int i) {
        return alphas[i];
    }

    /// `D_i`.
    double distance(int i) {
        return distance(i, Double.POSITIVE_INFINITY);
    }

    /// Whether `D_i` is at most `limit`.
    boolean isWithin(int i, double limit) {
        return alphas[i] < Double.POSITIVE_INFINITY && !isTooFar(i, limit) && distance(i, limit) <= limit;
    }

    private void fillAlphas() {
        boolean few = count < PowerLaw.FEW;
        int leastTail = few ? Math.min(PowerLaw.LEAST_TAIL, count) : 2;
        double leastSpread = few ? NO_SPREAD : 0;
        double bias = few ? 1 : 0;
        double last = logs[count - 1];
        double sum = 0;
        double lost = 0;
        for (int i = count - 2; i >= 0; i--) {
            double log = logs[i] - last;
            double y = log - lost;
            double next = sum + y;
            lost = (next - sum) - y;
            sum = next;
            double tail = count - i;
            double spread = sum - tail * log;
            boolean isFirst = i == 0 || logs[i - 1] < logs[i];
            boolean isTail = tail >= leastTail && isFirst && log != 0 && spread > leastSpread;
            alphas[i] = isTail ? 1 + (tail - bias) / spread : Double.POSITIVE_INFINITY;
        }
    }

    private void consider(int i) {
        if (i == start || alphas[i] == Double.POSITIVE_INFINITY || isTooFar(i, distance)) {
            return;
        }
        double other = distance(i, distance);
        // Ties go to the earlier start, as in a scan from the left.
        if (other < distance || (other == distance && i < start)) {
            distance = other;
            start = i;
        }
    }

    /// Whether some point proves that `D_i` exceeds a limit.
    private boolean isTooFar(int i, double limit) {
        double exponent = 1 - alphas[i];
        double perPoint = 1.0 / (count - i);
        if (witness <= i) {
            witness = i + (count - i) / 2;
        }
        if (pointwise.ksDistance(logs, i, witness, witness + 1, exponent, perPoint, 0) > limit) {
            return true;
        }
        int stride = Math.max(1, (count - i) / PROBES);
        for (int j = i + stride; j < count; j += stride) {
            if (pointwise.ksDistance(logs, i, j, j + 1, exponent, perPoint, 0) > limit) {
                witness = j;
                return true;
            }
        }
        return false;
    }

    /// `D_i` if it is at most `limit`, otherwise something larger than `limit`.
    private double distance(int i, double limit) {
        double exponent = 1 - alphas[i];
        double perPoint = 1.0 / (count - i);
        double largest = 0;
        for (int from = i; from < count && largest <= limit; from += CHUNK) {
            int to = Math.min(count, from + CHUNK);
            largest = kernels.ksDistance(logs, i, from, to, exponent, perPoint, largest);
            if (largest > limit) {
                witness = (from + to) / 2;
            }
        }
        return largest;
    }
}
