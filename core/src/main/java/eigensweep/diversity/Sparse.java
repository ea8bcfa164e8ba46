package eigensweep.diversity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A matrix of mostly zeros: for each row, the columns of its entries, ascending, and the entries.
///
/// @param width how many columns there are
/// @param columns of the entries of each row
/// @param values the entries of each row
record Sparse(int width, int[][] columns, double[][] values) {

    /// Gathers rows.
    static final class Builder {
        private final List<int[]> columns = new ArrayList<>();
        private final List<double[]> values = new ArrayList<>();

        void add(Map<Integer, Double> entries) {
            Map<Integer, Double> sorted = new TreeMap<>(entries);
            columns.add(sorted.keySet().stream().mapToInt(Integer::intValue).toArray());
            values.add(sorted.values().stream().mapToDouble(Double::doubleValue).toArray());
        }

        Sparse build(int width) {
            return new Sparse(width, columns.toArray(int[][]::new), values.toArray(double[][]::new));
        }
    }

    int rows() {
        return columns.length;
    }

    Sparse select(int[] rows) {
        int[][] chosenColumns = new int[rows.length][];
        double[][] chosenValues = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            chosenColumns[i] = columns[rows[i]];
            chosenValues[i] = values[rows[i]];
        }
        return new Sparse(width, chosenColumns, chosenValues);
    }

    /// The same with each row multiplied by a number.
    Sparse scaled(double[] factors) {
        double[][] scaled = new double[values.length][];
        for (int i = 0; i < scaled.length; i++) {
            double factor = factors[i];
            scaled[i] = Arrays.stream(values[i]).map(value -> value * factor).toArray();
        }
        return new Sparse(width, columns, scaled);
    }

    double length(int row) {
        double sum = 0;
        for (double value : values[row]) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    Sparse transposed() {
        int[] counts = new int[width];
        for (int[] row : columns) {
            for (int column : row) {
                counts[column]++;
            }
        }
        int[][] rowsOf = new int[width][];
        double[][] valuesOf = new double[width][];
        for (int column = 0; column < width; column++) {
            rowsOf[column] = new int[counts[column]];
            valuesOf[column] = new double[counts[column]];
        }
        Arrays.fill(counts, 0);
        for (int i = 0; i < rows(); i++) {
            for (int k = 0; k < columns[i].length; k++) {
                int column = columns[i][k];
                rowsOf[column][counts[column]] = i;
                valuesOf[column][counts[column]++] = values[i][k];
            }
        }
        return new Sparse(rows(), rowsOf, valuesOf);
    }

    /// Row `i` of `A A^T`, from the diagonal on, added to a row.
    ///
    /// @param transposed `A^T`
    void addProducts(int i, Sparse transposed, double[] to) {
        for (int k = 0; k < columns[i].length; k++) {
            int[] others = transposed.columns[columns[i][k]];
            double[] theirs = transposed.values[columns[i][k]];
            double own = values[i][k];
            for (int at = others.length - 1; at >= 0 && others[at] >= i; at--) {
                to[others[at]] += own * theirs[at];
            }
        }
    }
}
