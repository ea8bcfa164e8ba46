package eigensweep.layer;

import eigensweep.table.Field;

/// Which tensors become layers, and how convolution kernels are taken apart.
///
/// @param selection which layers are wanted; what becomes of one does not depend on it
/// @param minEvals layers with fewer eigenvalues are skipped; nor on this
/// @param maxEvals layers with more eigenvalues are skipped; nor on this
/// @param convolution what becomes of a kernel's slices
/// @param fusedQkv what becomes of fused attention projections
public record LayerOptions(
        @Field(flat = true, decides = false) Selection selection,
        @Field(decides = false) int minEvals,
        @Field(decides = false) int maxEvals,
        @Field(value = "conv", means = true) Convolution convolution,
        @Field(flag = "split-qkv", means = true) FusedQkv fusedQkv) {

    /// Layers with fewer eigenvalues are skipped unless something else is asked for.
    public static final int FEWEST_EVALS = 8;

    /// WeightWatcher's defaults, except that no layer is too large.
    public static final LayerOptions DEFAULT =
            new LayerOptions(Selection.ALL, FEWEST_EVALS, Integer.MAX_VALUE, Convolution.POOLED, FusedQkv.WHOLE);

    public LayerOptions {
        if (minEvals < 1) {
            throw new IllegalArgumentException("--min-evals is " + minEvals + "; at least 1 is expected");
        }
        if (maxEvals < minEvals) {
            throw new IllegalArgumentException(
                    "--max-evals (" + maxEvals + ") is below --min-evals (" + minEvals + ")");
        }
    }

    /// What becomes of the slices of a convolution kernel.
    public enum Convolution {
        /// One layer a kernel: the eigenvalues of all its slices in one spectrum, halved as WeightWatcher does.
        POOLED(true),
        /// One layer a slice, scaled as WeightWatcher does with `pool=False`.
        SLICES(false),
        /// One layer a kernel, not scaled: WeightWatcher's `conv2d_norm=False`.
        UNSCALED(true);

        private final boolean pooled;

        Convolution(boolean pooled) {
            this.pooled = pooled;
        }

        boolean isPooled() {
            return pooled;
        }

        /// The factor on every weight of a kernel of `receptiveField` slices.
        double scale(int receptiveField) {
            return switch (this) {
                case POOLED -> Math.sqrt(0.5);
                case SLICES -> Math.sqrt(receptiveField / 2.0);
                case UNSCALED -> 1.0;
            };
        }
    }

    /// What becomes of a weight that holds query, key and value projections.
    public enum FusedQkv {
        /// One layer.
        WHOLE,
        /// Three layers, `.q`, `.k` and `.v`, where the three are equal blocks.
        SPLIT
    }
}
