package eigensweep.spectrum;

import eigensweep.files.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What random weights of a layer's shape give for alpha: the middle 95 % of the exponents fitted to matrices of
/// independent Gaussian elements, whatever their variance.
///
/// From a simulation with a seed (`RandomAlphaSimulation`), tabled by the smaller side `M`, the number of slices that
/// are pooled and the aspect ratio `Q`; between its shapes `ln(alpha - 1)` is interpolated linearly over the logarithms
/// of the three. Fewer than 20 eigenvalues, which are fitted otherwise, have all their shapes in the table. Beyond it,
/// the largest of the table counts.
///
/// @param low the 2.5 % quantile
/// @param high the 97.5 % quantile
record RandomAlpha(double low, double high) {

    /// The table's smaller sides.
    static final int[] SMALL_SIDES = {
        1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096
    };

    /// Its numbers of slices.
    static final int[] SLICES = {1, 2, 4, 9, 16, 25, 49, 128, 256};

    /// Its aspect ratios.
    static final double[] RATIOS = {1, 1.5, 2, 4, 8, 32, 256};

    /// The ends of each shape as they are written: every sweep reads the whole table and asks for a few of its shapes.
    private static final class Table {
        private static final Map<String, String> ENDS = read();
    }

    private static Map<String, String> read() {
        Map<String, String> ends = new HashMap<>();
        for (String line : Resource.text(RandomAlpha.class, "random-alpha.csv").split("\n")) {
            int low = line.lastIndexOf(',', line.lastIndexOf(',') - 1);
            ends.put(line.substring(0, low), line.substring(low + 1));
        }
        return ends;
    }

    /// A node of the table.
    ///
    /// @param isFew whether it is of so few eigenvalues that they are fitted otherwise
    private static RandomAlpha node(boolean isFew, int small, int slices, double ratio) {
        String shape = (isFew ? "few," : "many,") + small + ',' + slices + ',' + ratio;
        String[] ends = Objects.requireNonNull(Table.ENDS.get(shape), shape).split(",");
        return new RandomAlpha(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    }

    /// The interval of a shape.
    ///
    /// @param small the smaller side, `M`
    /// @param count how many eigenvalues there are: `M` times the slices
    /// @param ratio `Q`, at least 1
    static RandomAlpha of(int small, int count, double ratio) {
        int slices = Math.max(1, count / small);
        double[] ends = new double[2];
        Bracket ratios = Bracket.of(RATIOS, ratio);
        boolean isFew = count < PowerLaw.FEW;
        Bracket sides = isFew ? Bracket.at(small) : Bracket.of(toDoubles(SMALL_SIDES), small);
        Bracket pooled = isFew ? Bracket.at(slices) : Bracket.of(toDoubles(SLICES), slices);
        for (int corner = 0; corner < 8; corner++) {
            double weight = sides.weight(corner & 1) * pooled.weight(corner & 2) * ratios.weight(corner & 4);
            if (weight > 0) {
                RandomAlpha node = node(
                        isFew, (int) sides.node(corner & 1), (int) pooled.node(corner & 2), ratios.node(corner & 4));
                ends[0] += weight * Math.log(node.low - 1);
                ends[1] += weight * Math.log(node.high - 1);
            }
        }
        return new RandomAlpha(1 + Math.exp(ends[0]), 1 + Math.exp(ends[1]));
    }

    private static double[] toDoubles(int[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /// Two nodes of an axis, and how far a place is on the way from one to the other.
    private record Bracket(double from, double to, double along) {

        static Bracket at(double node) {
            return new Bracket(node, node, 0);
        }

        static Bracket of(double[] nodes, double place) {
            double clamped = Math.clamp(place, nodes[0], nodes[nodes.length - 1]);
            int i = 1;
            while (i < nodes.length - 1 && nodes[i] < clamped) {
                i++;
            }
            return new Bracket(
                    nodes[i - 1], nodes[i], Math.log(clamped / nodes[i - 1]) / Math.log(nodes[i] / nodes[i - 1]));
        }

        double node(int isTo) {
            return isTo == 0 ? from : to;
        }

        double weight(int isTo) {
            return isTo == 0 ? 1 - along : along;
        }
    }
}
