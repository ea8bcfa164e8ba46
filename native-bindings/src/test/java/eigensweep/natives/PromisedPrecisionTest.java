package eigensweep.natives;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Rounding;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.Spectrum;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import eigensweep.tensor.Matrix;
import eigensweep.testing.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is promised of eigenvalues in float64, held to counts in twice its digits; and what float32 promises, held to
/// singular values in float64 over spectra of any condition: a column has its value to
/// what is promised, or none, or the layer is in doubt and would be done again.
@DisabledIfSystemProperty(named = MklBackendTest.PROPERTY, matches = ".*", disabledReason = "a process has one LAPACK")
class PromisedPrecisionTest {

    private static final int[] ORDERS = {20, 48, 96};
    private static final int SEEDS = 3;
    private static final Solve EXACT = new Solve(Precision.F64, Method.SVD, 1);

    private final Backend backend = Backends.open("openblas").backend();

    /// Weights, by the ways that spectra go wrong: what float32 holds of them is given to both precisions.
    enum Kind {
        GAUSSIAN(0, (random, place) -> 1.0),
        OUTLIER(3, (random, place) -> 1.0),
        LARGE_OUTLIER(300, (random, place) -> 1.0),
        ENORMOUS_OUTLIER(3000, (random, place) -> 1.0),
        HEAVY_TAILED(0, (random, place) -> Math.pow(1 - random.nextDouble(), -0.5)),
        CAUCHY(0, (random, place) -> 1 / Math.abs(random.nextGaussian())),
        GRADED(0, (random, place) -> Math.pow(10, -2 * place)),
        STEEPLY_GRADED(0, (random, place) -> Math.pow(10, -5 * place)),
        RANK_DEFICIENT(0, (random, place) -> place < 0.6 ? 1.0 : 0.0),
        NEARLY_RANK_DEFICIENT(0, (random, place) -> place < 0.6 ? 1.0 : 1e-4);

        private final double outlier;
        private final BiFunction<SplittableRandom, Double, Double> scale;

        /// @param outlier the largest singular value over that of the rest
        /// @param scale of a column by its place, 0 to 1
        Kind(double outlier, BiFunction<SplittableRandom, Double, Double> scale) {
            this.outlier = outlier;
            this.scale = scale;
        }

        Matrix draw(long seed, int rows, int columns) {
            return Matrix.of(values(seed, rows, columns), rows, columns);
        }

