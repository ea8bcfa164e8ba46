package eigensweep.simd;

import static jdk.incubator.vector.DoubleVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The eigenvalues of small symmetric matrices, one matrix in each lane: no sum runs across lanes, so that what
/// comes out for a matrix does not depend on its neighbours.
///
/// Element `(i, j)`, `j <= i`, of the matrix in lane `k` is `a[(i (i + 1) / 2 + j) * LANES + k]`.
final class VectorTridiagonal {

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();

    /// An eigenvalue that needs more QL steps than this means the matrix is not what it should be.
    private static final int MOST_STEPS = 60;

    private static final double EPSILON = 0x1p-52;

    /// The squared length of entries that are dropped: next to entries of order 1 they are nothing, but the
    /// reflection that clears them would overflow.
    private static final double NOTHING = 0x1p-500;

    private final int n;
    private final double[] a;
    private final double[] d;
    private final double[] e;
    private final double[] v;
    private final double[] w;
    private final double[] x;
    private final double[] product;

    // A vector that a method takes or returns is an object unless the method is inlined, and the large ones are not in
    // every run: what they hand each other goes through memory. For the same reason loads are not given a shorter name:
    // the compiler stops inlining methods of ours, though not its own, in a method as large as these.
    private final double[] scale = new double[LANES];
    private final double[] negligible = new double[LANES];
    private final double[] end = new double[LANES];
    private final double[] shifts = new double[LANES];

    VectorTridiagonal(double[] a, int n, double[] d) {
        this.a = a;
        this.n = n;
        this.d = d;
        this.e = new double[n * LANES];
        this.v = new double[n * LANES];
        this.w = new double[n * LANES];
        this.x = new double[n * LANES];
        this.product = new double[n * LANES];
    }

    /// Householder reduction from the last row to the first, as EISPACK's `TRED1`; the reflection of one step is
    /// applied while the product that the next one needs is formed. Leaves the diagonal in `d` and the couplings in
    /// `e`, that of `i` and `i + 1` at `i`.
    void reduce() {
        for (int i = n - 1; i >= 1; i--) {
            int row = i * (i + 1) / 2;
            updateRow(row, i);
            fromArray(D, a, (row + i) * LANES).intoArray(d, i * LANES);
            reflector(row, i);
            Arrays.fill(product, 0, i * LANES, 0.0);
            for (int r = 0; r < i; r++) {
                updateAndMultiply(r * (r + 1) / 2, r);
            }
            next(i);
        }
        fromArray(D, a, 0)
                .sub(fromArray(D, v, 0).mul(fromArray(D, w, 0)).mul(2))
                .intoArray(d, 0);
        DoubleVector.zero(D).intoArray(e, (n - 1) * LANES);
    }

    /// Applies the reflection of the step before to the row of this one.
    private void updateRow(int row, int i) {
        DoubleVector vi = fromArray(D, v, i * LANES);
        DoubleVector wi = fromArray(D, w, i * LANES);
        for (int k = 0; k <= i; k++) {
            DoubleVector updated = fromArray(D, a, (row + k) * LANES)
                    .sub(vi.mul(fromArray(D, w, k * LANES)))
                    .sub(wi.mul(fromArray(D, v, k * LANES)));
            updated.intoArray(a, (row + k) * LANES);
        }
    }

