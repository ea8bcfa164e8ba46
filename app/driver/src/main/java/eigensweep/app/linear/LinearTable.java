package eigensweep.app.linear;

import eigensweep.linear.Augmentation;
import eigensweep.linear.IsotropicTarget;
import eigensweep.linear.LayerwiseSpectrum;
import eigensweep.linear.Solution;
import eigensweep.page.Digits;
import eigensweep.page.TextTable;
import eigensweep.page.Wrapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// [LinearResults] for people: four tables, which the page has, too.
public final class LinearTable {

    private static final String ALL = "--format json";

    private LinearTable() {}

    /// The tables one below the other.
    ///
    /// @param width of the window
    public static String of(LinearResults results, int width) {
        List<String> lines = new ArrayList<>(Wrapping.of(subject(results), width));
        lines.add("");
        lines.addAll(solutions(results).render(width, ALL));
        lines.addAll(Wrapping.of(difference(results), width));
        lines.add("");
        lines.addAll(target(results.isotropicTarget()).render(width, ALL));
        lines.add("");
        lines.addAll(traces(results.augmentation()).render(width, ALL));
        lines.add("");
        lines.addAll(layerwise(results).render(width, ALL));
        return String.join("\n", lines) + "\n";
    }

    static String subject(LinearResults results) {
        return String.format(
                Locale.ROOT,
                "%s: %d x %d, rank %d, eigenvalues of X^T X %s to %s; a = %s, p = %s, seed %d",
                results.setting().data(),
                results.setting().n(),
                results.setting().d(),
                results.setting().rank(),
                Digits.four(results.eigenvalues()[0]),
                Digits.four(results.eigenvalues()[results.eigenvalues().length - 1]),
                Digits.four(results.setting().ridge()),
                Digits.four(results.setting().keep()),
                results.setting().seed());
    }

    static TextTable solutions(LinearResults results) {
        TextTable table = new TextTable(
                        2, "solution", "equation", "w^T w", "max |w|", "residual", "least eigenvalue", "largest")
                .leastImportant("equation", "max |w|");
        for (Solution solution : results.solutions()) {
            double[] eigenvalues = solution.eigenvalues();
            table.add(
                    solution.name(),
                    solution.equation(),
                    Digits.four(solution.squaredNorm()),
                    Digits.four(solution.largest()),
                    Digits.four(solution.residual()),
                    Digits.four(eigenvalues[0]),
                    Digits.four(eigenvalues[eigenvalues.length - 1]));
        }
        return table;
    }

    static String difference(LinearResults results) {
        return String.format(
                Locale.ROOT,
                "dropout, exact against diagonal: weights differ by %.2f %%; squared lengths of the features vary by"
                        + " %.2f %%",
                100 * results.dropoutDifference(),
                100 * results.unevenness());
    }

    static TextTable target(IsotropicTarget target) {
        TextTable table = new TextTable(2, "E[w^T w]", "closed form", "value", "drawn", "standard error");
        table.add(
                "X^T y isotropic",
                "sum 1 / lambda^2",
                Digits.four(target.sumInverseSquares()),
                Digits.four(target.drawnInverseSquares()),
                Digits.four(target.drawnInverseSquaresError()));
        table.add(
                "y isotropic",
                "sum 1 / lambda",
                Digits.four(target.sumInverses()),
                Digits.four(target.drawnInverses()),
                Digits.four(target.drawnInversesError()));
        return table;
    }

    static TextTable traces(Augmentation augmentation) {
        TextTable table =
                new TextTable(1, "augmentation noise " + Digits.four(augmentation.noise()), "value", "expected");
        table.add("tr X^T X", Digits.four(augmentation.traceX()), "");
        table.add(
                "2 tr X^T E", Digits.four(augmentation.cross()), "0 +- " + Digits.four(augmentation.crossDeviation()));
        table.add("tr E^T E", Digits.four(augmentation.traceE()), Digits.four(augmentation.expectedTraceE()));
        table.add(
                "sum of eigenvalues",
                Digits.four(augmentation.sum()),
                Digits.four(augmentation.traceX() + augmentation.expectedTraceE()));
        table.add("sum less the three terms", Digits.four(augmentation.defect()), "0");
        return table;
    }

    static TextTable layerwise(LinearResults results) {
        TextTable table = new TextTable(
                1, "activation", "zeta", "layer", "mean(l^2)/mean(l)^2", "expected", "distance from the data's");
        for (LayerwiseSpectrum network : results.layerwise()) {
            int last = network.spread().length - 1;
            for (int layer : new int[] {1, last}) {
                table.add(
                        layer == 1 ? network.activation().title() : "",
                        layer == 1 ? Digits.four(network.activation().zeta()) : "",
                        Integer.toString(layer),
                        Digits.four(network.spread()[layer]),
                        Digits.four(network.expectedSpread()[layer]),
                        Digits.four(network.distance()[layer]));
            }
        }
        return table;
    }
}
