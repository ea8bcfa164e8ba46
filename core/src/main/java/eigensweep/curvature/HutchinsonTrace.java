package eigensweep.curvature;

import eigensweep.table.Field;
import java.util.ArrayList;
import java.util.List;

/// Hutchinson's estimator of a trace (1990): `tr H = E[v^T H v]` for random vectors `v` of independent signs.
/// Its variance is `2 (||H||_F^2 - sum_i H_ii^2)` a probe; what is reported is the standard error that the
/// probes themselves show.
///
/// [Method#HUTCH_PLUS_PLUS] (Meyer, Musco, Musco and Woodruff 2021) spends a third of the products on a sketch
/// `S` of random signs, takes `Q` an orthonormal basis of `H S`, counts `tr Q^T H Q` exactly with another
/// third, and estimates only what lies outside `Q`: far less where few eigenvalues dominate.
///
/// The traces of diagonal blocks (a layer's, say) come from the same products: `tr P H` with `P` the projection
/// on a block is the sum over the block's rows of `v_i (H v)_i`.
public final class HutchinsonTrace {

    private final HessianVectorProduct hessian;
    private final int dimension;
    private final List<Section> sections;
    private final Options options;

    /// A run of consecutive rows of `H` that has a trace of its own.
    ///
    /// @param name for people
    /// @param from its first row
    /// @param to where it ends, exclusively
    public record Section(String name, int from, int to) {
        public Section {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException(name + ": rows " + from + " to " + to);
            }
        }
    }

    /// Which estimator.
    public enum Method {
        HUTCHINSON,
        HUTCH_PLUS_PLUS
    }

    /// How much work is done.
    ///
    /// @param method which estimator
    /// @param products of `H` with a vector, at most; at least 2, with Hutch++ at least 6
    /// @param relativeError Hutchinson's stops when the standard error falls to this share of the mean, after
    ///     ten probes at least; 0 to do all products
    /// @param seed of the probes
    public record Options(Method method, int products, double relativeError, long seed) {

        public Options {
            int least = method == Method.HUTCHINSON ? 2 : 6;
            if (products < least) {
                throw new IllegalArgumentException(products + " products: " + least + " or more are needed");
            }
            if (!(relativeError >= 0 && relativeError < 1)) {
                throw new IllegalArgumentException(
                        "a relative error of " + relativeError + ": it is 0 or more, and below 1");
            }
        }
    }

    /// A mean and how far it may be off.
    ///
    /// @param name of the section; of the whole matrix, empty
    /// @param value the estimate
    /// @param standardError of it: the deviation of the probes' values over the root of their number
    public record Trace(String name, @Field("trace") double value, double standardError) {}

    /// What came of it.
    ///
    /// @param whole the trace of `H`
    /// @param sections those of its diagonal blocks, in the order asked
    /// @param products that were computed
    /// @param probes the value of each random probe; for Hutch++, of what lies outside the sketch
    public record Estimate(Trace whole, List<Trace> sections, int products, double[] probes) {}

    private static final int LEAST_BEFORE_STOPPING = 10;

    private HutchinsonTrace(HessianVectorProduct hessian, int dimension, List<Section> sections, Options options) {
        this.hessian = hessian;
        this.dimension = dimension;
        this.sections = sections;
        this.options = options;
    }

    /// Estimates a trace and those of some diagonal blocks.
    ///
    /// @param dimension rows of `H`, at least 1
    public static Estimate of(HessianVectorProduct hessian, int dimension, List<Section> sections, Options options) {
        if (dimension < 1) {
            throw new IllegalArgumentException("a matrix of " + dimension + " rows");
        }
        for (Section section : sections) {
            if (section.to() > dimension) {
                throw new IllegalArgumentException(section + " of a matrix of " + dimension + " rows");
            }
        }
        HutchinsonTrace estimator = new HutchinsonTrace(hessian, dimension, List.copyOf(sections), options);
        return switch (options.method()) {
            case HUTCHINSON -> estimator.plain();
            case HUTCH_PLUS_PLUS -> estimator.sketched();
        };
    }

    private Estimate plain() {
        Sums sums = new Sums(sections.size() + 1);
        double[] v = new double[dimension];
        int probe = 0;
        while (probe < options.products() && !isEnough(sums)) {
            Probes.fill(options.seed(), probe++, v);
            sums.add(hessian.form(v, sections));
        }
        return estimate(new double[sections.size() + 1], sums, probe);
    }

    private boolean isEnough(Sums sums) {
        return options.relativeError() > 0
                && sums.count() >= LEAST_BEFORE_STOPPING
                && sums.standardError(0) <= options.relativeError() * Math.abs(sums.mean(0));
    }

    private Estimate sketched() {
        int third = options.products() / 3;
        OrthonormalBasis basis = new OrthonormalBasis(dimension);
        double[] v = new double[dimension];
        for (int k = 0; k < third; k++) {
            Probes.fill(options.seed(), k, v);
            basis.add(hessian.times(v));
        }
        double[] inside = new double[sections.size() + 1];
        for (double[] q : basis.vectors()) {
            double[] values = hessian.form(q, sections);
            for (int i = 0; i < inside.length; i++) {
                inside[i] += values[i];
            }
        }
        Sums outside = new Sums(sections.size() + 1);
        int spent = third + basis.vectors().size();
        for (int k = third; spent < options.products(); k++, spent++) {
            Probes.fill(options.seed(), k, v);
            basis.removeFrom(v);
            outside.add(hessian.form(v, sections));
        }
        return estimate(inside, outside, spent);
    }

    private Estimate estimate(double[] known, Sums sums, int products) {
        Trace whole = new Trace("", known[0] + sums.mean(0), sums.standardError(0));
        List<Trace> parts = new ArrayList<>();
        for (int i = 0; i < sections.size(); i++) {
            parts.add(new Trace(sections.get(i).name(), known[i + 1] + sums.mean(i + 1), sums.standardError(i + 1)));
        }
        return new Estimate(whole, List.copyOf(parts), products, sums.first());
    }

    /// Running means and deviations (Welford 1962).
    private static final class Sums {

        private final double[] mean;
        private final double[] squares;
        private final List<Double> first = new ArrayList<>();

        Sums(int size) {
            this.mean = new double[size];
            this.squares = new double[size];
        }

        void add(double[] values) {
            first.add(values[0]);
            for (int i = 0; i < values.length; i++) {
                double away = values[i] - mean[i];
                mean[i] += away / first.size();
                squares[i] += away * (values[i] - mean[i]);
            }
        }

        int count() {
            return first.size();
        }

        double mean(int i) {
            return mean[i];
        }

        double standardError(int i) {
            int n = first.size();
            return Math.sqrt(squares[i] / (n - 1) / n);
        }

        double[] first() {
            return first.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
