package eigensweep.checkpoint.gguf;

import eigensweep.tensor.Meaning.Use;
import java.util.regex.Pattern;

/// What a model does with a tensor of a GGUF file, by its name there.
final class GgufUse {

    private static final Pattern EMBEDDING =
            Pattern.compile("(.*\\.)?((per_layer_)?token_embd|position_embd|token_types)\\.weight");

    private static final Pattern EXPERTS = Pattern.compile(".*_(ch)?exps(\\.weight)?");

    private static final Pattern EXPERT_BIAS = Pattern.compile(".*_(ch)?exps\\.bias");

    /// Frequencies of rotary embeddings, and scales of activations.
    private static final Pattern BUFFER =
            Pattern.compile("(.*\\.)?(rope_(freqs|factors_\\w+)|attn_rot_embd)(\\.weight)?|.*\\.input_scale");

    private static final Pattern KERNEL = Pattern.compile(".*(conv|patch_embd|\\bdw\\b).*");

    private GgufUse() {}

    static Use of(String name, int rank) {
        if (BUFFER.matcher(name).matches()) {
            return Use.BUFFER;
        }
        if (EXPERT_BIAS.matcher(name).matches()) {
            return Use.BIAS;
        }
        if (rank == 3 && EXPERTS.matcher(name).matches()) {
            return Use.EXPERTS;
        }
        if (rank == 2 && EMBEDDING.matcher(name).matches()) {
            return Use.EMBEDDING;
        }
        // What has three axes and is no kernel is a matrix for each head.
        return rank == 3 && !KERNEL.matcher(name).matches() ? Use.DENSE : Use.UNKNOWN;
    }
}
