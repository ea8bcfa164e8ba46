package eigensweep.spectrum;

import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Rounding;

/// The eigenvalues of a layer and what is needed to judge them.
///
/// @param eigenvalues ascending, none negative; those of all slices together where a kernel was pooled
/// @param largeSide `N`, the larger side of the matrix (of each slice)
/// @param smallSide `M`, the smaller side
/// @param resolution the smallest eigenvalue that can surely be told from zero, relative to the largest
/// @param rounding how far the eigenvalues may be off
/// @param weightError how far the weights themselves may be off, relative: half an ulp of the type they are
///     kept in
public record Spectrum(
        double[] eigenvalues, int largeSide, int smallSide, double resolution, Rounding rounding, double weightError) {

    /// What rounding the weights makes of equal eigenvalues lies within this many of their errors.
    private static final double EQUAL = 8;

    /// What is left of equal eigenvalues where weights were made in float32, whatever they are kept in: an orthogonal
    /// matrix of order 2048 by a QR decomposition has a spread of some 3e-6.
    private static final double LEAST_SPREAD = 0x1p-16;

    /// Eigenvalues that differ by more are never called equal, however coarse the weights are.
    private static final double UNEQUAL = 0.02;

    /// So many at the top are equal for a reason; two may be so by chance.
    static final int LEAST_FLAT = 3;

    /// Neighbours among eigenvalues that rounding parted lie within this many errors of an element.
    private static final double NEIGHBOURS = 16;

    private static final double FLOAT32 = 0x1p-24;

    public Spectrum {
        if (eigenvalues.length == 0) {
            throw new IllegalArgumentException("a spectrum without eigenvalues");
        }
    }

    /// A spectrum in float64, of weights in float64.
    ///
    /// @param isSvd whether singular values were computed directly
    public Spectrum(double[] eigenvalues, int largeSide, int smallSide, double resolution, boolean isSvd) {
        this(
                eigenvalues,
                largeSide,
                smallSide,
                resolution,
                Rounding.of(isSvd ? Method.SVD : Method.GRAM, Precision.F64),
                0);
    }

    /// `lambda_max`.
    public double largest() {
        return eigenvalues[eigenvalues.length - 1];
    }

    /// `lambda_min`.
    public double smallest() {
        return eigenvalues[0];
    }

    /// How many eigenvalues are zero to rounding.
    public int zeros() {
        return upTo(resolution);
    }

    /// How many are not.
    public int rank() {
        return eigenvalues.length - zeros();
    }

    /// How many are lost in rounding: of these nothing is known but that they are small. In float64 those that are not
    /// surely told from zero; float32 would lose too many by that, and what is measured of its rounding counts.
    int lost() {
        return upTo(floor());
    }

    /// Up to which part of the largest they are lost.
    double floor() {
        boolean isMeasured = rounding.precision() == Precision.F32 && rounding.method() == Method.GRAM;
        return isMeasured && largest() > 0 ? shiftOfSmall(0) : resolution;
    }

    private int upTo(double part) {
        double threshold = part * largest();
        int count = 0;
        while (count < eigenvalues.length && eigenvalues[count] <= threshold) {
            count++;
        }
        return count;
    }

    /// Whether an eigenvalue below the resolution is known to be as small as it is, rather than lost in
    /// rounding.
    boolean resolvesZero() {
        return rounding.resolvesZero();
    }

    /// How far an eigenvalue may be off, as part of the largest; see [Rounding#ofOne].
    ///
    /// @param part which part of the largest it is
    double shift(double part) {
        return rounding.ofOne(part, smallSide);
    }

    /// The same for one of the smaller half; see [Rounding#ofSmall].
    double shiftOfSmall(double part) {
        double squares = 0;
        for (double lambda : eigenvalues) {
            double p = lambda / largest();
            squares += p * p;
        }
        return rounding.ofSmall(part, smallSide, Math.sqrt(squares / eigenvalues.length));
    }

    /// How far eigenvalues about this one seem to be off by what is taken over many, relative to it; see
    /// [Rounding#ofMany].
    double relativeShift(double eigenvalue) {
        double part = eigenvalue / largest();
        return rounding.ofMany(part, smallSide) / part;
    }

    /// Whether a quantity is known well enough to be given: always where singular values were computed
    /// directly in float64, otherwise where rounding moves it by no more than the precision promises.
    ///
    /// @param moves how far, relative
    boolean isKnown(double moves) {
        return resolvesZero() || moves <= rounding.precision().error();
    }

    /// The first eigenvalue from which on all are equal to rounding, of the weights or of the arithmetic.
    int flatFrom() {
        return flatFrom(Math.max(flat(), 2 * shift(1)));
    }

    /// Whether all are equal from one on.
    boolean isFlatFrom(int first) {
        return flatFrom() <= first;
    }

    /// Whether which eigenvalues are equal at the top is a matter of the weights alone, and not of the arithmetic.
    boolean isFlatnessSure() {
        return eigenvalues.length - flatFrom() < LEAST_FLAT || flatFrom() == flatFrom(flat());
    }

    private double flat() {
        return Math.min(UNEQUAL, Math.max(LEAST_SPREAD, EQUAL * weightError));
    }

    private int flatFrom(double tolerance) {
        int first = eigenvalues.length - 1;
        while (first > 0 && 1 - eigenvalues[first - 1] / largest() <= tolerance) {
            first--;
        }
        return first;
    }

    /// How far apart rounding of the weights may bring neighbours of what are equal eigenvalues, as part of
    /// the largest and at the largest; at another, times the root of the part that it is. Errors `e` of
    /// elements split an eigenvalue `sigma^2` that is there `k` times over `4 sigma e sqrt(k)`.
    double splitByWeights() {
        double sum = 0;
        for (double lambda : eigenvalues) {
            sum += lambda / largest();
        }
        double element = Math.sqrt(sum / eigenvalues.length / largeSide);
        return 2 * NEIGHBOURS * weightError * element;
    }

    /// The same, but no farther than float32 would: coarser types may part by as much what is not equal in
    /// large layers.
    double surelySplitByWeights() {
        return weightError == 0 ? 0 : Math.min(1, FLOAT32 / weightError) * splitByWeights();
    }

    /// The spectrum of `factor` times the matrix.
    public Spectrum times(double factor) {
        double[] scaled = eigenvalues.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new Spectrum(scaled, largeSide, smallSide, resolution, rounding, weightError);
    }
}
