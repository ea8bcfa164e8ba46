package eigensweep.bench;

import eigensweep.stats.AdjustedAnova;
import eigensweep.stats.AutocorrelatedTTest;
import eigensweep.stats.Category;
import eigensweep.stats.CategoryComparison;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/// Claim: where nothing differs, the adjusted tests reject at 5 % in 3 to 7 of a hundred cases, however the
/// values of a series depend on their neighbours; baseline: the textbook tests, which reject in up to 70.
/// Prints a Markdown row for every `phi` and length, as in `docs/statistics.md`.
///
/// `java -cp bench/target/classes:core/target/classes:... eigensweep.bench.SizeAndPower DRAWS SHIFT
/// MEMBERS...`, such as `10000 0 1 4 8` for three categories of 1, 4 and 8 series; with a shift, the first
/// category lies by that many standard deviations above the others. "t" is the test of the first two
/// categories.
public final class SizeAndPower {

    private static final double LEVEL = 0.05;
    private static final double[] PHI = {0, 0.3, 0.6, 0.8};
    private static final int[] LAYERS = {12, 25, 50};

    private SizeAndPower() {}

    /// Prints the table.
    public static void main(String... arguments) {
        int draws = Integer.parseInt(arguments[0]);
        double shift = Double.parseDouble(arguments[1]);
        int[] members = new int[arguments.length - 2];
        for (int i = 0; i < members.length; i++) {
            members[i] = Integer.parseInt(arguments[i + 2]);
        }
        PrintStream out = System.out;
        out.println("| layers | phi | F raw | F adjusted | t raw | t adjusted | n | n_eff | df2 |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (int layers : LAYERS) {
            for (double phi : PHI) {
                out.println(row(layers, phi, draws, shift, members));
            }
        }
    }

    private static String row(int layers, double phi, int draws, double shift, int... members) {
        SplittableRandom random = new SplittableRandom(1000L * layers + Math.round(100 * phi));
        int[] rejections = new int[4];
        double count = 0;
        double effective = 0;
        double degrees = 0;
        for (int draw = 0; draw < draws; draw++) {
            CategoryComparison comparison = CategoryComparison.of(categories(layers, phi, shift, random, members));
            AdjustedAnova anova = comparison.anova();
            AutocorrelatedTTest pair = comparison.pairs().getFirst();
            rejections[0] += Objects.requireNonNull(anova.raw()).p() <= LEVEL ? 1 : 0;
            rejections[1] += Objects.requireNonNull(anova.adjusted()).p() <= LEVEL ? 1 : 0;
            rejections[2] += Objects.requireNonNull(pair.raw()).p() <= LEVEL ? 1 : 0;
            rejections[3] += Objects.requireNonNull(pair.adjusted()).p() <= LEVEL ? 1 : 0;
            count += Objects.requireNonNull(anova.raw()).n() / draws;
            effective += Objects.requireNonNull(anova.adjusted()).n() / draws;
            degrees += Objects.requireNonNull(anova.adjusted()).df2() / draws;
        }
        return String.format(
                Locale.ROOT,
                "| %d | %.1f | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.0f | %.1f | %.1f |",
                layers,
                phi,
                100.0 * rejections[0] / draws,
                100.0 * rejections[1] / draws,
                100.0 * rejections[2] / draws,
                100.0 * rejections[3] / draws,
                count,
                effective,
                degrees);
    }

    private static List<Category> categories(
            int layers, double phi, double shift, SplittableRandom random, int... members) {
        List<Category> categories = new ArrayList<>();
        for (int i = 0; i < members.length; i++) {
            List<double[]> series = new ArrayList<>();
            for (int j = 0; j < members[i]; j++) {
                series.add(series(layers, phi, i == 0 ? shift : 0, random));
            }
            categories.add(new Category("c" + i, series));
        }
        return categories;
    }

    private static double[] series(int layers, double phi, double mean, SplittableRandom random) {
        double[] values = new double[layers];
        double noise = random.nextGaussian();
        for (int t = 0; t < layers; t++) {
            values[t] = mean + noise;
            noise = phi * noise + Math.sqrt(1 - phi * phi) * random.nextGaussian();
        }
        return values;
    }
}
