package eigensweep.lab.hessian;

import eigensweep.curvature.HessianVectorProduct;
import eigensweep.curvature.HutchinsonTrace.Section;
import java.util.List;

/// The products of another, each of which is told.
///
/// @param hessian does them
/// @param done is run after each
record CountedProducts(HessianVectorProduct hessian, Runnable done) implements HessianVectorProduct {

    @Override
    public double[] times(double[] v) {
        double[] product = hessian.times(v);
        done.run();
        return product;
    }

    /// As the other knows it: perhaps by a shorter way than the product.
    @Override
    public double[] form(double[] v, List<Section> sections) {
        double[] form = hessian.form(v, sections);
        done.run();
        return form;
    }
}
