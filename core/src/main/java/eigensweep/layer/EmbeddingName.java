package eigensweep.layer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Tells by a weight's name whether it is a table that is looked up.
///
/// The module that has the weight tells it (`embed_tokens`, `wte`), or the one around that (`embedding.table`). Modules
/// further up do not, and what projects is no table: an embedding of time steps, patches or other embeddings is made
/// by dense layers and convolutions (`time_embedding.linear_1`).
final class EmbeddingName {

    /// Tables whose names do not say so. T5 calls its table of tokens shared.
    private static final Pattern OTHERWISE_NAMED =
            Pattern.compile("(.*[./])?(wte|wpe|relative_attention_bias|relative_position_bias_table)([./]weight)?(:0)?"
                    + "|((model|transformer|module|language_model)[./])*shared[./]weight(:0)?");

    /// Behind a module's name: what all parameters are called, and the number of one in a list.
    private static final Pattern PARAMETER = Pattern.compile("weights?(:0)?|\\d+");

    private static final Pattern EMBEDDING = Pattern.compile(".*embed.*|(.*_)?embs?");

    private static final Pattern PROJECTION = Pattern.compile(
            ".*(proj|linear|dense|(^|_)fc|mlp|(^|_)conv|patch|mapping|transformation|unembed|embed_out).*");

    private static final Pattern PART_OF_A_NETWORK = Pattern.compile(".*(attn|attention|layer|block|gate|norm|net).*"
            + "|q|k|v|o|query|key|value|lin_?\\d*|w\\d|in|out|up|down|to_\\w+");

    private EmbeddingName() {}

    /// @param name of a matrix, in lower case
    static boolean isTable(String name) {
        if (!name.contains("emb")) {
            return OTHERWISE_NAMED.matcher(name).matches();
        }
        List<String> parts = Arrays.asList(name.split("[./]"));
        int last = parts.size() - 1;
        while (last > 0 && PARAMETER.matcher(parts.get(last)).matches()) {
            last--;
        }
        String own = parts.get(last).replaceFirst(":0$", "");
        if (isEmbedding(own) || OTHERWISE_NAMED.matcher(own).matches()) {
            return true;
        }
        return last > 0
                && isEmbedding(parts.get(last - 1))
                && !own.equals("kernel")
                && !PROJECTION.matcher(own).matches()
                && !PART_OF_A_NETWORK.matcher(own).matches();
    }

    private static boolean isEmbedding(String part) {
        return EMBEDDING.matcher(part).matches() && !PROJECTION.matcher(part).matches();
    }
}
