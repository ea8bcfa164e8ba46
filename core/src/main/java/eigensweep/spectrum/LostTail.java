package eigensweep.spectrum;

/// Eigenvalues that were lost in rounding, as starts of a tail. Where they are is not known, but for a
/// bound; each place that one of them may have makes a law, and an eigenvalue that is known may prove that
/// law wrong.
final class LostTail {

    /// More of them are tried at equal steps.
    private static final int TRIED = 64;

    /// Places are tried at steps of a factor `e` below the bound, this many.
    private static final int STEPS = 24;

    private final double[] logs;
    private final double sum;
    private int witness;

    /// @param logs logarithms of the eigenvalues that are known, ascending
    private LostTail(double[] logs) {
        this.logs = logs;
        double s = 0;
        for (double log : logs) {
            s += log;
        }
        this.sum = s;
    }

    /// Whether a tail that starts at one of them may be as close to its law as the one that was found among
    /// the others.
    ///
    /// @param logs logarithms of the others, ascending
    /// @param lost how many are lost
    /// @param bound logarithm of what they are at most
    /// @param distance of the tail that was found
    static boolean mayStart(double[] logs, int lost, double bound, double distance) {
        LostTail tail = new LostTail(logs);
        int step = Math.ceilDiv(lost, TRIED);
        for (int inTail = 1; inTail <= lost; inTail += step) {
            for (int s = 0; s < STEPS; s++) {
                if (!tail.isFarther(inTail, bound - s, bound, distance)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether a law that starts at a place is farther from some eigenvalue than a distance. Those in
    /// between lie at half the way, on average.
    private boolean isFarther(int inTail, double start, double bound, double distance) {
        double points = logs.length + (double) inTail;
        double spread = sum - logs.length * start + inTail * (bound - start) / 2;
        double excess = points / spread;
        if (isFarther(witness, inTail / points, points, excess, start, distance)) {
            return true;
        }
        for (int j = 0; j < logs.length; j++) {
            if (isFarther(j, inTail / points, points, excess, start, distance)) {
                witness = j;
                return true;
            }
        }
        return false;
    }

    private boolean isFarther(int j, double below, double points, double excess, double start, double distance) {
        double survival = Math.exp(-excess * (logs[j] - start));
        return Math.abs(1 - survival - below - j / points) > distance;
    }
}
