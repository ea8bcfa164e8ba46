package eigensweep.spectrum;

import java.util.function.DoubleUnaryOperator;

/// The downhill simplex search of Nelder and Mead (1965) on a line, with the coefficients, the first step and the
/// tolerances of SciPy's `fmin`. There are better ways to a minimum; this one ends where SciPy's ends, also on a
/// function that jumps.
final class Simplex {

    private static final double FIRST_STEP = 0.05;
    private static final double TOLERANCE = 1e-4;
    private static final int MOST_STEPS = 200;

    private final DoubleUnaryOperator function;
    private double best;
    private double bestValue;
    private double other;
    private double otherValue;

    private Simplex(DoubleUnaryOperator function, double start) {
        this.function = function;
        best = start;
        bestValue = function.applyAsDouble(best);
        offer(start * (1 + FIRST_STEP));
    }

    /// Where the function is least, near a start other than 0.
    static double minimum(DoubleUnaryOperator function, double start) {
        Simplex simplex = new Simplex(function, start);
        for (int i = 0; i < MOST_STEPS && !simplex.isSmall(); i++) {
            simplex.step();
        }
        return simplex.best;
    }

    private boolean isSmall() {
        return Math.abs(other - best) <= TOLERANCE && Math.abs(otherValue - bestValue) <= TOLERANCE;
    }

    private void step() {
        double reflected = 2 * best - other;
        double value = function.applyAsDouble(reflected);
        if (value < bestValue) {
            double expanded = 3 * best - 2 * other;
            offer(function.applyAsDouble(expanded) < value ? expanded : reflected);
        } else if (value < otherValue) {
            double outside = 1.5 * best - 0.5 * other;
            offer(function.applyAsDouble(outside) <= value ? outside : halfway());
        } else {
            offer(halfway());
        }
    }

    private double halfway() {
        return best + 0.5 * (other - best);
    }

    /// Replaces the worse of the two ends.
    private void offer(double point) {
        other = point;
        otherValue = function.applyAsDouble(point);
        if (otherValue < bestValue) {
            double swap = best;
            double swapValue = bestValue;
            best = other;
            bestValue = otherValue;
            other = swap;
            otherValue = swapValue;
        }
    }
}
