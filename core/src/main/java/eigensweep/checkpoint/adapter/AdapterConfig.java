package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.file.BrokenJson;
import eigensweep.checkpoint.file.MappedFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads `adapter_config.json`, as PEFT and MLX write it, and what diffusers keeps of it in the header of a
/// safetensors file: what of it changes the numbers.
final class AdapterConfig {

    static final String NAME = "adapter_config.json";

    private static final long LONGEST = 10_000_000;
    private static final int MOST_PATTERNS = 10_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// Variants of LoRA whose merged weight is another function of what is stored.
    private static final Set<String> VARIANTS = Set.of(
            "use_qalora",
            "use_bdlora",
            "kasa_config",
            "arrow_config",
            "monteclora_config",
            "alora_invocation_tokens",
            "layer_replication");

    /// Ways to begin that take from the base model's weights what the adapter begins with.
    private static final Set<String> RESIDUAL = Set.of("pissa", "olora", "corda", "loftq", "lora_ga");

    private final MappedFile file;
    private String method = "LORA";
    private @Nullable Double alpha;
    private @Nullable Double scale;
    private @Nullable Long rank;
    private final Map<ModulePattern, Double> alphaOf = new LinkedHashMap<>();
    private final Map<ModulePattern, Double> rankOf = new LinkedHashMap<>();
    private boolean rankStabilised;
    private boolean transposed;
    private boolean decomposed;
    private final List<String> targetParameters = new ArrayList<>();
    private final List<String> variants = new ArrayList<>();
    private @Nullable String residual;

    private AdapterConfig(MappedFile file) {
        this.file = file;
    }

    /// Reads a configuration file.
    static AdapterSettings read(MappedFile file) {
        if (file.size() > LONGEST) {
            throw file.broken("has " + file.size() + " bytes; a configuration has at most " + LONGEST);
        }
        return parse(file, file.text(0, (int) file.size()), "").getOrDefault("", new AdapterConfig(file).settings());
    }

    /// Reads the settings of a file of several models' adapters, such as `unet.lora_alpha` and
    /// `text_encoder.r`.
    ///
    /// @return by the name of the model
    static Map<String, AdapterSettings> readOfSeveral(MappedFile file, String text) {
        if (text.length() > LONGEST) {
            throw file.broken("has metadata of " + text.length() + " characters; at most " + LONGEST + " are read");
        }
        return parse(file, text, ".");
    }

    private static Map<String, AdapterSettings> parse(MappedFile file, String text, String separator) {
        Map<String, AdapterConfig> configs = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw file.broken("is not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                int dot = separator.isEmpty() ? -1 : name.indexOf(separator);
                String model = dot < 0 ? "" : name.substring(0, dot);
                configs.computeIfAbsent(model, m -> new AdapterConfig(file))
                        .property(name.substring(dot + 1), json.nextToken(), json);
            }
            if (json.nextToken() != null) {
                throw file.broken("goes on after the JSON object");
            }
        } catch (JacksonException e) {
            throw file.broken(BrokenJson.what(e), e);
        }
        Map<String, AdapterSettings> settings = new LinkedHashMap<>();
        configs.forEach((model, config) -> settings.put(model, config.settings()));
        return settings;
    }

    private void property(String name, JsonToken value, JsonParser json) {
        switch (name) {
            case "peft_type" -> method = value == JsonToken.VALUE_STRING ? json.getString() : method;
            case "lora_alpha", "alpha" ->
                alpha = value == JsonToken.VALUE_NULL ? alpha : Double.valueOf(number(name, json));
            case "r" -> rank = value == JsonToken.VALUE_NULL ? null : Long.valueOf(rank(name, number(name, json)));
            case "use_rslora" -> rankStabilised = value == JsonToken.VALUE_TRUE;
            case "fan_in_fan_out" -> transposed = value == JsonToken.VALUE_TRUE;
            case "use_dora" -> decomposed |= value == JsonToken.VALUE_TRUE;
            case "fine_tune_type" ->
                decomposed |=
                        value == JsonToken.VALUE_STRING && json.getString().equals("dora");
            case "alpha_pattern" -> patterns(name, json, alphaOf);
            case "rank_pattern" -> patterns(name, json, rankOf);
            case "target_parameters" -> texts(json, targetParameters);
            case "init_lora_weights" -> residual = value == JsonToken.VALUE_STRING ? residual(json.getString()) : null;
            case "lora_parameters" -> mlx(json);
            default -> {
                boolean off = value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_FALSE;
                if (VARIANTS.contains(name) && !off) {
                    variants.add(name);
                }
            }
        }
        json.skipChildren(); // What is of a form that nobody writes is passed over as a whole.
    }

    private static @Nullable String residual(String way) {
        return RESIDUAL.stream()
                .filter(way.toLowerCase(Locale.ROOT)::startsWith)
                .findFirst()
                .orElse(null);
    }

    private void mlx(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "scale" -> scale = number(name, json);
                case "rank" -> rank = rank(name, number(name, json));
                default -> json.skipChildren();
            }
        }
    }

    private void patterns(String name, JsonParser json, Map<ModulePattern, Double> values) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw file.broken(name + " is not a JSON object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            boolean list = json.nextToken() == JsonToken.START_ARRAY;
            if (list && !method.equals("LORA")) {
                json.skipChildren(); // AdaLoRA's masks.
                continue;
            }
            try {
                values.put(ModulePattern.of(key), number(key, json));
            } catch (IllegalArgumentException e) {
                throw file.broken(name + " has the key " + key + ", which " + e.getMessage(), e);
            }
            if (values.size() > MOST_PATTERNS) {
                throw file.broken(name + " has more than " + MOST_PATTERNS + " keys");
            }
        }
    }

    private static void texts(JsonParser json, List<String> texts) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.VALUE_STRING && texts.size() < MOST_PATTERNS) {
                texts.add(json.getString());
            }
            json.skipChildren();
        }
    }

    private double number(String property, JsonParser json) {
        if (!json.currentToken().isNumeric()) {
            throw file.broken(property + " is no number");
        }
        if (!Double.isFinite(json.getDoubleValue())) {
            throw file.broken(property + " is too large a number");
        }
        return json.getDoubleValue();
    }

    private long rank(String property, double value) {
        if (!(value >= 1) || value != Math.rint(value)) {
            throw file.broken(property + " is " + value + ", which is no rank");
        }
        return (long) value;
    }

    private AdapterSettings settings() {
        rankOf.forEach((pattern, value) -> rank("rank_pattern of " + pattern, value));
        return new AdapterSettings(
                file,
                method.toUpperCase(Locale.ROOT),
                new AdapterSettings.Scale(alpha, scale, alphaOf, rankStabilised),
                new AdapterSettings.Ranks(rank, rankOf),
                transposed,
                decomposed,
                targetParameters,
                variants,
                residual);
    }
}
