package eigensweep.diversity;

import eigensweep.linalg.GramSum;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Widen;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/// Samples of which nothing is known but how similar each two are: a kernel matrix.
///
/// @param vectors the matrix, its rows as vectors
/// @param chosen which samples, in which order, or null for all
public record KernelSamples(Vectors vectors, int @Nullable [] chosen) implements Samples {

    /// Entries of float64 that should be equal differ by no more than this part of the largest.
    private static final double ASYMMETRY = 1e-9;

    private static final double ASYMMETRY_F32 = 1e-4;

    /// A kernel matrix.
    ///
    /// @param name what people call it
    /// @param kernel symmetric, `n x n`
    /// @throws DiversityException if it is not square
    public static KernelSamples of(String name, Matrix kernel) {
        if (kernel.rows() != kernel.columns()) {
            throw new DiversityException(
                    name,
                    "is " + kernel.rows() + " x " + kernel.columns()
                            + "; a matrix of similarities has as many columns as rows");
        }
        return new KernelSamples(new Vectors(name, kernel), null);
    }

    /// The kernel matrix of a similarity function.
    ///
    /// @param name what people call the samples
    /// @param similarity asked once for each pair `i <= j`
    public static <T> KernelSamples of(String name, List<T> samples, ToDoubleBiFunction<T, T> similarity) {
        int n = Samples.checkOrder(name, samples.size(), "take fewer samples");
        double[] kernel = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                kernel[i * n + j] = similarity.applyAsDouble(samples.get(i), samples.get(j));
                kernel[j * n + i] = kernel[i * n + j];
            }
        }
        return of(name, Matrix.of(kernel, n, n));
    }

    @Override
    public String name() {
        return vectors.name();
    }

    @Override
    public int size() {
        return chosen == null ? vectors.size() : chosen.length;
    }

    @Override
    public @Nullable Integer dimension() {
        return null;
    }

    @Override
    public KernelSamples select(int[] samples) {
        return new KernelSamples(vectors, Arrays.stream(samples).map(this::row).toArray());
    }

    private int row(int sample) {
        return chosen == null ? sample : chosen[sample];
    }

    @Override
    public Eigenvalues eigenvalues(double @Nullable [] weights, Run run) {
        int n = Samples.checkOrder(name(), size(), "take fewer samples");
        boolean isWide = vectors.matrix().dtype() == DType.F64;
        try (GramSum gram = run.backend().gramSum(n, run.threads())) {
            double[] whole = new double[vectors.dimension()];
            MemorySegment segment = MemorySegment.ofArray(whole);
            gram.map((i, row) -> {
                vectors.read(row(i), 1, segment);
                for (int j = i; j < n; j++) {
                    row[j] = whole[row(j)] * Samples.root(weights, i) * Samples.root(weights, j);
                    check(row(i), row(j), whole, isWide ? ASYMMETRY : ASYMMETRY_F32);
                }
                run.listener().heard("samples read", (i + 1) / (double) n);
            });
            Eigenvalues found = VectorSamples.solved(gram, Form.KERNEL, n, run);
            // What an entry was rounded to in the file limits its eigenvalues, too.
            return isWide ? found : new Eigenvalues(found.values(), found.form(), n * 0x1p-23);
        }
    }

    private void check(int i, int j, double[] row, double tolerance) {
        double entry = row[j];
        double twin = Widen.at(vectors.matrix(), j, i);
        if (!Double.isFinite(entry)) {
            throw vectors.notFinite(i, j, entry);
        }
        if (Math.abs(entry - twin) > tolerance * Math.max(Math.abs(row[i]), Math.abs(entry))) {
            throw new DiversityException(
                    name(),
                    String.format(
                            Locale.ROOT,
                            "is not symmetric: %s at row %d, column %d (from 0), but %s across",
                            entry,
                            i,
                            j,
                            twin));
        }
    }
}