    /// The vector of the reflection that clears the first `i - 1` entries of a row goes into `x`, the coupling that is
    /// left into `e`; a lane in which there is nothing to clear gets no reflection.
    private void reflector(int row, int i) {
        DoubleVector rest = DoubleVector.zero(D);
        for (int k = 0; k < i - 1; k++) {
            DoubleVector entry = fromArray(D, a, (row + k) * LANES);
            entry.intoArray(x, k * LANES);
            rest = entry.fma(entry, rest);
        }
        DoubleVector last = fromArray(D, a, (row + i - 1) * LANES);
        VectorMask<Double> none = rest.compare(VectorOperators.LT, NOTHING);
        DoubleVector norm = last.fma(last, rest).sqrt();
        VectorMask<Double> positive = last.compare(VectorOperators.GT, 0);
        DoubleVector coupling = norm.blend(norm.neg(), positive).blend(last, none);
        coupling.intoArray(e, (i - 1) * LANES);
        DoubleVector head = last.sub(coupling).blend(0, none);
        head.intoArray(x, (i - 1) * LANES);
        if (none.anyTrue()) {
            for (int k = 0; k < i - 1; k++) {
                fromArray(D, x, k * LANES).blend(0, none).intoArray(x, k * LANES);
            }
        }
        DoubleVector length = head.fma(head, rest).blend(1, none);
        DoubleVector.broadcast(D, 2).div(length).blend(0, none).intoArray(scale, 0);
    }

    /// One row of the update `A - v w^T - w v^T` and of the product `A x`.
    private void updateAndMultiply(int row, int r) {
        DoubleVector vr = fromArray(D, v, r * LANES).neg();
        DoubleVector wr = fromArray(D, w, r * LANES).neg();
        DoubleVector xr = fromArray(D, x, r * LANES);
        DoubleVector sum = DoubleVector.zero(D);
        for (int k = 0; k < r; k++) {
            DoubleVector entry = wr.fma(
                    fromArray(D, v, k * LANES), vr.fma(fromArray(D, w, k * LANES), fromArray(D, a, (row + k) * LANES)));
            entry.intoArray(a, (row + k) * LANES);
            entry.fma(xr, fromArray(D, product, k * LANES)).intoArray(product, k * LANES);
            sum = entry.fma(fromArray(D, x, k * LANES), sum);
        }
        DoubleVector diagonal = wr.fma(
                fromArray(D, v, r * LANES), vr.fma(fromArray(D, w, r * LANES), fromArray(D, a, (row + r) * LANES)));
        diagonal.intoArray(a, (row + r) * LANES);
        diagonal.fma(xr, fromArray(D, product, r * LANES).add(sum)).intoArray(product, r * LANES);
    }

    /// The vectors of the next update: `v = x`, `w = s A x - (s^2 / 2) (x . A x) x`.
    private void next(int i) {
        DoubleVector s = fromArray(D, scale, 0);
        DoubleVector dot = DoubleVector.zero(D);
        for (int k = 0; k < i; k++) {
            dot = fromArray(D, product, k * LANES).fma(fromArray(D, x, k * LANES), dot);
        }
        DoubleVector half = s.mul(s).mul(dot).mul(0.5).neg();
        for (int k = 0; k < i; k++) {
            DoubleVector xk = fromArray(D, x, k * LANES);
            half.fma(xk, s.mul(fromArray(D, product, k * LANES))).intoArray(w, k * LANES);
            xk.intoArray(v, k * LANES);
        }
    }

    /// The QL iteration with Wilkinson's shift, without square roots (see [eigensweep.linalg]'s for one matrix), in
    /// all lanes that have not converged at once. From here on `e` has the squares of the couplings.
    ///
    /// @return whether it converged; the eigenvalues, in no order, are in `d` then
    boolean iterate() {
        squareCouplings();
        for (int l = 0; l < n; l++) {
            for (int step = 0; ; step++) {
                int last = findEnds(l);
                if (last == l) {
                    break;
                }
                if (step == MOST_STEPS) {
                    return false;
                }
                step(l, last);
            }
        }
        return true;
    }

    private void squareCouplings() {
        DoubleVector norm = DoubleVector.zero(D);
        for (int i = 0; i < n; i++) {
            DoubleVector coupling = fromArray(D, e, i * LANES);
            norm = norm.max(fromArray(D, d, i * LANES).abs().add(coupling.abs()));
            coupling.mul(coupling).intoArray(e, i * LANES);
        }
        norm.mul(EPSILON * EPSILON).intoArray(negligible, 0);
    }

