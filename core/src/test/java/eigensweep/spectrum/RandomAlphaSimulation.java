package eigensweep.spectrum;

import eigensweep.linalg.LaguerreEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Draws what [RandomAlpha] tables: run its `main` on the test class path, and its output is the table.
final class RandomAlphaSimulation {

    /// The most eigenvalues that are drawn, of one matrix and of several slices.
    private static final int LARGEST = 4096;

    private static final int LARGEST_POOLED = 2304;

    private RandomAlphaSimulation() {}

    /// A matrix, or a kernel of several slices, and its aspect ratio.
    private record Shape(int small, int slices, double ratio) {

        int count() {
            return small * slices;
        }
    }

    /// The exponents of random matrices, ascending.
    ///
    /// @param slices whose eigenvalues are pooled
    static double[] alphas(int small, int slices, double ratio, int replicas, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] alphas = new double[replicas];
        double[] pooled = new double[small * slices];
        for (int r = 0; r < replicas; r++) {
            for (int k = 0; k < slices; k++) {
                System.arraycopy(
                        LaguerreEnsemble.eigenvalues(random, small * ratio, small), 0, pooled, k * small, small);
            }
            Arrays.sort(pooled);
            double least = pooled[pooled.length - 1] * 1e-13;
            double[] points = Arrays.stream(pooled).filter(x -> x > least).toArray();
            alphas[r] = PowerLaw.fit(points).map(PowerLawFit::alpha).orElse(Double.POSITIVE_INFINITY);
        }
        Arrays.sort(alphas);
        return alphas;
    }

    private static double[] interval(Shape shape) {
        int count = shape.count();
        int replicas = count <= 512 ? 2000 : count <= 1024 ? 1000 : count <= 2048 ? 400 : 200;
        if (shape.slices() > 1 && count > 512) {
            replicas = 200;
        }
        double[] alphas = alphas(shape.small(), shape.slices(), shape.ratio(), replicas, shape.hashCode());
        return new double[] {alphas[replicas / 40], alphas[replicas - 1 - replicas / 40]};
    }

    /// Every shape of fewer than 20 eigenvalues, and the grid beyond; what of the grid has fewer, or too many to be
    /// drawn, goes on as its neighbours do.
    public static void main(String[] args) {
        System.out.println("fit,small,slices,ratio,low,high");
        for (int small = 1; small < PowerLaw.FEW; small++) {
            for (int slices = 1; small * slices < PowerLaw.FEW; slices++) {
                for (double ratio : RandomAlpha.RATIOS) {
                    if (small * slices > 1) {
                        print("few", new Shape(small, slices, ratio), interval(new Shape(small, slices, ratio)));
                    }
                }
            }
        }
        for (int slices : RandomAlpha.SLICES) {
            for (double ratio : RandomAlpha.RATIOS) {
                TreeMap<Integer, double[]> drawn = new TreeMap<>();
                for (int small : RandomAlpha.SMALL_SIDES) {
                    Shape shape = new Shape(small, slices, ratio);
                    if (shape.count() >= PowerLaw.FEW && shape.count() <= (slices == 1 ? LARGEST : LARGEST_POOLED)) {
                        drawn.put(small, interval(shape));
                    }
                }
                for (int small : RandomAlpha.SMALL_SIDES) {
                    double[] known = drawn.get(small);
                    print("many", new Shape(small, slices, ratio), known == null ? onward(small, drawn) : known);
                }
            }
        }
    }

    /// `ln(alpha - 1)` on a line over `ln M`, through the nearest and the next but one.
    private static double[] onward(int small, TreeMap<Integer, double[]> drawn) {
        List<Map.Entry<Integer, double[]>> nodes = new ArrayList<>(
                small < drawn.firstKey()
                        ? drawn.entrySet()
                        : drawn.descendingMap().entrySet());
        Map.Entry<Integer, double[]> near = nodes.getFirst();
        Map.Entry<Integer, double[]> far = nodes.get(Math.min(2, nodes.size() - 1));
        double along = near == far
                ? 0
                : Math.log(small / (double) near.getKey()) / Math.log(far.getKey() / (double) near.getKey());
        double[] found = new double[2];
        for (int end = 0; end < 2; end++) {
            double excess = near.getValue()[end] - 1;
            found[end] = 1 + excess * Math.pow((far.getValue()[end] - 1) / excess, along);
        }
        return found;
    }

    private static void print(String fit, Shape shape, double[] interval) {
        System.out.printf(
                Locale.ROOT,
                "%s,%d,%d,%s,%.4g,%.4g%n",
                fit,
                shape.small(),
                shape.slices(),
                shape.ratio(),
                interval[0],
                interval[1]);
        System.out.flush();
    }
}
