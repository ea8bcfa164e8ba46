package eigensweep.spectrum;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/// Fits the Marchenko-Pastur law, the spectrum of a random matrix, to the bulk of a spectrum (PAPER F4).
///
/// The eigenvalues are scaled to a mean of 1. For an `N x M` matrix with independent elements of variance
/// `sigma^2 / N`, and `r = sqrt(M / N)`, their density is
///
/// `p(x) = sqrt((b - x) (x - a)) / (2 pi sigma^2 r^2 x)`, `a, b = sigma^2 (1 -+ r)^2`,
///
/// and `sigma` is the one with the least sum of squares between `p` and a kernel density estimate of the
/// eigenvalues, where that exceeds a threshold. A square matrix is fitted on its singular values, with a quarter
/// circle whose radius is fixed and whose height alone varies.
///
/// All of this, the constants and the way to the minimum (195 equal steps, then a simplex search) are those of
/// WeightWatcher, so that its numbers come out. It estimates the density again for every `sigma`; here it is
/// estimated once.
public final class MarchenkoPastur {

    /// `sigma` is looked for from this on, in units of the one that puts the bulk's edge on the largest
    /// eigenvalue.
    static final double LEAST_SIGMA = 0.05;

    private static final double STEP = 0.01;
    private static final int STEPS = 195;

    private static final double BANDWIDTH = 0.1;
    private static final int GRID = 1000;
    private static final double BEYOND_LARGEST = 0.5;
    private static final double LEAST_DENSITY = 0.01;

    /// What a point counts where a law cannot be: squared, far above any residual.
    private static final double PENALTY = 1e6;

    /// The search for `sigma` ends within this of the minimum, relative.
    private static final double SAME = 1e-3;

    private final LinearDensity density;
    private final double ratio;
    private final double mode;

    private MarchenkoPastur(LinearDensity density, double ratio) {
        this.density = density;
        this.ratio = ratio;
        this.mode = density.size() == 0 ? 0 : density.mode();
    }

    /// Fits a spectrum, or several of matrices of one shape put together.
    ///
    /// @param eigenvalues ascending, none negative
    /// @param large the larger side of the matrix
    /// @param small the smaller side
    /// @return the fit; nothing if all are zero
    static Optional<MarchenkoPasturFit> fit(double[] eigenvalues, int large, int small) {
        double sum = 0;
        for (double lambda : eigenvalues) {
            sum += lambda;
        }
        double weightScale = Math.sqrt(eigenvalues.length / sum);
        if (!Double.isFinite(weightScale * weightScale)) {
            return Optional.empty();
        }
        boolean square = large == small;
        double[] scaled = new double[eigenvalues.length];
        double[] fitted = new double[eigenvalues.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = weightScale * weightScale * eigenvalues[i];
            fitted[i] = square ? Math.sqrt(scaled[i]) : scaled[i];
        }
        double ratio = 1 / Math.sqrt((double) large / small);
        LinearDensity density =
                LinearDensity.of(fitted, BANDWIDTH, grid(fitted)).above(LEAST_DENSITY);
        MarchenkoPastur law = new MarchenkoPastur(density, ratio);
        double unit = Math.sqrt(scaled[scaled.length - 1]) / (1 + ratio);
        double sigma = least(square ? law.quarterCircle() : law::squares, unit);
        return Optional.of(describe(scaled, weightScale, sigma, ratio, small));
    }

    /// Whether rounding leaves the fit of a spectrum as it is: whether eigenvalues that are moved by what it
    /// may do, up and down in turn, are fitted alike. Laws that fit about as well lie far apart now and then.
    static boolean isSteady(Spectrum spectrum, MarchenkoPasturFit fit) {
        double[] moved = spectrum.eigenvalues().clone();
        double floor = spectrum.shiftOfSmall(0) - spectrum.shift(0);
        for (int i = 0; i < moved.length; i++) {
            double shift = (floor + spectrum.shift(moved[i] / spectrum.largest())) * spectrum.largest();
            moved[i] = Math.max(0, moved[i] + (i % 2 == 0 ? shift : -shift));
        }
        Arrays.sort(moved);
        return fit(moved, spectrum.largeSide(), spectrum.smallSide())
                .filter(other ->
                        other.numSpikes() == fit.numSpikes() && Math.abs(other.sigmaMp() / fit.sigmaMp() - 1) <= SAME)
                .isPresent();
    }

    private static double[] grid(double[] points) {
        double step = (points[points.length - 1] + BEYOND_LARGEST) / (GRID - 1);
        double[] grid = new double[GRID];
        for (int g = 0; g < GRID; g++) {
            grid[g] = g * step;
        }
        return grid;
    }

    private static MarchenkoPasturFit describe(
            double[] scaled, double weightScale, double sigma, double ratio, int small) {
        double max = Math.pow(sigma * (1 + ratio), 2);
        double min = Math.pow(sigma * (1 - ratio), 2);
        double tracyWidom = ratio * Math.pow(max, 2.0 / 3) * Math.pow(small, -2.0 / 3);
        double edge = max + Math.sqrt(tracyWidom);
        int spikes = 0;
        while (spikes < scaled.length && scaled[scaled.length - 1 - spikes] > edge) {
            spikes++;
        }
        double unscale = weightScale * weightScale;
        return new MarchenkoPasturFit(
                spikes, sigma, max / scaled[scaled.length - 1], weightScale, max / unscale, min / unscale);
    }

    /// The sum of squares between the law and the density.
    private double squares(double sigma) {
        double a = Math.pow(sigma * (1 - ratio), 2);
        double b = Math.pow(sigma * (1 + ratio), 2);
        double[] x = density.x();
        double[] y = density.y();
        if (x.length == 0 || b < mode || b > x[x.length - 1] || a > mode) {
            return PENALTY * x.length;
        }
        double factor = 1 / (2 * Math.PI * sigma * sigma * ratio * ratio);
        double squares = 0;
        for (int g = 0; g < x.length; g++) {
            double under = (b - x[g]) * (x[g] - a);
            double residual = (under > 0 ? factor / x[g] * Math.sqrt(under) : 0) - y[g];
            squares += residual * residual;
        }
        return squares;
    }

    /// The sum of squares between the quarter circle `sqrt(4 - x^2) / (pi sigma^2)` and the density: a polynomial
    /// in `1 / sigma^2`.
    private DoubleUnaryOperator quarterCircle() {
        double circle = 0;
        double mixed = 0;
        double observed = 0;
        for (int g = 0; g < density.size(); g++) {
            double height = Math.sqrt(Math.max(0, 4 - density.x()[g] * density.x()[g])) / Math.PI;
            double y = density.y()[g];
            circle += height * height;
            mixed += height * y;
            observed += y * y;
        }
        double squared = circle;
        double twice = 2 * mixed;
        double constant = observed;
        return sigma -> {
            double inverse = 1 / (sigma * sigma);
            return (squared * inverse - twice) * inverse + constant;
        };
    }

    /// The `sigma` of the least sum of squares: the best of equal steps, then a simplex search from there.
    private static double least(DoubleUnaryOperator squares, double unit) {
        double best = LEAST_SIGMA * unit;
        double least = squares.applyAsDouble(best);
        for (int i = 1; i < STEPS; i++) {
            double sigma = LEAST_SIGMA * unit + i * (STEP * unit);
            double value = squares.applyAsDouble(sigma);
            if (value < least) {
                least = value;
                best = sigma;
            }
        }
        return Simplex.minimum(squares, best);
    }
}
