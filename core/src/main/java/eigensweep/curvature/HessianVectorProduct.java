package eigensweep.curvature;

import eigensweep.curvature.HutchinsonTrace.Section;
import eigensweep.simd.Kernels;
import java.util.List;

/// A symmetric matrix `H` that is known by its products alone.
@FunctionalInterface
public interface HessianVectorProduct {

    /// `H v`.
    ///
    /// @param v as long as `H` is wide; not changed
    /// @return another array of that length
    double[] times(double[] v);

    /// `v^T H v`, and the share of each section in it: the sum of `v_i (H v)_i` over its rows. It is all that a
    /// trace needs of a product, and may be known by a shorter way than the product.
    ///
    /// @param v as long as `H` is wide; not changed
    /// @param sections rows of `H`
    /// @return the whole, then a value for each section
    default double[] form(double[] v, List<Section> sections) {
        Kernels kernels = Kernels.get();
        double[] product = times(v);
        double[] values = new double[sections.size() + 1];
        values[0] = kernels.dot(v, 0, product, 0, v.length);
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            values[i + 1] = kernels.dot(v, section.from(), product, section.from(), section.to() - section.from());
        }
        return values;
    }
}