    /// For each lane the first index from `l` on whose coupling to the next is negligible.
    ///
    /// @return the last of them
    private int findEnds(int l) {
        DoubleVector least = fromArray(D, negligible, 0);
        DoubleVector first = DoubleVector.broadcast(D, n - 1);
        for (int m = n - 2; m >= l; m--) {
            DoubleVector here = fromArray(D, d, m * LANES).abs();
            DoubleVector most = here.add(fromArray(D, d, (m + 1) * LANES).abs())
                    .mul(EPSILON)
                    .max(least);
            VectorMask<Double> small = fromArray(D, e, m * LANES).compare(VectorOperators.LE, most.mul(most));
            first = first.blend(m, small);
        }
        first.intoArray(end, 0);
        return (int) first.reduceLanes(VectorOperators.MAX);
    }

    /// One step in the lanes whose block, from `l` to `end`, is longer than one.
    private void step(int l, int last) {
        findShift(l);
        DoubleVector ends = fromArray(D, end, 0);
        DoubleVector shift = fromArray(D, shifts, 0);
        DoubleVector c = DoubleVector.broadcast(D, 1);
        DoubleVector s = DoubleVector.zero(D);
        DoubleVector gamma = s;
        DoubleVector p = s;
        for (int i = last - 1; i >= l; i--) {
            VectorMask<Double> begins = ends.compare(VectorOperators.EQ, i + 1);
            VectorMask<Double> works = ends.compare(VectorOperators.GT, i);
            DoubleVector above = fromArray(D, d, (i + 1) * LANES);
            DoubleVector here = fromArray(D, d, i * LANES);
            DoubleVector square = fromArray(D, e, i * LANES);
            gamma = gamma.blend(above.sub(shift), begins);
            p = p.blend(gamma.mul(gamma), begins);
            DoubleVector r = p.add(square);
            fromArray(D, e, (i + 1) * LANES).blend(s.mul(r), works).intoArray(e, (i + 1) * LANES);
            DoubleVector inverse = DoubleVector.broadcast(D, 1).div(r.blend(1, works.not()));
            DoubleVector numerator = p.mul(here.sub(shift)).sub(square.mul(gamma));
            DoubleVector next = numerator.mul(inverse);
            above.blend(gamma.add(here.sub(next)), works).intoArray(d, (i + 1) * LANES);
            VectorMask<Double> tiny = p.compare(VectorOperators.LT, NOTHING);
            DoubleVector quotient = numerator.div(p.blend(1, tiny));
            DoubleVector p1 = next.mul(quotient).blend(c.mul(square), tiny);
            c = c.blend(p.mul(inverse), works);
            s = s.blend(square.mul(inverse), works);
            gamma = gamma.blend(next, works);
            p = p.blend(p1, works);
        }
        VectorMask<Double> alive = ends.compare(VectorOperators.GT, l);
        fromArray(D, d, l * LANES).blend(shift.add(gamma), alive).intoArray(d, l * LANES);
        fromArray(D, e, l * LANES).blend(s.mul(p), alive).intoArray(e, l * LANES);
    }

    /// Wilkinson's shift, the eigenvalue of the first two rows that is closer to the first.
    private void findShift(int l) {
        VectorMask<Double> done = fromArray(D, end, 0).compare(VectorOperators.LE, l);
        DoubleVector first = fromArray(D, d, l * LANES);
        DoubleVector root = fromArray(D, e, l * LANES).blend(1, done).sqrt();
        DoubleVector ratio = fromArray(D, d, (l + 1) * LANES).sub(first).div(root.add(root));
        DoubleVector length = ratio.fma(ratio, DoubleVector.broadcast(D, 1)).sqrt();
        DoubleVector signed = length.blend(length.neg(), ratio.test(VectorOperators.IS_NEGATIVE));
        first.sub(root.div(ratio.add(signed))).intoArray(shifts, 0);
    }
}
