package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.BrokenJson;
import eigensweep.checkpoint.file.MappedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
/// @param model the model itself
/// @param byName every layer in it, but for names that layers of different classes have
record KerasConfig(Layer model, Map<String, Layer> byName) {

    /// Nothing is known.
    static final KerasConfig NONE = new KerasConfig(new Layer("", "", Map.of(), List.of(), null), Map.of());

    private static final long LONGEST = 100_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN.
            .build();

    /// A layer, or a model, which is one, too.
    ///
    /// @param name its own
    /// @param kind its class in snake case: `conv2d_transpose`
    /// @param settings its `equation`, `dim_ordering`, `scale` and `center`, where it has them
    /// @param layers those of a model, in its order
    /// @param wrapped the layer that another one (`TimeDistributed`, `Bidirectional`) applies, or null
    record Layer(
            String name,
            String kind,
            Map<String, String> settings,
            List<Layer> layers,
            @Nullable Layer wrapped) {

        Layer {
            settings = Map.copyOf(settings);
            layers = List.copyOf(layers);
        }

        /// The layers of a model by the names that Keras gives them in a file: classes, those that occur more than
        /// once numbered.
        Map<String, Layer> byKey() {
            Map<String, Integer> counts = new HashMap<>();
            Map<String, Layer> byKey = new HashMap<>();
            for (Layer layer : layers) {
                int before = counts.merge(layer.kind(), 1, Integer::sum) - 1;
                byKey.put(before == 0 ? layer.kind() : layer.kind() + "_" + before, layer);
            }
            return byKey;
        }
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
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw file.broken("has a model configuration that is not a JSON object");
            }
            Layer model = layer(json);
            Map<String, Layer> byName = new HashMap<>();
            index(model, byName);
            byName.values().removeIf(layer -> layer.kind().isEmpty());
            return new KerasConfig(model, Map.copyOf(byName));
        } catch (JacksonException e) {
            throw file.broken("has a model configuration that " + BrokenJson.what(e), e);
        }
    }

    private static void index(Layer layer, Map<String, Layer> byName) {
        Layer unclear = new Layer(layer.name(), "", Map.of(), List.of(), null);
        byName.merge(layer.name(), layer, (one, other) -> one.kind().equals(other.kind()) ? one : unclear);
        layer.layers().forEach(inner -> index(inner, byName));
        if (layer.wrapped() != null) {
            index(layer.wrapped(), byName);
        }
    }

    /// What a `config` has that is of interest.
    private static final class Config {
        private final Map<String, String> settings = new HashMap<>();
        private final List<Layer> layers = new ArrayList<>();
        private @Nullable Layer wrapped;
    }

    /// `{"class_name": ..., "config": {"name": ...}}`; Keras 1 has the layers of a `Sequential` for its `config`.
    private static Layer layer(JsonParser json) {
        String className = "";
        Config config = new Config();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String property = json.currentName();
            JsonToken token = json.nextToken();
            if (property.equals("class_name") && token == JsonToken.VALUE_STRING) {
                className = json.getString();
            } else if (property.equals("config") && token == JsonToken.START_OBJECT) {
                config = config(json);
            } else if (property.equals("config") && token == JsonToken.START_ARRAY) {
                config.layers.addAll(layers(json));
            }
            json.skipChildren(); // Nothing, where it was read.
        }
        String name = config.settings.getOrDefault("name", "");
        return new Layer(name, KerasLayers.snakeCase(className), config.settings, config.layers, config.wrapped);
    }

    private static Config config(JsonParser json) {
        Config config = new Config();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String property = json.currentName();
            JsonToken token = json.nextToken();
            switch (property) {
                case "name", "equation", "dim_ordering", "scale", "center" -> {
                    if (token.isScalarValue()) {
                        config.settings.put(property, json.getString());
                    }
                }
                case "layers" -> {
                    if (token == JsonToken.START_ARRAY) {
                        config.layers.addAll(layers(json));
                    }
                }
                case "layer" -> {
                    if (token == JsonToken.START_OBJECT) {
                        config.wrapped = layer(json);
                    }
                }
                default -> {}
            }
            json.skipChildren();
        }
        return config;
    }

    private static List<Layer> layers(JsonParser json) {
        List<Layer> layers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                layers.add(layer(json));
            }
            json.skipChildren();
        }
        return layers;
    }
}
