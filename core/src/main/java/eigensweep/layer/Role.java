package eigensweep.layer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a layer does in its network and where it stands, as far as names tell.
///
/// @param name `q`, `k`, `v`, `qkv`, `out` (of attention), `gate`, `up`, `gate_up`, `down`, `fc1`, `fc2` (of
///     feed-forward parts), `router`, `ih`, `hh` (of recurrent layers), `embedding`, `head`, `pooler`, `conv`; empty if
///     names tell nothing
/// @param block the number of the block, from 0, or null
public record Role(String name, @Nullable Integer block) {

    private static final String START = "(.*[._/])?";

    /// What the last parts of a name say, in the order in which they are asked.
    private static final List<Rule> RULES = List.of(
            rule("qkv", "(qkv(_proj)?|to_qkv|attn_qkv|wqkv|in_proj(_weight)?|query_key_value|c_attn|qkv_proj_with_.*)"),
            rule("kv", "(kv(_proj)?|to_kv|kv_a_proj_with_mqa|kv_b_proj|key_value)"),
            rule("q", "(q|query|q_proj|q_lin|to_q|wq|attn_q|query_proj|q_proj_weight|q_(a|b)_proj|linear_q)"),
            rule("k", "(k|key|k_proj|k_lin|to_k|wk|attn_k|key_proj|k_proj_weight|linear_k)"),
            rule("v", "(v|value|v_proj|v_lin|to_v|wv|attn_v|value_proj|v_proj_weight|linear_v)"),
            rule(
                    "out",
                    "(o_proj|out_proj|out_lin|to_out(\\.0)?|attn_output|linear_out|attention[._/]output[._/]dense"
                            + "|(self_?attn|self_?attention|attention|attn)[._/](dense|proj|c_proj|wo|o))"),
            rule("gate_up", "(gate_up_proj|gate_and_up_proj|input_linear|experts[._/]w13)"),
            rule(
                    "router",
                    "(router(\\.layer|\\.gate|\\.weight)?|(mlp|moe|block_sparse_moe|feed_forward)[._/]gate|ffn_gate_inp)"),
            rule(
                    "gate",
                    "(gate_proj|ffn_gate(_exps)?|(mlp|ffn|feed_forward|experts?([._/]\\d+)?)[._/]w1|linear_fc1_gate)"),
            rule("up", "(up_proj|ffn_up(_exps)?|(mlp|ffn|feed_forward|experts?([._/]\\d+)?)[._/]w3)"),
            rule(
                    "down",
                    "(down_proj|ffn_down(_exps)?|output_linear|(mlp|ffn|feed_forward|experts?([._/]\\d+)?)[._/]w2)"),
            rule("fc1", "(fc1|c_fc|lin1|linear1|dense_h_to_4h|intermediate[._/]dense|wi(_[01])?|fc_in|mlp[._/]0)"),
            rule(
                    "fc2",
                    "(fc2|lin2|linear2|dense_4h_to_h|output[._/]dense|fc_out|mlp[._/](c_proj|2|3)"
                            + "|dense_?relu_?dense[._/]wo)"),
            rule("ih", "weight_ih.*"),
            rule("hh", "(weight_hh.*|recurrent_kernel)"),
            rule("pooler", "pooler[._/]dense"),
            rule(
                    "head",
                    "(lm_head|head|heads?[._/]head|classifier([._/]\\d+)?|score|qa_outputs|seq_relationship|logits"
                            + "|cls[._/].*decoder|output_layer|embed_out)"));

    private static final Pattern BLOCK = Pattern.compile(
            ".*?(^|[._/])(layers?|h|blocks?|blk|resblocks|encoder_layers?|decoder_layers?|transformer_blocks)[._/](\\d{1,6})"
                    + "([._/].*)?");

    /// As `--split-qkv` names its rows.
    private static final Pattern PART_OF_QKV = Pattern.compile(".*\\.[qkv]");

    private record Rule(String role, Pattern pattern) {}

    private static Rule rule(String role, String ends) {
        return new Rule(role, Pattern.compile(START + ends));
    }

    /// The role of a layer.
    public static Role of(Layer layer) {
        String name = bare(layer.tensor().name());
        String role = role(name, layer.type());
        return new Role(
                role.equals("qkv") && PART_OF_QKV.matcher(layer.longName()).matches()
                        ? layer.longName().substring(layer.longName().length() - 1)
                        : role,
                block(name));
    }

    /// Whether a name is that of a known part of a network.
    static boolean isKnown(String name) {
        return !role(bare(name)).isEmpty();
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("[._/](weight|kernel)(:0)?$", "");
    }

    private static String role(String name, Layer.Type type) {
        if (type == Layer.Type.EMBEDDING) {
            return "embedding";
        }
        if (type.isKernel()) {
            return "conv";
        }
        return role(name);
    }

    private static String role(String name) {
        return RULES.stream()
                .filter(rule -> rule.pattern().matcher(name).matches())
                .map(Rule::role)
                .findFirst()
                .orElse("");
    }

    private static @Nullable Integer block(String name) {
        Matcher matcher = BLOCK.matcher(name);
        return matcher.matches() ? Integer.valueOf(matcher.group(3)) : null;
    }
}
