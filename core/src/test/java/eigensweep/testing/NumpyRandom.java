package eigensweep.testing;

/// `numpy.random.Generator(PCG64)`, as far as the golden matrices need it: the same draws, so that megabytes of noise
/// need not be kept. PCG XSL-RR 128/64 (O'Neill 2014); normal numbers by a ziggurat of 256 layers (Marsaglia and Tsang
/// 2000), gamma numbers by rejection (Marsaglia and Tsang 2000).
final class NumpyRandom {

    private static final long MULTIPLIER_HIGH = 2549297995355413924L;
    private static final long MULTIPLIER_LOW = 4865540595714422341L;

    /// Where the lowest layer of the ziggurat ends and the tail begins.
    private static final double EDGE = 3.654152885361009;

    /// The area of a layer: `EDGE exp(-EDGE^2/2)` and the integral of `exp(-x^2/2)` beyond.
    private static final double AREA = 0.004928673233974658;

    private static final int LAYERS = 256;
    private static final double STEPS = 0x1p52;

    /// The width of a layer by `STEPS`, the step below which a point lies in the layer above too, the density at its
    /// end.
    private static final double[] WIDTH = new double[LAYERS];

    private static final long[] INNER = new long[LAYERS];
    private static final double[] DENSITY = new double[LAYERS];

    static {
        double base = AREA / density(EDGE);
        WIDTH[0] = base / STEPS;
        INNER[0] = (long) (EDGE / base * STEPS);
        DENSITY[0] = 1;
        double x = EDGE;
        for (int layer = LAYERS - 1; layer > 0; layer--) {
            WIDTH[layer] = x / STEPS;
            DENSITY[layer] = density(x);
            double next = layer == 1 ? 0 : Math.sqrt(-2 * Math.log(AREA / x + density(x)));
            INNER[layer] = (long) (next / x * STEPS);
            x = next;
        }
    }

    private final long incrementHigh;
    private final long incrementLow;
    private long high;
    private long low;

    /// The upper half of a draw whose lower half was asked for.
    private int kept;

    private boolean keeps;

    /// A generator in the state that NumPy's `SeedSequence` makes of a seed (`bit_generator.state`).
    NumpyRandom(long high, long low, long incrementHigh, long incrementLow) {
        this.high = high;
        this.low = low;
        this.incrementHigh = incrementHigh;
        this.incrementLow = incrementLow;
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x);
    }

    /// The next 64 bits.
    long bits() {
        long productLow = low * MULTIPLIER_LOW;
        long productHigh =
                Math.unsignedMultiplyHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        low = productLow + incrementLow;
        high = productHigh + incrementHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
        return Long.rotateRight(high ^ low, (int) (high >>> 58));
    }

    private int halfBits() {
        if (keeps) {
            keeps = false;
            return kept;
        }
        long bits = bits();
        kept = (int) (bits >>> 32);
        keeps = true;
        return (int) bits;
    }

    /// `integers(0, bound)`, by multiplication (Lemire 2019).
    int below(int bound) {
        long threshold = ((1L << 32) - bound) % bound;
        while (true) {
            long product = Integer.toUnsignedLong(halfBits()) * bound;
            if ((product & 0xffffffffL) >= threshold) {
                return (int) (product >>> 32);
            }
        }
    }

    private double uniform() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /// `standard_normal()`.
    double normal() {
        while (true) {
            long bits = bits();
            int layer = (int) (bits & 0xff);
            long step = (bits >>> 9) & ((1L << 52) - 1);
            double x = ((bits >>> 8) & 1) == 0 ? step * WIDTH[layer] : -(step * WIDTH[layer]);
            if (step < INNER[layer]) {
                return x;
            }
            if (layer == 0) {
                return ((step >>> 8) & 1) == 0 ? tail() : -tail();
            }
            if ((DENSITY[layer - 1] - DENSITY[layer]) * uniform() + DENSITY[layer] < density(x)) {
                return x;
            }
        }
    }

    private double tail() {
        while (true) {
            double beyond = -Math.log1p(-uniform()) / EDGE;
            double height = -Math.log1p(-uniform());
            if (height + height > beyond * beyond) {
                return EDGE + beyond;
            }
        }
    }

    /// `standard_t(freedom)`, for more than two degrees of freedom.
    double studentT(double freedom) {
        double normal = normal();
        return Math.sqrt(freedom / 2) * normal / Math.sqrt(gamma(freedom / 2));
    }

    private double gamma(double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = uniform();
            if (u < 1 - 0.0331 * (x * x) * (x * x) || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }
}
