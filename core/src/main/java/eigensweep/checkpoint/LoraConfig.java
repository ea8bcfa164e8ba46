package eigensweep.checkpoint;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The `adapter_config.json` of the PEFT library: what of it changes the numbers.
///
/// @param alpha `lora_alpha`
/// @param alphaOf `alpha_pattern`: other values for modules whose name ends so
/// @param rankStabilised `use_rslora`: the factor is `alpha / sqrt(r)` rather than `alpha / r`
/// @param transposed `fan_in_fan_out`: the base model keeps its matrices transposed
/// @param decomposed `use_dora`: the merged weight is rescaled, too
record LoraConfig(
        double alpha, Map<String, Double> alphaOf, boolean rankStabilised, boolean transposed, boolean decomposed) {

    static final String NAME = "adapter_config.json";

    private static final long LONGEST = 10_000_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static LoraConfig read(MappedFile file) {
        if (file.size() > LONGEST) {
            throw file.broken("has " + file.size() + " bytes; a configuration has at most " + LONGEST);
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), file.text(0, (int) file.size()))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw file.broken("is not a JSON object");
            }
            LoraConfig config = read(file, json);
            if (json.nextToken() != null) {
                throw file.broken("goes on after the JSON object");
            }
            return config;
        } catch (JacksonException e) {
            throw file.broken("is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static LoraConfig read(MappedFile file, JsonParser json) {
        double alpha = Double.NaN;
        Map<String, Double> alphaOf = new HashMap<>();
        boolean rankStabilised = false;
        boolean transposed = false;
        boolean decomposed = false;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String property = json.currentName();
            JsonToken value = json.nextToken();
            switch (property) {
                case "lora_alpha" -> alpha = number(file, property, json);
                case "use_rslora" -> rankStabilised = value == JsonToken.VALUE_TRUE;
                case "fan_in_fan_out" -> transposed = value == JsonToken.VALUE_TRUE;
                case "use_dora" -> decomposed = value == JsonToken.VALUE_TRUE;
                case "alpha_pattern" -> patterns(file, json, alphaOf);
                default -> json.skipChildren();
            }
        }
        if (!(alpha > 0)) {
            throw file.broken("has no lora_alpha above 0, without which the adapter's scale is not known");
        }
        return new LoraConfig(alpha, alphaOf, rankStabilised, transposed, decomposed);
    }

    private static void patterns(MappedFile file, JsonParser json, Map<String, Double> alphaOf) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw file.broken("alpha_pattern is not a JSON object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String pattern = json.currentName();
            json.nextToken();
            alphaOf.put(suffix(file, pattern), number(file, pattern, json));
        }
    }

    private static double number(MappedFile file, String property, JsonParser json) {
        if (!json.currentToken().isNumeric()) {
            throw file.broken(property + " is no number");
        }
        if (!Double.isFinite(json.getDoubleValue())) {
            throw file.broken(property + " is too large a number");
        }
        return json.getDoubleValue();
    }

    private static String suffix(MappedFile file, String pattern) {
        if (!pattern.matches("[\\w.]+")) {
            throw file.broken("alpha_pattern has the pattern " + pattern + "; only names of modules are known");
        }
        return pattern;
    }

    /// The factor on `B * A`.
    ///
    /// @param module the name of the module that is adapted
    /// @param rank `r`
    double factor(String module, long rank) {
        double own = alpha;
        for (Map.Entry<String, Double> pattern : alphaOf.entrySet()) {
            if (module.equals(pattern.getKey()) || module.endsWith("." + pattern.getKey())) {
                own = pattern.getValue();
            }
        }
        return own / (rankStabilised ? Math.sqrt((double) rank) : (double) rank);
    }
}
