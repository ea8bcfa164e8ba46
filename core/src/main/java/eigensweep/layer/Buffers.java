package eigensweep.layer;

import eigensweep.tensor.Matrix;
import eigensweep.tensor.Meaning.Axes;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells constants that a model carries along from its parameters: masks, tables of positions, filters. Sweeping them
/// says nothing about training.
final class Buffers {

    private static final Pattern MASK = Pattern.compile(
            ".*(attn_mask|attention_mask|causal_mask|future_mask|masked_bias|(^|[._])tril|(^|[._])triu)(:0)?");

    private static final Pattern CAUSAL = Pattern.compile("(.*[._/])?(attn|attention|self_attn|mixer)[._/](bias|mask)");

    private static final Pattern POSITIONS = Pattern.compile(
            ".*((inv_freq|cos_cached|sin_cached|freqs_cis|rope_freqs(\\.weight)?|rope_(sin|cos)|freqs_(sin|cos))"
                    + "|relative_(position|coords)_(index|table)|rel_pos_indices|position_ids|pos_encoder\\.pe"
                    + "|positional_encoding\\.pe|embed_positions\\.weights|sinusoid_table)(:0)?");

    private static final Pattern FILTERS = Pattern.compile(
            ".*((^|[._/])(stft|istft|melspec|mel_?(spectrogram|basis|filters?|fb|scale)|filter_?banks?|fbanks?"
                    + "|melw|featurizer[._/]fb|dct_mat|fft_basis|(forward|inverse)_basis)([._/].*|_buffer.*)?|_buffer|(^|[._/])_?w3j(_\\d+){3})");

    private static final Pattern STATISTICS =
            Pattern.compile(".*(running_(mean|var)|moving_(mean|variance)|num_batches_tracked)(:0)?");

    /// Elements that are read to tell a mask from weights.
    private static final long MOST = 1L << 26;

    private Buffers() {}

    /// Why a tensor is no parameter; null if it may be one.
    static @Nullable String reason(Tensor tensor) {
        if (tensor.meaning().use() == Use.BUFFER) {
            String note = tensor.meaning().note();
            return note.isEmpty() ? "a buffer of its module, not a parameter" : "a buffer, not a parameter: " + note;
        }
        String name = tensor.name().toLowerCase(Locale.ROOT);
        if (MASK.matcher(name).matches()
                || isSquare(tensor) && CAUSAL.matcher(name).matches()) {
            return "a buffer, not a parameter: an attention mask by its name";
        }
        if (POSITIONS.matcher(name).matches()) {
            return "a buffer, not a parameter: a table of positions by its name";
        }
        if (FILTERS.matcher(name).matches()) {
            return "a buffer, not a parameter: a fixed transform or filter bank by its name";
        }
        if (STATISTICS.matcher(name).matches()) {
            return "a buffer, not a parameter: running statistics";
        }
        if (Sinusoids.isTable(tensor, name)) {
            return "a buffer, not a parameter: a table of positions, sines and cosines by its values";
        }
        // A plan does not read what it plans: one element tells most squares, and of others none is read.
        boolean suspect = tensor.meaning().axes() != Axes.UNKNOWN && isSquare(tensor);
        return suspect && isMask(tensor, !Reading.isWeight(name))
                ? "a buffer, not a parameter: a mask, all of 0 and 1 or -inf"
                : null;
    }

    /// Whether its last two axes are alike, as a mask's of queries and keys are.
    private static boolean isSquare(Tensor tensor) {
        int rank = tensor.rank();
        return rank >= 2
                && tensor.shape()[rank - 1] == tensor.shape()[rank - 2]
                && tensor.shape()[rank - 1] > 1
                && tensor.shape()[rank - 1] <= Integer.MAX_VALUE;
    }

    /// Whether its elements are all one of two: 0 and 1, or one of them and minus infinity or what stands for it.
    ///
    /// @param orOnes whether those of 0 and 1 are masks; a weight may be an identity
    private static boolean isMask(Tensor tensor, boolean orOnes) {
        if (!tensor.isStored() || !tensor.dtype().isFloating() || tensor.count() == 0 || tensor.count() > MOST) {
            return false;
        }
        int rank = tensor.rank();
        Reading stack = Reading.stack(Layer.Type.OTHER, tensor);
        Matrix first = tensor.matrix(rank - 2, rank - 1, stack.position(0), 1.0);
        double one = Widen.at(first, 0, 0);
        double other = one;
        for (int i = 0; i < stack.matrices(); i++) {
            Matrix m = tensor.matrix(rank - 2, rank - 1, stack.position(i), 1.0);
            for (int row = 0; row < m.rows(); row++) {
                for (int column = 0; column < m.columns(); column++) {
                    double value = Widen.at(m, row, column);
                    other = other == one ? value : other;
                    if (!isFlag(value) || value != one && value != other) {
                        return false;
                    }
                }
            }
        }
        return other != one && (orOnes || Math.min(one, other) < 0);
    }

    private static boolean isFlag(double value) {
        return value == 0 || value == 1 || value <= -1e4 || value == Double.POSITIVE_INFINITY;
    }
}
