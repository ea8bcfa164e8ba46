package eigensweep.checkpoint;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// The architecture of a Keras model, as it is saved beside the weights: which class each layer is of.
///
/// @param layers by name; without those whose name two layers of different classes have
record KerasConfig(Map<String, Layer> layers) {

    /// Nothing is known.
    static final KerasConfig NONE = new KerasConfig(Map.of());

    private static final long LONGEST = 100_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN.
            .build();

    /// A layer.
    ///
    /// @param kind its class in snake case: `conv2d_transpose`
    /// @param settings its `equation`, `dim_ordering`, `scale` and `center`, where it has them
    record Layer(String kind, Map<String, String> settings) {}

    KerasConfig {
        layers = Map.copyOf(layers);
    }

    @Nullable
    Layer layer(String name) {
        return layers.get(name);
    }

    /// @param file the JSON text, of the file that it belongs to
    static KerasConfig read(MappedFile file) {
        if (file.size() > LONGEST) {
            throw file.broken("has " + file.size() + " bytes; a configuration has at most " + LONGEST);
        }
        return read(file.text(0, file.size()), file);
    }

    /// @param text JSON
    /// @param file what it was found in
    static KerasConfig read(String text, MappedFile file) {
        Found found = new Found();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            found.value(json);
        } catch (JacksonException e) {
            throw file.broken("has a model configuration that is not valid JSON: " + e.getOriginalMessage(), e);
        }
        found.layers.values().removeIf(layer -> layer.kind().isEmpty());
        return new KerasConfig(found.layers);
    }

    /// What was read so far: any object with a `class_name` and a `config` that has a `name` is a layer, wherever it
    /// is.
    private static final class Found {

        private final Map<String, Layer> layers = new HashMap<>();

        private void value(JsonParser json) {
            JsonToken token = json.currentToken();
            if (token == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    value(json);
                }
            } else if (token == JsonToken.START_OBJECT) {
                object(json);
            }
        }

        private Map<String, String> object(JsonParser json) {
            Map<String, String> own = new HashMap<>();
            Map<String, String> config = Map.of();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String property = json.currentName();
                JsonToken token = json.nextToken();
                boolean isObject = token == JsonToken.START_OBJECT;
                switch (property) {
                    case "config" -> {
                        if (isObject) {
                            config = object(json);
                        } else {
                            value(json);
                        }
                    }
                    case "class_name", "name", "equation", "dim_ordering", "scale", "center" -> {
                        if (token.isScalarValue()) {
                            own.put(property, json.getString());
                        } else {
                            value(json);
                        }
                    }
                    default -> value(json);
                }
            }
            note(own.get("class_name"), config);
            return own;
        }

        private void note(@Nullable String className, Map<String, String> config) {
            String name = config.get("name");
            if (className == null || name == null) {
                return;
            }
            Layer layer = new Layer(KerasLayers.snakeCase(className), config);
            layers.merge(name, layer, (one, other) -> one.kind().equals(other.kind()) ? one : new Layer("", Map.of()));
        }
    }
}
