package eigensweep.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Draws stationary first-order autoregressive series of variance 1.
///
/// @param phi the correlation of neighbours
/// @param length of a series
/// @param random the source of draws
record Autoregressive(double phi, int length, SplittableRandom random) {

    double[] series(double mean) {
        double[] values = new double[length];
        double noise = random.nextGaussian();
        double innovation = Math.sqrt(1 - phi * phi);
        for (int t = 0; t < length; t++) {
            values[t] = mean + noise;
            noise = phi * noise + innovation * random.nextGaussian();
        }
        return values;
    }

    Category category(String name, int members, double mean) {
        List<double[]> series = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            series.add(series(mean));
        }
        return new Category(name, series);
    }

    /// Categories `c0`, `c1`, ..., the first of them shifted.
    List<Category> categories(double shift, int... members) {
        List<Category> categories = new ArrayList<>();
        for (int i = 0; i < members.length; i++) {
            categories.add(category("c" + i, members[i], i == 0 ? shift : 0));
        }
        return categories;
    }
}
