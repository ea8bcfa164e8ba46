package eigensweep.simd;

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

    /// An eigenvalue that needs more QL steps than this on average means the matrix is not what it should be.
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
            at(a, row + i).intoArray(d, i * LANES);
            DoubleVector scale = reflector(row, i);
            Arrays.fill(product, 0, i * LANES, 0.0);
            for (int r = 0; r < i; r++) {
                updateAndMultiply(r * (r + 1) / 2, r);
            }
            next(i, scale);
        }
        at(a, 0).sub(at(v, 0).mul(at(w, 0)).mul(2)).intoArray(d, 0);
        DoubleVector.zero(D).intoArray(e, (n - 1) * LANES);
    }

    /// Applies the reflection of the step before to the row of this one.
    private void updateRow(int row, int i) {
        DoubleVector vi = at(v, i);
        DoubleVector wi = at(w, i);
        for (int k = 0; k <= i; k++) {
            DoubleVector updated = at(a, row + k).sub(vi.mul(at(w, k))).sub(wi.mul(at(v, k)));
            updated.intoArray(a, (row + k) * LANES);
        }
    }

    /// The vector of the reflection that clears the first `i - 1` entries of a row goes into `x`, the coupling that is
    /// left into `e`; a lane in which there is nothing to clear gets no reflection.
    private DoubleVector reflector(int row, int i) {
        DoubleVector rest = DoubleVector.zero(D);
        for (int k = 0; k < i - 1; k++) {
            DoubleVector entry = at(a, row + k);
            entry.intoArray(x, k * LANES);
            rest = entry.fma(entry, rest);
        }
        DoubleVector last = at(a, row + i - 1);
        VectorMask<Double> none = rest.compare(VectorOperators.LT, NOTHING);
        DoubleVector norm = last.fma(last, rest).sqrt();
        VectorMask<Double> positive = last.compare(VectorOperators.GT, 0);
        DoubleVector coupling = norm.blend(norm.neg(), positive).blend(last, none);
        coupling.intoArray(e, (i - 1) * LANES);
        DoubleVector head = last.sub(coupling).blend(0, none);
        head.intoArray(x, (i - 1) * LANES);
        if (none.anyTrue()) {
            for (int k = 0; k < i - 1; k++) {
                at(x, k).blend(0, none).intoArray(x, k * LANES);
            }
        }
        DoubleVector length = head.fma(head, rest).blend(1, none);
        return DoubleVector.broadcast(D, 2).div(length).blend(0, none);
    }

    /// One row of the update `A - v w^T - w v^T` and of the product `A x`.
    private void updateAndMultiply(int row, int r) {
        DoubleVector vr = at(v, r).neg();
        DoubleVector wr = at(w, r).neg();
        DoubleVector xr = at(x, r);
        DoubleVector sum = DoubleVector.zero(D);
        for (int k = 0; k < r; k++) {
            DoubleVector entry = wr.fma(at(v, k), vr.fma(at(w, k), at(a, row + k)));
            entry.intoArray(a, (row + k) * LANES);
            entry.fma(xr, at(product, k)).intoArray(product, k * LANES);
            sum = entry.fma(at(x, k), sum);
        }
        DoubleVector diagonal = wr.fma(at(v, r), vr.fma(at(w, r), at(a, row + r)));
        diagonal.intoArray(a, (row + r) * LANES);
        diagonal.fma(xr, at(product, r).add(sum)).intoArray(product, r * LANES);
    }

    /// The vectors of the next update: `v = x`, `w = s A x - (s^2 / 2) (x . A x) x`.
    private void next(int i, DoubleVector scale) {
        DoubleVector dot = DoubleVector.zero(D);
        for (int k = 0; k < i; k++) {
            dot = at(product, k).fma(at(x, k), dot);
        }
        DoubleVector half = scale.mul(scale).mul(dot).mul(0.5).neg();
        for (int k = 0; k < i; k++) {
            DoubleVector xk = at(x, k);
            half.fma(xk, scale.mul(at(product, k))).intoArray(w, k * LANES);
            xk.intoArray(v, k * LANES);
        }
    }

    /// The implicit QL iteration with Wilkinson's shift, in all lanes that have not converged at once.
    ///
    /// @return whether it converged; the eigenvalues, in no order, are in `d` then
    boolean iterate() {
        DoubleVector negligible = negligible();
        for (int l = 0; l < n; l++) {
            for (int step = 0; ; step++) {
                DoubleVector end = ends(l, negligible);
                int last = (int) end.reduceLanes(VectorOperators.MAX);
                if (last == l) {
                    break;
                }
                if (step == MOST_STEPS) {
                    return false;
                }
                step(l, last, end);
            }
        }
        return true;
    }

    private DoubleVector negligible() {
        DoubleVector norm = DoubleVector.zero(D);
        for (int i = 0; i < n; i++) {
            norm = norm.max(at(d, i).abs().add(at(e, i).abs()));
        }
        return norm.mul(EPSILON * EPSILON);
    }

    /// For each lane the first index from `l` on whose coupling to the next is negligible.
    private DoubleVector ends(int l, DoubleVector negligible) {
        DoubleVector end = DoubleVector.broadcast(D, n - 1);
        for (int m = n - 2; m >= l; m--) {
            DoubleVector scale = at(d, m).abs().add(at(d, m + 1).abs()).mul(EPSILON);
            VectorMask<Double> small = at(e, m).abs().compare(VectorOperators.LE, scale.max(negligible));
            end = end.blend(m, small);
        }
        return end;
    }

    /// One step in the lanes whose block, from `l` to `end`, is longer than one.
    private void step(int l, int last, DoubleVector end) {
        VectorMask<Double> alive = end.compare(VectorOperators.GT, l);
        DoubleVector zero = DoubleVector.zero(D);
        DoubleVector el = at(e, l);
        DoubleVector dl = at(d, l);
        DoubleVector g = at(d, l + 1).sub(dl).div(el.add(el).blend(1, alive.not()));
        DoubleVector root = g.fma(g, DoubleVector.broadcast(D, 1)).sqrt();
        DoubleVector shift = el.div(g.add(root.blend(root.neg(), g.test(VectorOperators.IS_NEGATIVE))))
                .sub(dl);
        DoubleVector s = DoubleVector.broadcast(D, 1);
        DoubleVector c = s;
        DoubleVector p = zero;
        g = zero;
        for (int i = last - 1; i >= l; i--) {
            VectorMask<Double> begins = end.compare(VectorOperators.EQ, i + 1);
            VectorMask<Double> works = end.compare(VectorOperators.GT, i).and(alive);
            DoubleVector next = at(d, i + 1);
            DoubleVector ei = at(e, i);
            g = g.blend(next.add(shift), begins);
            DoubleVector f = s.mul(ei);
            DoubleVector b = c.mul(ei);
            DoubleVector r = f.fma(f, g.mul(g)).sqrt();
            VectorMask<Double> broken = r.compare(VectorOperators.EQ, 0).and(works);
            at(e, i + 1).blend(r.blend(0, begins), works).intoArray(e, (i + 1) * LANES);
            if (broken.anyTrue()) {
                next = next.blend(next.sub(p), broken);
                next.intoArray(d, (i + 1) * LANES);
                alive = alive.andNot(broken);
                works = works.andNot(broken);
                r = r.blend(1, broken);
            }
            DoubleVector inverse = DoubleVector.broadcast(D, 1).div(r.blend(1, works.not()));
            s = s.blend(f.mul(inverse), works);
            c = c.blend(g.mul(inverse), works);
            DoubleVector reduced = next.sub(p);
            DoubleVector t = at(d, i).sub(reduced).fma(s, c.add(c).mul(b));
            DoubleVector turned = s.mul(t);
            next.blend(reduced.add(turned), works).intoArray(d, (i + 1) * LANES);
            p = p.blend(turned, works);
            g = g.blend(c.fma(t, b.neg()), works);
        }
        dl.sub(p.blend(0, alive.not())).intoArray(d, l * LANES);
        el.blend(g, alive).intoArray(e, l * LANES);
    }

    private static DoubleVector at(double[] array, int element) {
        return DoubleVector.fromArray(D, array, element * LANES);
    }
}
