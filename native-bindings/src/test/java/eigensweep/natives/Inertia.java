package eigensweep.natives;

/// How many eigenvalues of a Gram matrix are below a number: as many as `G - x I = L D L^T` has negative pivots
/// (Sylvester). In pairs of doubles (Dekker 1971), twice the digits of what is held to it.
final class Inertia {

    private final int n;
    private final double[] high;
    private final double[] low;

    private Inertia(int n) {
        this.n = n;
        this.high = new double[n * n];
        this.low = new double[n * n];
    }

    /// Of `W^T W`, which is summed in pairs, too.
    ///
    /// @param weights row-major, with `n` columns
    static Inertia of(double[] weights, int n) {
        Inertia gram = new Inertia(n);
        for (int row = 0; row < weights.length; row += n) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    gram.subtract(i * n + j, -weights[row + i], 0, weights[row + j], 0);
                }
            }
        }
        return gram;
    }

    /// `a -= u v` at a place.
    private void subtract(int at, double uHigh, double uLow, double vHigh, double vLow) {
        double product = uHigh * vHigh;
        double rest = Math.fma(uHigh, vHigh, -product) + (uHigh * vLow + uLow * vHigh);
        double sum = high[at] - product;
        double part = sum - high[at];
        double lost = (high[at] - (sum - part)) - (product + part);
        double tail = low[at] + lost - rest;
        high[at] = sum + tail;
        low[at] = tail - (high[at] - sum);
    }

    /// The number of eigenvalues below `x`.
    int below(double x) {
        Inertia rest = new Inertia(n);
        System.arraycopy(high, 0, rest.high, 0, n * n);
        System.arraycopy(low, 0, rest.low, 0, n * n);
        for (int i = 0; i < n; i++) {
            rest.subtract(i * (n + 1), 1, 0, x, 0);
        }
        return rest.negativePivots();
    }

    private int negativePivots() {
        int negative = 0;
        for (int k = 0; k < n; k++) {
            int pivot = k * (n + 1);
            negative += high[pivot] < 0 ? 1 : 0;
            for (int i = k + 1; i < n; i++) {
                int own = i * n + k;
                double quotient = high[own] / high[pivot];
                // What the division left.
                double left = Math.fma(-quotient, high[pivot], high[own]) + low[own] - quotient * low[pivot];
                double tail = left / high[pivot];
                for (int j = k + 1; j <= i; j++) {
                    subtract(i * n + j, quotient, tail, high[j * n + k], low[j * n + k]);
                }
            }
        }
        return negative;
    }
}