        double[] values(long seed, int rows, int columns) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] u = Matrices.gaussian(seed + 1, rows, 1);
            double[] v = Matrices.gaussian(seed + 2, columns, 1);
            double edge = (Math.sqrt(rows) + Math.sqrt(columns)) / Math.sqrt((double) rows * columns);
            double[] scales = Matrices.sequence(columns, j -> scale.apply(random, j / (double) columns));
            double[] w = new double[rows * columns];
            for (int i = 0; i < w.length; i++) {
                int j = i % columns;
                w[i] = (float) (random.nextGaussian() * scales[j] + outlier * edge * u[i / columns] * v[j]);
            }
            return w;
        }
    }

    /// By either way to a tridiagonal matrix, and by the backend without a library.
    @ParameterizedTest
    @CsvSource({"openblas, 150", "openblas, 600", "java, 300"})
    void isKeptInFloat64(String name, int order) {
        Backend chosen = Backends.open(name).backend();
        Rounding rounding = chosen.rounding(Solve.DEFAULT);
        for (Kind kind : List.of(Kind.GAUSSIAN, Kind.HEAVY_TAILED, Kind.GRADED)) {
            double[] weights = kind.values(order, order, order);
            Inertia gram = Inertia.of(weights, order);
            double[] found = chosen.gramEigenvalues(List.of(Matrix.of(weights, order, order)), Solve.DEFAULT)
                    .getFirst();
            double largest = found[order - 1];
            for (int i : new int[] {order - 1, order - 1 - order / 50, order * 3 / 4}) {
                double bound = rounding.ofOne(found[i] / largest, order) * largest;
                assertThat(gram.below(found[i] - bound)).as(kind + " " + i).isLessThanOrEqualTo(i);
                assertThat(gram.below(found[i] + bound)).as(kind + " " + i).isGreaterThan(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isKeptByEveryColumnThatHasAValue(Kind kind) {
        for (Method method : Method.values()) {
            for (int order : ORDERS) {
                for (int seed = 0; seed < SEEDS; seed++) {
                    assertKept(kind, new Solve(Precision.F32, method, 1), seed, order);
                }
            }
        }
    }

    private void assertKept(Kind kind, Solve single, int seed, int order) {
        Matrix weights = kind.draw(seed, order * (1 + seed), order);
        LayerMetrics found = metrics(weights, single);
        if (!found.doubts(spectrum(weights, single)).isEmpty()) {
            return;
        }
        LayerMetrics exact = metrics(weights, EXACT);
        for (Column column : Columns.of(LayerMetrics.class)) {
            Object value = column.value().apply(found);
            Object expected = column.value().apply(exact);
            String where = kind + " " + single.method() + " " + seed + " " + order + ": " + column.name() + " is "
                    + value + ", " + expected + " is right";
            if (value instanceof Double number && expected instanceof Double right) {
                double promised = column.name().equals("alpha") ? Precision.F32.exponentError() : Precision.F32.error();
                // Logarithms, and entropies that are no quotients, may be about 0.
                boolean isAbsolute =
                        column.name().contains("log_") || column.name().equals("alpha_weighted");
                double size = Math.max(Math.abs(right), isAbsolute ? 1 : 0);
                assertThat(Math.abs(number - right)).as(where).isLessThanOrEqualTo(promised * size);
            } else if (value != null) {
                assertThat(value).as(where).isEqualTo(expected);
            }
        }
    }

    private Spectrum spectrum(Matrix weights, Solve solve) {
        int large = weights.largeSide();
        int small = weights.smallSide();
        double[] eigenvalues = backend.gramEigenvalues(List.of(weights), solve).getFirst();
        return new Spectrum(
                eigenvalues, large, small, solve.resolution(large, small), backend.rounding(solve), 0x1p-24);
    }

    private LayerMetrics metrics(Matrix weights, Solve solve) {
        return LayerMetrics.of(spectrum(weights, solve), MetricOptions.DEFAULT);
    }

    /// Every order has a Gaussian layer, a heavy-tailed one and one with outliers as trained layers have them.
    @Test
    void isSeldomLeftToFloat64() {
        long doubtful = Stream.of(Kind.GAUSSIAN, Kind.HEAVY_TAILED, Kind.OUTLIER)
                .flatMap(kind ->
                        Arrays.stream(new int[] {192, 256}).mapToObj(order -> kind.draw(order, 2 * order, order)))
                .filter(weights -> {
                    Solve single = new Solve(Precision.F32, Method.GRAM, 1);
                    return !metrics(weights, single)
                            .doubts(spectrum(weights, single))
                            .isEmpty();
                })
                .count();

        assertThat(doubtful).isZero();
    }

    /// The bounds of [Rounding] against what float32 does.
    @ParameterizedTest
    @EnumSource
    void followsFromWhatRoundingDoes(Kind kind) {
        Solve single = new Solve(Precision.F32, Method.GRAM, 1);
        Rounding rounding = backend.rounding(single);
        for (int order : new int[] {20, 48, 96, 150, 512}) {
            Matrix weights = kind.draw(order, 2 * order, order);
            double[] found = backend.gramEigenvalues(List.of(weights), single).getFirst();
            double[] exact =
                    backend.gramEigenvalues(List.of(weights), Solve.DEFAULT).getFirst();
            double largest = exact[order - 1];
            double spread = Math.sqrt(Arrays.stream(exact)
                    .map(lambda -> Math.pow(lambda / largest, 2))
                    .average()
                    .orElseThrow());
            for (int i = 0; i < order; i++) {
                double part = exact[i] / largest;
                double bound = i < order / 2 ? rounding.ofSmall(part, order, spread) : rounding.ofOne(part, order);
                assertThat(Math.abs(found[i] - exact[i]) / largest)
                        .as(kind + " " + order + " " + i)
                        .isLessThanOrEqualTo(bound);
            }
        }
    }
}
