package eigensweep.checkpoint.adapter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the name of a tensor says of its part in an adapter, in the words of PEFT, kohya's scripts and
/// LyCORIS, diffusers (three generations), torchtune and MLX.
///
/// @param module that is adapted
/// @param adapter the adapter's own name where the file has one, such as `default`; else empty
/// @param role what it is of the update
record AdapterPart(String module, String adapter, Role role) {

    private static final String WRAPPER = "base_model.model.";

    /// The adapter's name may stand between a part and its `weight`, as in the memory of a model with several.
    private static final Pattern NAME =
            Pattern.compile("(?<module>.+)\\.(?<part>lora_(A|B|a|b|down|up|mid)|lora\\.(down|up|mid)"
                    + "|lora_linear_layer\\.(down|up)|lora_embedding_[AB]|lora_magnitude_vector|magnitude|dora_scale|m|alpha|diff"
                    + "|hada_(w[12]_[ab]|t[12])|lokr_(w[12](_[ab])?|t2)|ia3_l|trainable_tokens_delta)"
                    + "(\\.(?!weight$|bias$)(?<adapter>[^.]+))?(\\.(?<leaf>weight|bias))?");

    /// `attn1.processor.to_q_lora.down.weight`, the adapter of `attn1.to_q`.
    private static final Pattern PROCESSOR =
            Pattern.compile("(?<module>.+?)(\\.processor)?\\.(?<leaf>\\w+)_lora\\d*\\.(?<side>down|up)\\.weight");

    /// Of other methods, by which the file can be told where no configuration lies beside it.
    private static final Pattern OTHER = Pattern.compile(".+\\.(?<method>lora_E|vera_lambda_[bd]|oft_(r|R|blocks|diag)"
            + "|boft_(R|s)|fourierft_spectrum|c3a_kernel|hra_u|(miss|bone)_block|randlora_(lambda|gamma)|road_theta"
            + "|shira_weight|vblora_logits|waveft_spectrum|delora_lambda|hira_A)\\b.*"
            + "|(.+\\.)?(prompt_embeddings|prefix_task_cols|adaption_prompt)(\\.weight)?");

    private static final String PROMPT = "prompt tuning";

    /// What a tensor is of an update.
    enum Role {
        /// `A`, of shape `r x in`, for a kernel `r x in x` positions.
        DOWN,
        /// `B`, of shape `out x r`.
        UP,
        /// The core of a Tucker decomposition, `r x r x` positions.
        MID,
        /// `A` of an embedding, whose update is transposed.
        EMBEDDING_DOWN,
        /// `B` of an embedding.
        EMBEDDING_UP,
        /// `A^T`, or `A` of several experts, as MLX has them.
        MLX_DOWN,
        /// `B^T`, or `B` of several experts.
        MLX_UP,
        /// What is added to the module's bias.
        BIAS,
        /// The number that is divided by the rank.
        ALPHA,
        /// DoRA: the norms of the merged weight's rows.
        MAGNITUDE,
        /// The update as it is.
        WHOLE,
        HADA_W1_A,
        HADA_W1_B,
        HADA_T1,
        HADA_W2_A,
        HADA_W2_B,
        HADA_T2,
        LOKR_W1,
        LOKR_W1_A,
        LOKR_W1_B,
        LOKR_W2,
        LOKR_W2_A,
        LOKR_W2_B,
        LOKR_T2,
        /// (IA)^3: factors of rows or columns.
        IA3_L,
        /// Rows of an embedding that take the place of others.
        TOKENS;

        /// Whether a module that has such a part is adapted.
        boolean makesAnUpdate() {
            return this != ALPHA && this != MAGNITUDE && this != BIAS && this != WHOLE;
        }
    }

    private static final Map<String, Role> ROLES = roles();

    private static Map<String, Role> roles() {
        Map<String, Role> roles = new HashMap<>(Map.of(
                "lora_embedding_A", Role.EMBEDDING_DOWN,
                "lora_embedding_B", Role.EMBEDDING_UP,
                "lora_magnitude_vector", Role.MAGNITUDE,
                "magnitude", Role.MAGNITUDE,
                "m", Role.MAGNITUDE,
                "dora_scale", Role.MAGNITUDE,
                "alpha", Role.ALPHA,
                "diff", Role.WHOLE,
                "ia3_l", Role.IA3_L,
                "trainable_tokens_delta", Role.TOKENS));
        for (Role role : Role.values()) {
            String name = role.name();
            if (name.startsWith("HADA_") || name.startsWith("LOKR_")) {
                roles.put(name.toLowerCase(Locale.ROOT), role);
            }
        }
        return roles;
    }

    /// The part that a tensor is; null if its name is that of something else.
    static @Nullable AdapterPart of(String name) {
        Matcher part = NAME.matcher(name);
        if (part.matches()) {
            Role role = role(part.group("part"), part.group("leaf"), part.group("adapter"));
            String adapter = part.group("adapter");
            return role == null
                    ? null
                    : new AdapterPart(bare(part.group("module")), adapter == null ? "" : adapter, role);
        }
        Matcher processor = PROCESSOR.matcher(name);
        if (!processor.matches()) {
            return null;
        }
        String leaf = processor.group("leaf").equals("to_out") ? "to_out.0" : processor.group("leaf");
        Role role = processor.group("side").equals("down") ? Role.DOWN : Role.UP;
        return new AdapterPart(bare(processor.group("module")) + "." + leaf, "", role);
    }

    private static @Nullable Role role(String part, @Nullable String leaf, @Nullable String adapter) {
        if ("bias".equals(leaf)) {
            return part.equals("lora_B") ? Role.BIAS : null;
        }
        Role named = ROLES.get(part);
        if (named != null) {
            boolean plain = leaf == null && adapter == null;
            return named == Role.ALPHA || named == Role.WHOLE ? (plain ? named : null) : named;
        }
        boolean weight = leaf != null;
        return switch (part.substring(part.length() - 1)) {
            case "A", "n" -> Role.DOWN;
            case "B", "p" -> Role.UP;
            case "a" -> weight ? Role.DOWN : Role.MLX_DOWN;
            case "b" -> weight ? Role.UP : Role.MLX_UP;
            default -> Role.MID;
        };
    }

    /// A name without what PEFT puts before the model's own names.
    static String bare(String name) {
        return name.startsWith(WRAPPER) ? name.substring(WRAPPER.length()) : name;
    }

    /// The method whose parts are called so and that is not read here; null if it is none.
    static @Nullable String otherMethod(String name) {
        Matcher other = OTHER.matcher(name);
        if (!other.matches()) {
            return null;
        }
        String method = other.group("method");
        return method == null ? PROMPT : method.equals("lora_E") ? "AdaLoRA" : method.replaceFirst("_.*", "");
    }

    /// Whether other modules have parts of the same names as this method.
    static boolean isCommon(String method) {
        return method.equals(PROMPT);
    }
}
