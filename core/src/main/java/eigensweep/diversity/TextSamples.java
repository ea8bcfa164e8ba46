package eigensweep.diversity;

import eigensweep.linalg.GramSum;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Texts, as similar as the cosine of the counts of their n-grams.
///
/// @param name what people call them
/// @param grams which n-grams are counted
/// @param counts a row a text, a column an n-gram
public record TextSamples(String name, NGrams grams, Sparse counts) implements Samples {

    /// Counts the n-grams of texts.
    ///
    /// @throws DiversityException if a text has none
    public static TextSamples of(String name, List<String> texts, NGrams grams) {
        return new TextSamples(name, grams, grams.counts(name, texts));
    }

    @Override
    public int size() {
        return counts.rows();
    }

    @Override
    public Integer dimension() {
        return counts.width();
    }

    @Override
    public TextSamples select(int[] chosen) {
        return new TextSamples(name, grams, counts.select(chosen));
    }

    @Override
    public Eigenvalues eigenvalues(double @Nullable [] weights, Run run) {
        double[] factors = new double[size()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = Samples.root(weights, i) / counts.length(i);
        }
        Sparse rows = counts.scaled(factors);
        Sparse columns = rows.transposed();
        boolean primal = counts.width() < size();
        Sparse side = primal ? columns : rows;
        Sparse other = primal ? rows : columns;
        int order = Samples.checkOrder(name, side.rows(), "take fewer texts, or shorter n-grams");
        try (GramSum gram = run.backend().gramSum(order, run.threads())) {
            gram.map((i, row) -> {
                Arrays.fill(row, i, order, 0.0);
                side.addProducts(i, other, row);
                run.listener().heard("texts compared", (i + 1) / (double) order);
            });
            return VectorSamples.solved(gram, primal ? Form.PRIMAL : Form.DUAL, Math.max(size(), order), run);
        }
    }
}
